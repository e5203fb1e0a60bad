"""The index of one folder: what readers and the writer of any process use."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sasando.matching.index.alias_log import Record, records
from sasando.matching.index.interface import (
    Alias,
    AliasHit,
    Candidates,
    Entry,
    Fit,
    PictureHit,
    Query,
    Stored,
    Terms,
)
from sasando.matching.index.manifest import NAME
from sasando.matching.index.state import State, open_state, stamp
from sasando.matching.index.writing import check, rebuilding, writing
from sasando.matching.pictures.picture import Picture

WAIT = 30.0  # seconds a writer waits for another


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much the index holds. ``bytes`` are on disk."""

    entries: int
    aliases: int
    segments: int
    bytes: int


class Store:
    """What is known, kept in a folder of this machine.

    Any number of processes and threads may read and write the same folder; each read sees the
    state of that moment, whole. A write is on disk when the call returns, or has not happened.
    """

    def __init__(self, folder: Path, state: State) -> None:
        self.folder = folder
        self._held = state
        self._refreshing = threading.Lock()

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open the index in ``folder``; where there is none, it is empty until the first write.

        Raises ``CorruptIndex`` when a file is damaged or missing.
        """
        return cls(folder, open_state(folder))

    @classmethod
    def rebuild(
        cls, folder: Path, entries: Iterable[Entry], aliases: Iterable[Alias] | None = None
    ) -> Store:
        """Make the index anew of ``entries``, also where it is damaged, and open it.

        Readers see the old one until all is done. ``None`` keeps the aliases there are, which then
        must not be damaged.
        """
        fresh = None if aliases is None else records(aliases, kept=True)
        with rebuilding(folder, wait=WAIT, with_aliases=fresh is not None) as writer:
            writer.replace_all(entries, fresh)
        return cls.open(folder)

    def candidates(self, query: Query, *, limit: int = 50) -> Candidates:
        """Return the entries that may answer a query, with their raw signals, likeliest first."""
        return self._state().known.candidates(query, limit=limit)

    def recognise(self, terms: Terms, *, limit: int = 5) -> list[AliasHit]:
        """Return remembered messages that resemble a text, likeliest first.

        A message whose known is gone is not returned. Where letters are the same, only those are.
        """
        state = self._state()
        found = state.aliases.recognise(terms)
        return list(islice((hit for hit in found if state.known.has(hit.known)), limit))

    def shown(self, picture: Picture, *, limit: int = 5) -> list[PictureHit]:
        """Return the known things of which a picture is shown, the surest first.

        The pictures of what is known and those remembered for it count alike.
        """
        state = self._state()
        best: dict[str, float] = {}
        for known, score in (*state.known.shown(picture), *state.aliases.shown(picture)):
            if state.known.has(known):
                best[known] = max(score, best.get(known, 0))
        hits = [PictureHit(known=known, score=score) for known, score in best.items()]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def get(self, name: str) -> Stored | None:
        """Return the entry with this id."""
        return self._state().known.get(name)

    def entries(self) -> Iterator[Stored]:
        """Yield every entry of this moment."""
        return self._state().known.every()

    def ids(self) -> list[str]:
        """Return the id of every entry."""
        return [stored.id for stored in self.entries()]

    def aliases(self) -> list[Alias]:
        """Return every remembered text; of pictures nothing is given back."""
        kept = self._state().aliases.kept()
        return [Alias(known=known, terms=Terms(letters=letters)) for known, letters in kept]

    def __len__(self) -> int:
        return len(self._state().known)

    def put(self, entries: Iterable[Entry]) -> None:
        """Add entries; one with the id of an earlier one replaces it and keeps its aliases."""
        given = list(entries)
        if given:
            with writing(self.folder, wait=WAIT) as writer:
                writer.put(given)

    def remove(self, ids: Iterable[str]) -> None:
        """Remove entries; unknown ids are no matter."""
        with writing(self.folder, wait=WAIT) as writer:
            writer.remove(ids)

    def remember(self, aliases: Iterable[Alias]) -> None:
        """Remember messages; the same message for the same known is remembered once."""
        self._log(records(aliases, kept=True))

    def forget(self, aliases: Iterable[Alias]) -> None:
        """Forget that messages were tied to a known; what was never remembered is no matter."""
        self._log(records(aliases, kept=False))

    def refit(self, fit: Fit) -> None:
        """Fit the whitening to all vectors and whiten them anew. Raises ``StoreError`` if none."""
        with writing(self.folder, wait=WAIT) as writer:
            writer.refit(fit)

    def verify(self) -> None:
        """Read every file whole and compare its checksums. Raises ``CorruptIndex``."""
        if stamp(self.folder) is not None:
            check(self.folder)

    def statistics(self) -> Statistics:
        """Return how much the index holds."""
        state = self._state()
        sizes = 0
        for name in (NAME, *state.manifest.files()):
            path = self.folder / name
            sizes += path.stat().st_size if path.exists() else 0
        segments = len(state.known.segments) + len(state.aliases.snapshot.segments)
        return Statistics(len(state.known), len(state.aliases.kept()), segments, sizes)

    def _log(self, fresh: list[Record]) -> None:
        if fresh:
            with writing(self.folder, wait=WAIT) as writer:
                writer.log(fresh)

    def _state(self) -> State:
        """Return the state of this moment: one ``stat`` when nothing changed."""
        mark = stamp(self.folder)
        if mark == self._held.stamp:
            return self._held
        with self._refreshing:
            if mark != self._held.stamp:
                self._held = open_state(self.folder, self._held)
            return self._held
