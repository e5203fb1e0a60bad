"""The tally: a file a day to which every process of a machine appends, and which is read on from a mark."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sasando.plugins import MeasureKind

_MOST_BYTES = 16 << 20  # read at once: some 300,000 lines
_LONGEST = 1024  # bytes of a line; the system writes shorter ones whole, whoever writes beside


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one day's file: where it ends, and how often each kind and path stands in it."""

    day: date
    end: int
    counts: Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tally:
    """The files under ``folder``, one a day, named for it. The folder is a local one."""

    folder: Path

    def add(self, kind: MeasureKind, path: str, day: date) -> None:
        """Add one line: a page was shown, or its frame. It is the system's before this returns: a killed process loses none.

        Raises ``OSError`` where the disk is full, ``ValueError`` for a path no page has.
        """
        line = f"{kind} {path}\n".encode()
        if len(line) > _LONGEST or line.count(b"\n") != 1:
            raise ValueError("no page has such a path")
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        try:
            file = os.open(self.file_of(day), flags, 0o640)
        except FileNotFoundError:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = os.open(self.file_of(day), flags, 0o640)
        try:
            os.write(file, line)
        finally:
            os.close(file)

    def days(self) -> list[date]:
        """Return the days there are files of, in order."""
        if not self.folder.is_dir():
            return []
        return sorted(date.fromisoformat(path.name) for path in self.folder.iterdir())

    def stretches(self, day: date, mark: int) -> Iterator[Stretch]:
        """Yield what was added to a day's file after ``mark``; a line being written is left."""
        with self.file_of(day).open("rb") as file:
            file.seek(mark)
            while lines := file.read(_MOST_BYTES):
                whole = lines[: lines.rfind(b"\n") + 1]
                if not whole:
                    return
                mark += len(whole)
                file.seek(mark)
                lines_of = (line.split(" ", 1) for line in whole.decode().split("\n")[:-1])
                yield Stretch(day, mark, Counter((kind, path) for kind, path in lines_of))

    def remove(self, day: date) -> None:
        """Remove a day's file; one that is gone is no matter."""
        self.file_of(day).unlink(missing_ok=True)

    def file_of(self, day: date) -> Path:
        """Return where the lines of ``day`` are."""
        return self.folder / day.isoformat()
