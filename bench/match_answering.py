"""How fast the whole engine answers, and what it holds in memory: a part of ``match_speed``."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from typing import Any

import numpy as np

from bench.tables import Cell, Table, say, table
from sasando.matching import Known, Message, Source
from sasando.matching.e5 import E5
from sasando.matching.e5.tuning import shipped
from sasando.matching.encoder import EncoderError, Floats
from sasando.matching.engine import Index
from sasando.matching.index import Alias, Terms
from sasando.matching.index.store import Store
from sasando.matching.late import Tokens
from sasando.matching.normalise import normalise

WARM = 30
VECTOR = 384
PIECES = 1.6  # of a word
TIMES = ("p50 ms", "p99 ms", "CPU p50", "CPU p99")
Texts = Sequence[tuple[tuple[str, ...], ...]]


class Drawn:
    """Vectors and tokens drawn in place of encoded ones: encoding 100,000 documents would take an hour."""

    def __init__(self) -> None:
        self.name = shipped().name
        self._draw = np.random.default_rng(2)
        side = shipped().side("known")
        assert side is not None
        pool = self._draw.normal(size=(20_000, side.matrix.shape[1])).astype(np.float32)
        self._pool = pool / np.linalg.norm(pool, axis=1, keepdims=True)

    def encode(self, texts: Sequence[str], *, query: bool) -> Floats:
        """Return vectors that have nothing to do with the texts."""
        vectors: Floats = self._draw.normal(size=(len(texts), VECTOR)).astype(np.float32)
        return vectors

    def encode_tokens(
        self, texts: Sequence[str], *, query: bool
    ) -> tuple[Floats, Sequence[Tokens]]:
        """Return such vectors, and as many tokens as real ones would be."""
        sizes = [int(PIECES * (text.count(" ") + 1)) for text in texts]
        tokens = [
            Tokens(self._pool[self._draw.integers(len(self._pool), size=size)], _even(size))
            for size in sizes
        ]
        return self.encode(texts, query=query), tokens


def _even(size: int) -> Floats:
    return np.full(size, 1 / size, np.float32)


def built_index(folder: Path, texts: Texts) -> tuple[Index, float]:
    """Return an index of the texts, opened without an encoder, and the seconds it took to make."""
    began = time.perf_counter()
    Index.rebuild(folder, _known(texts), encoder=Drawn())
    return Index.open(folder), time.perf_counter() - began


def _known(texts: Texts) -> Iterator[Known]:
    for number, fields in enumerate(texts):
        title, claim, explanation = (" ".join(text) for text in fields)
        yield Known(
            id=f"version:{number}",
            source=Source.CHECK,
            title=title,
            claim=claim,
            explanation=explanation,
            href=f"https://example.org/{number}",
        )


def times(ask: Callable[[Any], Any], queries: Sequence[Any]) -> list[Cell]:
    """Return ``TIMES``: milliseconds of one query by the clock, and on the processor."""
    for query in queries[:WARM]:
        ask(query)
    clock, used = [], []
    for query in queries[WARM:]:
        began, worked = time.perf_counter(), time.process_time()
        ask(query)
        used.append((time.process_time() - worked) * 1000)
        clock.append((time.perf_counter() - began) * 1000)
    cuts = [quantiles(spent, n=100) for spent in (clock, used)]
    return [cuts[0][49], cuts[0][98], cuts[1][49], cuts[1][98]]


def timed(built: float, ask: Callable[[Any], Any], queries: Sequence[Any]) -> list[Cell]:
    """Return seconds of building and ``TIMES``."""
    return [built, *times(ask, queries)]


def answering(index: Index, texts: Sequence[str]) -> Table:
    """How fast ``Index.answer`` is, all of it: from the text as it came to the decision."""
    say("answer")
    messages = [Message(text) for text in texts]
    longer = [Message(". ".join(texts[first : first + 5])) for first in range(len(texts) - 5)]
    rows: list[list[Cell]] = [["no encoder", *times(_answer(index), messages)]]
    rows.append(["150 words in passages, no encoder", *times(_answer(index), longer)])
    try:
        encoder = E5()
    except EncoderError:
        rows.append(["with the encoder", "not installed", "", "", ""])
    else:
        with_encoder = Index.open(index.store.folder, encoder=encoder)
        rows.append(["with the encoder", *times(_answer(with_encoder), messages)])
        encoding = times(lambda text: encoder.encode([text], query=True), texts)
        rows.append(["of it the encoding", *encoding])
    return table(
        f"One message never seen before answered, {len(index.store):,} documents, one thread",
        ["", *TIMES],
        rows,
        "30 words, but where it says otherwise; the encoder has one thread too.",
    )


def answering_again(index: Index, texts: Sequence[str]) -> Table:
    """How fast ``Index.answer`` is when the message was remembered with its answer."""
    index.store.remember(
        Alias(known=f"version:{number}", terms=Terms(letters=normalise(text).letters))
        for number, text in enumerate(texts)
    )
    framed = [f"Assalamualaikum, apakah benar? {text} Mohon info dong" for text in texts]
    rows: list[list[Cell]] = [
        [name, *times(_answer(index), [Message(text) for text in some])]
        for name, some in (("as it was", texts), ("in a greeting and a question", framed))
    ]
    return table(
        f"One message seen before answered, {len(index.store):,} documents and as many remembered",
        ["", *TIMES],
        rows,
    )


def _answer(index: Index) -> Callable[[Message], Any]:
    at = datetime.now(UTC)
    return lambda message: index.answer(message, at=at)


def holding(store: Store, texts: Sequence[str]) -> Table:
    """What the index takes on disk, and in the memory of a process that has just begun."""
    say("memory")
    began = time.perf_counter()
    again = Store.open(store.folder)
    opened = (time.perf_counter() - began) * 1000
    statistics = again.statistics()
    millions = len(again) / 1e6
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        own, mapped = pool.submit(resident, store.folder, texts).result()
    rows: list[list[Cell]] = [
        ["opened in, ms", opened],
        ["on disk, MB", statistics.bytes / 1e6],
        ["memory of its own, MB", own],
        ["pages of the index in memory, shared by all processes, MB", mapped],
        ["on disk a million documents and as many aliases, GB", statistics.bytes / 1e9 / millions],
        ["memory of its own a million documents and aliases, GB", own / 1e3 / millions],
        ["segments", statistics.segments],
    ]
    return table(
        "The index",
        ["", ""],
        rows,
        f"Mapped, not read. Memory is what {len(texts)} answers took, the modules not counted.",
    )


def resident(folder: Path, texts: Sequence[str]) -> tuple[float, float]:
    """Return megabytes of memory that opening and answering took: its own, and mapped pages."""
    before = _resident()
    index = Index.open(folder)
    for text in texts:
        index.answer(Message(text), at=datetime.now(UTC))
    own, mapped = (after - first for after, first in zip(_resident(), before, strict=True))
    return own, mapped


def _resident() -> tuple[float, float]:
    lines = Path("/proc/self/status").read_text().splitlines()
    found = dict(line.split(":", 1) for line in lines)
    own, mapped = (int(found[name].split()[0]) / 1000 for name in ("RssAnon", "RssFile"))
    return own, mapped
