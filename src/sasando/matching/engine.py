"""The index as its users see it: put what is known, ask with a message, get a decision."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path

from sasando.matching.adapting import Adapted, adapted
from sasando.matching.answering import decided, ranked, remembered
from sasando.matching.decision import Decision, Match
from sasando.matching.encoder import Encoder, TokenEncoder, encoded
from sasando.matching.entries import entries
from sasando.matching.index import Alias, Candidates, StoreError, Terms
from sasando.matching.index.store import Store
from sasando.matching.known import Known
from sasando.matching.late import NO_TOKENS
from sasando.matching.message import Message
from sasando.matching.normalise import Normal, link_keys, normalise
from sasando.matching.normalise.spelling import Spelling
from sasando.matching.passages import passages
from sasando.matching.reading import read
from sasando.matching.record import Records
from sasando.matching.scoring import Asked, Considered, Kind, features
from sasando.matching.showing import shown, with_pictures
from sasando.matching.twins import twins_of
from sasando.matching.watching import Watched
from sasando.matching.whitening import fit_whitening

CANDIDATES = 20  # 40 hold the right one for 9 more in 1,000 questions, and rank it first for none
_BATCH = 256
_SPELLING = "spelling.npz"
_FITTED = "fitted"
_ENCODER = "encoder"
_MENDED = 50_000  # words whose mending is kept in memory
_GROWN = 1.25  # times the entries there were, and what was fitted to them is fitted anew
log = logging.getLogger(__name__)


class Index:
    """What is known in one folder, and the engine that answers from it.

    Any number of processes may open the same folder; what one writes, all see with the next call.
    """

    def __init__(self, store: Store, encoder: Encoder | None = None) -> None:
        self.store = store
        self.encoder = adapted(encoder)
        self._spelling = Watched(store.folder / _SPELLING, _mending)
        self._name = Watched(store.folder / _ENCODER, lambda path: path.read_text("utf-8"))

    @classmethod
    def open(cls, folder: Path, *, encoder: Encoder | None = None) -> Index:
        """Open the index in ``folder``, in under 100 ms; where there is none, it begins empty.

        Raises ``CorruptIndex`` when a file is damaged; ``rebuild`` mends that.
        """
        return cls(Store.open(folder), encoder)

    @classmethod
    def rebuild(
        cls,
        folder: Path,
        known: Iterable[Known],
        *,
        encoder: Encoder | None = None,
        afresh: bool = False,
    ) -> Index:
        """Make the index anew; readers see the old one until all is done.

        Aliases are kept, for which the old one must be sound: ``CorruptIndex`` is raised before
        anything is read of ``known``. ``afresh`` forgets them, and mends any damage.
        """
        suited = adapted(encoder)
        made = (entry for batch in _batches(known) for entry in entries(batch, suited))
        index = cls(Store.rebuild(folder, made, () if afresh else None), encoder)
        (folder / _ENCODER).write_text(suited.name if suited else "", encoding="utf-8")
        index.fit()
        return index

    def put(self, known: Iterable[Known]) -> None:
        """Add known things; one with the id of an earlier one replaces it, its aliases stay."""
        encoder = self._suited()
        for batch in _batches(known):
            self.store.put(entries(batch, encoder))
        if encoder is not None:
            (self.store.folder / _ENCODER).write_text(encoder.name, encoding="utf-8")
        if len(self.store) > self._fitted() * _GROWN + 8:
            self.fit()

    def remove(self, ids: Iterable[str]) -> None:
        """Take known things away; unknown ids are no matter."""
        self.store.remove(ids)

    def remember(self, known_id: str, message: Message | str) -> None:
        """Remember that a message was answered by a known thing; its forwards are known at once.

        Its words are remembered, and each of its pictures: give only those that were asked about.
        """
        self.store.remember(_aliases(known_id, message))

    def forget(self, known_id: str, message: Message | str) -> None:
        """Forget what ``remember`` was told."""
        self.store.forget(_aliases(known_id, message))

    def fit(self) -> None:
        """Fit whitening and spelling to what is there; ``put`` does it when the index has grown."""
        counts: Counter[str] = Counter()
        for stored in self.store.entries():
            for terms in stored.fields:
                counts.update(terms.letters)
        self.store.folder.mkdir(parents=True, exist_ok=True)
        Spelling.of(counts).save(self.store.folder / _SPELLING)
        (self.store.folder / _FITTED).write_text(str(len(self.store)), encoding="ascii")
        if self.encoder is not None and not isinstance(self.encoder, Adapted):
            try:
                self.store.refit(fit_whitening)
            except StoreError as error:
                log.warning("vectors stay as they are: %s", error)

    def answer(self, message: Message, *, at: datetime, language: str = "id") -> Decision:
        """Return what to say about a message at ``at`` (aware), preferring twins in ``language``.

        Never fails for what the message holds: empty, huge and broken ones abstain or ask. The
        passage of a match lies in the text of ``read(message)``.
        """
        message = read(message)
        return self.answer_read(message, normalise(message.text), at=at, language=language)

    def answer_read(
        self, message: Message, normal: Normal, *, at: datetime, language: str = "id"
    ) -> Decision:
        """As ``answer``, for a message that was read and normalised already."""
        links = tuple(key for link in message.links for key in link_keys(link))
        seen = remembered(self.store, normal, at=at)
        if seen is not None:
            return seen
        looks = [self.consider(part, keys=links) for part in self._parts(normal, message.text)]
        said = decided(normal, looks, at=at, language=language, links=links)
        if not message.prints:
            return said
        matches = shown(self.store, message.prints, at=at, language=language)
        return with_pictures(said, matches, normal)

    def search(self, text: str, *, limit: int = 10) -> list[Match]:
        """Return what a text may be about, likeliest first, without deciding anything."""
        normal = normalise(text)
        return ranked(self.consider(normal), normal).matches(limit)

    def consider(
        self, normal: Normal, *, keys: tuple[str, ...] = (), hidden: Collection[str] = ()
    ) -> Considered:
        """Hold a normalised message, or a passage of one, against its candidates.

        ``hidden`` are ids that are treated as if they were not known: to measure with.
        """
        mended = self.mended(normal.letters)
        own = tuple(dict.fromkeys((*normal.keys, *keys)))
        told = encoded(self._suited(), [" ".join(mended)] if mended else [], query=True)
        vector, tokens = (told[0][0], told[1][0]) if told else (None, NO_TOKENS)
        asked = Asked.of(mended, own, vector, tokens)
        found = self.store.candidates(asked.query, limit=CANDIDATES + len(hidden))
        stored = found.every()
        if hidden:
            kept = [place for place, one in enumerate(stored) if one.id not in hidden]
            found, stored = _only(found, kept), tuple(stored[place] for place in kept)
        known = Records([one.record for one in stored])
        rows = features(asked, found, stored, known)
        twins = twins_of(stored, known.clusters())
        return Considered(
            asked=asked, found=found, stored=stored, known=known, rows=rows, twins=twins
        )

    @property
    def kind(self) -> Kind:
        """Return which scorer judges, as long as the encoder answers."""
        if self.encoder is None:
            return "plain"
        return "late" if isinstance(self.encoder, TokenEncoder) else "dense"

    @property
    def outdated(self) -> bool:
        """Return whether the vectors kept are another encoder's: till a rebuild words alone match."""
        return self.encoder is not None and self._suited() is None

    def _suited(self) -> Encoder | None:
        """Return the encoder if the vectors kept are its own; otherwise words match till a rebuild."""
        if self.encoder is None:
            return None
        return self.encoder if self._name.now() in (None, "", self.encoder.name) else None

    def _parts(self, normal: Normal, text: str) -> list[Normal]:
        cut = passages(normal, text)
        return cut if len(cut) == 1 else [normal, *cut]

    def mended(self, words: Iterable[str]) -> list[str]:
        """Return words with the slips in them mended by the words that are known."""
        mending = self._spelling.now()
        return list(words) if mending is None else [mending(word) for word in words]

    def _fitted(self) -> int:
        try:
            return int((self.store.folder / _FITTED).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0


def _mending(path: Path) -> Callable[[str], str]:
    """Return what mends a word; of the last words it knows without looking."""
    return lru_cache(_MENDED)(Spelling.load(path).mend)


def _batches(known: Iterable[Known]) -> Iterator[list[Known]]:
    rest = iter(known)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _only(found: Candidates, kept: list[int]) -> Candidates:
    """Return the candidates at the places kept."""
    return replace(
        found,
        numbers=found.numbers[kept],
        words=found.words[kept],
        letters=found.letters[kept],
        dense=found.dense[kept],
        keys=found.keys[kept],
        present=found.present[kept],
    )


def _aliases(known_id: str, message: Message | str) -> list[Alias]:
    """Return what is remembered of a message: not what tells nothing apart."""
    message = read(Message(message) if isinstance(message, str) else message)
    normal = normalise(message.text)
    found = [
        Alias(known=known_id, picture=picture) for picture in message.prints if not picture.textual
    ]
    if len(normal.content) >= 3:
        found.append(Alias(known=known_id, terms=Terms(letters=normal.letters)))
    return found
