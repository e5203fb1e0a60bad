"""One scan from beginning to end, or from where a killed one stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from sasando.matching.scan.matcher import Outcome
from sasando.matching.scan.narratives import NAME, write_narratives
from sasando.matching.scan.notes import BROKEN, MATCHED, UNMATCHED, Notes, Place, every
from sasando.matching.scan.posts import Broken, Columns, Post, files_of, read
from sasando.matching.scan.running import Chunk, Engine, Work

CHUNK = 256  # posts matched at once, by one worker
SAVED = 8  # chunks between two checkpoints

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a scan found. ``known`` counts the posts each known thing answers."""

    posts: int
    answered: int
    suggested: int
    unmatched: int
    short: int
    broken: int
    narratives: int
    known: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Read:
    """A chunk of a file, with the broken lines met on the way, and where it ends."""

    posts: Chunk
    broken: tuple[Broken, ...]
    file: int
    line: int
    at: int


def scan(
    source: Path,
    out: Path,
    work: Work,
    engine: Engine,
    *,
    columns: Columns | None = None,
    told: Told | None = None,
) -> Report:
    """Match every post of a file or folder and write what became of it to the folder ``out``.

    A scan that was stopped goes on where its last checkpoint stands when it is called again with
    the same arguments; the files it writes are then those of a scan that was not. ``told`` is
    called with bytes read and bytes in all. Raises ``ScanError``.
    """
    columns = columns or Columns()
    files = files_of(source)
    sizes = [path.stat().st_size for path in files]
    names = [path.name if source.is_file() else str(path.relative_to(source)) for path in files]
    what = {
        "files": [[name, size] for name, size in zip(names, sizes, strict=True)],
        "columns": [columns.text, columns.id],
    }
    with Notes.open(out, what, work.at) as notes:
        if notes.done:
            return _report(out)
        # A scan that goes on judges by the day it began: else its two halves would not agree.
        work = replace(work, at=datetime.fromisoformat(notes.at))
        reading = _chunks(files, columns, notes.place)
        pairs = _matched(reading, work, engine)
        for number, (chunk, outcomes) in enumerate(pairs, 1):
            notes.write(names[chunk.file], chunk.posts, outcomes, chunk.broken)
            notes.place = Place(chunk.file, chunk.line)
            if number % SAVED == 0:
                notes.save()
            if told is not None:
                told(sum(sizes[: chunk.file]) + chunk.at, sum(sizes))
        notes.save()
        write_narratives(out, work.encoder)
        notes.finish()
    return _report(out)


def _chunks(files: list[Path], columns: Columns, place: Place) -> Iterator[_Read]:
    for number in range(place.file, len(files)):
        after = place.line if number == place.file else 0
        items = read(files[number], columns, after=after)
        while batch := list(islice(items, CHUNK)):
            posts = [item for item in batch if isinstance(item, Post)]
            broken = tuple(item for item in batch if isinstance(item, Broken))
            yield _Read(posts, broken, number, batch[-1].line, batch[-1].at)


def _matched(
    reading: Iterator[_Read], work: Work, engine: Engine
) -> Iterator[tuple[_Read, list[Outcome]]]:
    given: list[_Read] = []

    def chunks() -> Iterator[Chunk]:
        for chunk in reading:
            given.append(chunk)
            yield chunk.posts

    for outcomes in engine.run(work, chunks()):
        yield given.pop(0), outcomes


def _report(out: Path) -> Report:
    outcomes: Counter[str] = Counter()
    known: Counter[str] = Counter()
    for name in (MATCHED, UNMATCHED):
        for line in every(out / name):
            outcomes[line["outcome"]] += 1
            if line["outcome"] == "answer":
                known[line["known"][0]] += 1
    return Report(
        posts=outcomes.total(),
        answered=outcomes["answer"],
        suggested=outcomes["suggest"],
        unmatched=outcomes["none"],
        short=outcomes["short"],
        broken=sum(1 for _ in every(out / BROKEN)),
        narratives=sum(1 for _ in every(out / NAME)),
        known=dict(known.most_common()),
    )
