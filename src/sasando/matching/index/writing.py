"""The one writer: new segments beside the old ones, then one swap of the manifest.

Until the swap nothing has happened, after it everything has; files that no manifest names are
removed by the next writer. Small segments are merged as they come, so that there are few.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index.alias_log import Record, append
from sasando.matching.index.assembling import assemble, white_arrays
from sasando.matching.index.draft import draft, merged
from sasando.matching.index.files import (
    Arrays,
    read_arrays,
    sync_folder,
    write_arrays,
    writing_alone,
)
from sasando.matching.index.interface import CorruptIndex, Entry, Fit, StoreError, Whitening
from sasando.matching.index.manifest import (
    NAME,
    Manifest,
    Part,
    read_manifest,
    remove_orphans,
    swap_manifest,
)
from sasando.matching.index.search import Snapshot
from sasando.matching.index.state import State, open_part, open_state

SMALL = 1024  # the last segment takes in new entries until it has so many
MOST = 1 << 18  # a merge makes no larger segment: it bounds the memory and the time of a write
LOG = 1024  # aliases in the log before they become a segment
LOG_BYTES = 4 << 20  # prints of pictures fill it sooner
BATCH = 8192
FIT_ON = 100_000  # vectors a whitening is fitted to, evenly spread
Raw = tuple[Arrays, NDArray[np.bool_] | None]
Dead = dict[int, set[int]]  # places that die, by position of their segment


@contextmanager
def writing(folder: Path, *, wait: float) -> Iterator[Writer]:
    """Hold the lock and yield the writer. Raises ``IndexBusy`` or ``CorruptIndex``."""
    folder.mkdir(parents=True, exist_ok=True)
    with writing_alone(folder, wait=wait):
        state = open_state(folder)
        remove_orphans(folder, state.manifest)
        yield Writer(folder, state)


@contextmanager
def rebuilding(folder: Path, *, wait: float, with_aliases: bool) -> Iterator[Writer]:
    """As ``writing``, but a damaged index is no obstacle unless its aliases are still needed."""
    folder.mkdir(parents=True, exist_ok=True)
    with writing_alone(folder, wait=wait):
        try:
            state = open_state(folder)
        except CorruptIndex:
            if not with_aliases:
                raise
            serials = [int(path.name[:8]) for path in folder.glob("[0-9]" * 8 + "-*")]
            swap_manifest(folder, Manifest(serial=max(serials, default=0) + 1))
            state = open_state(folder)
        remove_orphans(folder, state.manifest)
        yield Writer(folder, state)


class Writer:
    """Changes one state of the index into the next. Made by ``writing``, under the lock."""

    def __init__(self, folder: Path, state: State) -> None:
        self.folder = folder
        self.state = state
        self.serial = state.manifest.serial

    def put(self, entries: Sequence[Entry]) -> None:
        """Add entries; one with the id of an earlier one replaces it."""
        latest = {entry.id: entry for entry in entries}
        dead = _places(self.state.known, latest)
        parts = self.state.manifest.known
        fresh = list(latest.values())
        for first in range(0, len(fresh), BATCH):
            raw = draft(fresh[first : first + BATCH])
            snapshot = Snapshot(
                tuple(open_part(self.folder, part) for part in parts), self.state.known.whitening
            )
            parts = self._changed(parts, snapshot, raw, dead if first == 0 else {})
        self._commit(replace(self.state.manifest, known=parts))

    def remove(self, ids: Iterable[str]) -> None:
        """Remove entries; unknown ids are no matter."""
        dead = _places(self.state.known, ids)
        if dead:
            parts = self._changed(self.state.manifest.known, self.state.known, None, dead)
            self._commit(replace(self.state.manifest, known=parts))

    def log(self, records: Sequence[Record]) -> None:
        """Remember or forget aliases."""
        if not self.state.manifest.log:
            self._commit(replace(self.state.manifest, log=self._empty_log()))
        append(self.folder / self.state.manifest.log, records)
        tail = self.state.aliases.tail
        tail.grown()
        if len(tail.latest) >= LOG or tail.end >= LOG_BYTES:
            self._fold()

    def _fold(self) -> None:
        """Make the log's aliases a segment, and begin a new log."""
        manifest, aliases = self.state.manifest, self.state.aliases
        dead = _places(aliases.snapshot, aliases.tail.latest)
        entries = [record.entry() for record in aliases.tail.kept()]
        raw = draft(entries) if entries else None
        parts = self._changed(manifest.aliases, aliases.snapshot, raw, dead)
        self._commit(replace(manifest, aliases=parts, log=self._empty_log()))

    def replace_all(self, entries: Iterable[Entry], aliases: Iterable[Record] | None) -> None:
        """Make an index of ``entries`` alone. ``aliases`` as well, or those there are (``None``)."""
        manifest = self.state.manifest
        known = self._built(entries, self.state.known.whitening)
        if aliases is None:
            self._commit(replace(manifest, known=known))
            return
        latest = {record.id: record for record in aliases}
        remembered = self._built((r.entry() for r in latest.values() if r.kept), None)
        self._commit(replace(manifest, known=known, aliases=remembered, log=self._empty_log()))

    def refit(self, fit: Fit) -> None:
        """Fit the whitening anew and whiten every vector with it."""
        segments = self.state.known.segments
        flat = [segment.arrays["vectors.rows"] for segment in segments]
        flat = [rows for rows in flat if len(rows)]
        if not flat:
            raise StoreError("there are no vectors to fit a whitening to")
        step = -(-sum(len(part) for part in flat) // FIT_ON)
        sample = np.concatenate([part[::step] for part in flat]).astype(np.float32)
        whitening = fit(sample)
        name = self._name("white")
        write_arrays(
            self.folder / name,
            {
                "mean": np.asarray(whitening.mean, np.float32),
                "matrix": np.asarray(whitening.matrix, np.float32),
            },
        )
        parts = []
        for part, segment in zip(self.state.manifest.known, segments, strict=True):
            arrays = segment.arrays | white_arrays(segment.arrays, whitening)
            parts.append(replace(part, name=self._write("seg", arrays)))
        self._commit(replace(self.state.manifest, known=tuple(parts), whitening=name))

    def _built(self, entries: Iterable[Entry], whitening: Whitening | None) -> tuple[Part, ...]:
        parts: tuple[Part, ...] = ()
        rest = iter(entries)
        while raws := list(_drafts(islice(rest, MOST))):
            snapshot = Snapshot(tuple(open_part(self.folder, part) for part in parts), whitening)
            whole = merged([(raw, None) for raw in raws])
            parts = (*parts, self._segment(whole, snapshot))
        return parts

    def _changed(
        self, parts: tuple[Part, ...], snapshot: Snapshot, fresh: Arrays | None, dead: Dead
    ) -> tuple[Part, ...]:
        """Return the parts with ``dead`` gone and ``fresh`` there, merged where it is time."""
        segments = snapshot.segments
        alive = []
        for position, segment in enumerate(segments):
            mask = np.ones(segment.size, bool)
            mask[segment.dead] = False
            mask[sorted(dead.get(position, ()))] = False
            alive.append(mask)
        left = [int(mask.sum()) for mask in alive]
        total = 0 if fresh is None else len(fresh["ids"])
        keep = len(segments) - _victims(left, total)
        kept, background = [], []
        for position in range(keep):
            if not left[position]:
                continue
            part = parts[position]
            if position in dead:
                gone = np.flatnonzero(~alive[position]).astype(np.uint32)
                part = replace(part, dead=self._write("dead", {"dead": gone}))
            kept.append(part)
            background.append(segments[position])
        raws: list[Raw] = [
            (segments[i].arrays, alive[i]) for i in range(keep, len(segments)) if left[i]
        ]
        if fresh is not None:
            raws.append((fresh, None))
        if raws:
            whole = merged(raws)
            kept.append(self._segment(whole, Snapshot(tuple(background), snapshot.whitening)))
        return tuple(kept)

    def _segment(self, raw: Arrays, others: Snapshot) -> Part:
        background = others.background if others.segments else None
        return Part(self._write("seg", assemble(raw, background, others.whitening)))

    def _write(self, suffix: str, arrays: Arrays) -> str:
        name = self._name(suffix)
        write_arrays(self.folder / name, arrays)
        return name

    def _name(self, suffix: str) -> str:
        self.serial += 1
        return f"{self.serial:08d}-x.{suffix}"

    def _empty_log(self) -> str:
        name = self._name("log")
        (self.folder / name).write_bytes(b"")
        return name

    def _commit(self, manifest: Manifest) -> None:
        sync_folder(self.folder)
        swap_manifest(self.folder, replace(manifest, serial=self.serial))
        self.state = open_state(self.folder, self.state)
        remove_orphans(self.folder, self.state.manifest)


def _drafts(entries: Iterator[Entry]) -> Iterator[Arrays]:
    while batch := list(islice(entries, BATCH)):
        yield draft(batch)


def _places(snapshot: Snapshot, ids: Iterable[str]) -> Dead:
    """Return where the living entries with these ids stand."""
    found: Dead = {}
    for name in ids:
        for position, segment in enumerate(snapshot.segments):
            place = segment.place_of(name)
            if place is not None:
                found.setdefault(position, set()).add(place)
                break
    return found


def _victims(sizes: Sequence[int], fresh: int) -> int:
    """Return how many of the last segments are merged with ``fresh`` new entries.

    Each kept segment is more than twice what follows it, so a million entries make few segments
    and an entry is rewritten a few times only.
    """
    total, count = fresh, 0
    for size in reversed(sizes):
        if size + total > MOST or (size > SMALL and size > 2 * total):
            break
        total += size
        count += 1
    return count


def check(folder: Path) -> None:
    """Read every file whole and compare checksums. Raises ``CorruptIndex``."""
    path = folder / NAME
    manifest = read_manifest(path, path.read_bytes())
    for name in manifest.files():
        if not name.endswith(".log"):
            read_arrays(folder / name, verify=True)
