"""What goes into the store and what comes out: the types its callers write against.

In short::

    store = Store.open(folder)                       # readers and the writer alike, < 100 ms
    store.put([Entry(id="version:1", record=b"...", fields=(title, claim, explanation))])
    store.remember([Alias(known="version:1", terms=terms)])

    hits = store.recognise(terms)                    # seen before? best first
    found = store.candidates(Query(terms=terms, keys=("phone:+6281...",), vector=vector))
    found.words                                      # (n, 3) BM25, one column a Field
    (found.words - found.moments["words"].mean) / found.moments["words"].std      # z-scores
    found.stored(0).record                           # the bytes that were put

``Store`` (``sasando.matching.index.store``) has besides: ``remove(ids)``, ``forget(known, terms)``,
``get(id)``, ``ids()``, ``entries()``, ``aliases()``, ``Store.rebuild(folder, entries, aliases)``,
``refit(fit)`` (whiten anew), ``verify()``, ``statistics()``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sasando.matching.late import Kept, Tokens

if TYPE_CHECKING:
    from sasando.matching.pictures import Picture

Floats = NDArray[np.float32]


class StoreError(Exception):
    """The store refused or could not do what was asked."""


class CorruptIndex(StoreError):
    """A file of the index is damaged or of another format; only a rebuild mends it."""


class IndexBusy(StoreError):
    """Another process has been writing for longer than was waited."""


class Field(IntEnum):
    """The texts of an entry, each scored by itself: the columns of every signal."""

    TITLE = 0
    CLAIM = 1
    EXPLANATION = 2


FIELDS = len(Field)


@dataclass(frozen=True, slots=True)
class Terms:
    """One normalised text, in the two ways it is compared.

    ``words``: the terms of BM25, for example stemmed and without stop words; each counts once in
    a query. ``letters``: the tokens that are cut to character n-grams of 3 to 5 within word
    borders (scikit-learn's ``char_wb``), usually every word as it stands.
    """

    words: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()


NO_TERMS = Terms()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One known thing as it goes into the store; an entry with the same ``id`` replaces it.

    ``record`` comes back as it was put. ``keys`` match exactly or not at all: "phone:…",
    "domain:…", "account:…", "link:…" (the prefix keeps the kinds apart). ``vectors`` has one row a
    ``Field`` as the encoder gave it, before whitening; a row of zeros says there is none. ``tokens``
    are those of each field, where the encoder gives them and they are compared. ``pictures`` are prints: what it is recognised by, not given back.
    """

    id: str
    record: bytes
    fields: tuple[Terms, ...]
    keys: tuple[str, ...] = ()
    vectors: Floats | None = None
    tokens: tuple[Tokens, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A message, or one picture, that was once tied to an answer. ``known`` is an ``Entry.id``."""

    known: str
    terms: Terms = NO_TERMS
    picture: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A message, or a passage of one, normalised as the entries were.

    ``vector`` is the encoder's, before whitening; without it the dense signal is zero throughout.
    """

    terms: Terms
    keys: tuple[str, ...] = ()
    vector: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasHit:
    """A remembered message that resembles a text.

    ``exact``: the letters are the same. ``covered``: the share of the text's n-grams, weighed by
    rarity, that the remembered message holds; ``covers``: the share of the remembered message's
    that the text holds. A shortened forward has ``covered`` near 1, a framed one ``covers``.
    ``cosine`` is of both. All lie in 0..1.
    """

    known: str
    exact: bool
    covered: float
    covers: float
    cosine: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureHit:
    """A known thing of which a picture was shown; ``score`` as of ``pictures.search``."""

    known: str
    score: float


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean and spread of one signal over the whole corpus for one query, a value a ``Field``.

    The mean is exact up to quantisation; the spread of words and n-grams takes terms as
    independent. A field that nobody fills has mean 0 and spread 1.
    """

    mean: Floats
    std: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Whitening:
    """An affine map for vectors: ``(v - mean) @ matrix``, then brought to length 1.

    Columns of ``matrix`` may be fewer than its rows.
    """

    mean: Floats
    matrix: Floats


class Fit(Protocol):
    """Fits a whitening to vectors, one a row: all of the corpus's, fields mixed."""

    def __call__(self, vectors: Floats) -> Whitening: ...


class Stored(NamedTuple):
    """An entry as the store gives it back.

    ``texts``: of each ``Field`` the words and the letters it was put with, blanks between them.
    """

    id: str
    record: bytes
    texts: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]

    @property
    def fields(self) -> tuple[Terms, ...]:
        """The terms it was put with, one a ``Field``."""
        return tuple(
            Terms(tuple(words.split()), tuple(letters.split())) for words, letters in self.texts
        )


class Reader(Protocol):
    """Reads stored entries by number; it stays valid when the index changes meanwhile."""

    def stored(self, numbers: NDArray[np.int64]) -> list[Stored]:
        """Return the entries with these numbers."""
        ...

    def rarities(self, words: Sequence[str]) -> Floats:
        """Return the rarity of each word."""
        ...

    def tokens(self, numbers: NDArray[np.int64]) -> Kept | None:
        """Return the tokens of entries, owned by places in ``numbers``; ``None`` without any."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The entries that may answer a query, likeliest first by the plain sum of z-scores.

    It is the union of the best by each signal and by the sum, so a scorer finds a strong single
    signal too. ``words`` is BM25, ``letters`` the cosine of TF-IDF over character n-grams (each
    counted once), ``dense`` the whitened cosine: each float32 of shape (n, 3), one column a
    ``Field``; 0 where the entry lacks the field, and ``letters`` of explanations always. ``keys`` (n,) is the sum of idf of the exact keys
    shared. ``moments`` has "words", "letters" and "dense". ``present`` (n, 3) says which fields
    the entry has.
    """

    numbers: NDArray[np.int64]
    words: Floats
    letters: Floats
    dense: Floats
    keys: Floats
    present: NDArray[np.bool_]
    moments: Mapping[str, Moments]
    total: int
    reader: Reader = field(repr=False)

    def __len__(self) -> int:
        return len(self.numbers)

    def stored(self, position: int) -> Stored:
        """Return the entry at ``position`` (0 is the likeliest)."""
        return self.reader.stored(self.numbers[[position]])[0]

    def every(self) -> tuple[Stored, ...]:
        """Return all entries, likeliest first."""
        return tuple(self.reader.stored(self.numbers))

    def z(self, signal: str) -> Floats:
        """Return z-scores (n, 3) of "words", "letters" or "dense"; 0 where the field is absent."""
        raw: Floats = getattr(self, signal)
        moments = self.moments[signal]
        return np.where(self.present, (raw - moments.mean) / moments.std, 0).astype(np.float32)
