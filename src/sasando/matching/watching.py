"""A small file that another process may write anew, read again only when it changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

Content = TypeVar("Content")


class Watched(Generic[Content]):
    """What ``read`` makes of a file. ``OSError`` and ``ValueError`` are all it may raise."""

    def __init__(self, path: Path, read: Callable[[Path], Content]) -> None:
        self._path = path
        self._name = os.fspath(path)
        self._read = read
        self._held: tuple[tuple[int, int, int] | None, Content | None] = (None, None)

    def now(self) -> Content | None:
        """Return the content of this moment: one ``stat`` when nothing changed.

        A file that cannot be read leaves the content there was, ``None`` where there was none.
        """
        try:
            found = os.stat(self._name)  # noqa: PTH116 - asked for with every message
            mark = found.st_ino, found.st_mtime_ns, found.st_size
            if mark != self._held[0]:
                self._held = mark, self._read(self._path)
        except (OSError, ValueError):
            pass
        return self._held[1]
