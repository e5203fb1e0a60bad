"""One consistent state of the index, opened; and how it is opened anew when it changed."""

from __future__ import annotations

import mmap
import os
from dataclasses import dataclass
from pathlib import Path

from sasando.matching.index.alias_log import Tail
from sasando.matching.index.aliases import Aliases
from sasando.matching.index.files import damaged, read_arrays
from sasando.matching.index.interface import CorruptIndex, Whitening
from sasando.matching.index.manifest import NAME, Manifest, Part, read_manifest
from sasando.matching.index.search import Snapshot
from sasando.matching.index.segment import Segment

_TRIES = 50  # a writer may have replaced the files between the manifest and their opening
Stamp = tuple[int, int]


def stamp(folder: Path) -> Stamp | None:
    """Return what tells one manifest from the next, without reading it."""
    try:
        found = os.stat(f"{folder}/{NAME}")  # noqa: PTH116 - asked for with every message
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


@dataclass(frozen=True, slots=True)
class State:
    """A manifest and what it names, mapped into memory.

    The manifest stays mapped too: no later one can then have its inode number.
    """

    stamp: Stamp | None
    file: mmap.mmap | None
    manifest: Manifest
    known: Snapshot
    aliases: Aliases


def open_state(folder: Path, before: State | None = None) -> State:
    """Open the state of the index now; segments that ``before`` has open are taken over.

    A folder without a manifest is an empty index. Raises ``CorruptIndex``.
    """
    for _ in range(_TRIES):
        file, mark, manifest = _manifest(folder)
        try:
            return _opened(folder, (mark, file), manifest, before)
        except FileNotFoundError as error:
            missing = error
        if stamp(folder) == mark:
            raise damaged(Path(missing.filename), "it is missing") from missing
    raise CorruptIndex(f"{folder}: the index changes faster than it can be opened")


def _manifest(folder: Path) -> tuple[mmap.mmap | None, Stamp | None, Manifest]:
    path = folder / NAME
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if not found.st_size:
                raise damaged(path, "it is empty")
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        return None, None, Manifest()
    return mapped, (found.st_dev, found.st_ino), read_manifest(path, mapped[:])


def _opened(
    folder: Path,
    mark: tuple[Stamp | None, mmap.mmap | None],
    manifest: Manifest,
    before: State | None,
) -> State:
    whitening = read_whitening(folder / manifest.whitening) if manifest.whitening else None
    same_log = before is not None and before.manifest.log == manifest.log
    tail = before.aliases.tail if before and same_log else Tail(folder / (manifest.log or "-"))
    return State(
        *mark,
        manifest,
        Snapshot(_segments(folder, manifest.known, before), whitening),
        Aliases(Snapshot(_segments(folder, manifest.aliases, before)), tail),
    )


def _segments(folder: Path, parts: tuple[Part, ...], before: State | None) -> tuple[Segment, ...]:
    opened: dict[Part, Segment] = {}
    if before is not None:
        opened |= zip(before.manifest.known, before.known.segments, strict=True)
        opened |= zip(before.manifest.aliases, before.aliases.snapshot.segments, strict=True)
    return tuple(opened.get(part) or open_part(folder, part) for part in parts)


def open_part(folder: Path, part: Part) -> Segment:
    """Open one segment with its dead."""
    dead = read_arrays(folder / part.dead)["dead"] if part.dead else None
    return Segment(folder / part.name, dead=dead)


def read_whitening(path: Path) -> Whitening:
    """Return the whitening kept in a file."""
    arrays = read_arrays(path, verify=True)
    return Whitening(mean=arrays["mean"], matrix=arrays["matrix"])
