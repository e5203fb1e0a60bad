"""Baked files: where a page's file is, and how it is replaced whole or not at all."""

from __future__ import annotations

import fcntl
import gzip
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from time import monotonic, sleep
from typing import BinaryIO, TextIO

_INDEX = "index.html"
_LOCK = ".lock"
_LEAST_GZIP = 256  # bytes; below it gzip gains nothing
_LOOK_EVERY_S = 0.02  # seconds, while another bakes


def file_for(root: Path, path: str) -> Path | None:
    """Return the file under ``root`` that holds the page at ``path``; ``None`` for an odd path."""
    relative = f"{path}{_INDEX}" if path.endswith("/") else path
    parts = PurePosixPath(relative.lstrip("/")).parts
    if not parts or "\0" in path or any(part in ("..", ".") for part in parts):
        return None
    return root.joinpath(*parts)


def write_pages(pages: Iterable[tuple[Path, bytes]]) -> int:
    """Put each body at its file, and gzipped beside it; return how many changed.

    All are written whole under other names, then forced to disk together, then renamed: a reader
    gets an old page or a new one, and a full disk leaves the old ones. Raises ``OSError``.
    """
    changed = [(file, body) for file, body in pages if _reads(file) != body]
    with ExitStack() as stack:
        written: list[tuple[BinaryIO, Path, Path]] = []
        for file, body in changed:
            packed = file.with_name(f"{file.name}.gz")
            written.append((*stack.enter_context(_written(file, body)), file))
            if len(body) >= _LEAST_GZIP:
                smaller = gzip.compress(body, compresslevel=6, mtime=0)
                written.append((*stack.enter_context(_written(packed, smaller)), packed))
            else:
                packed.unlink(missing_ok=True)
        for out, _, _ in written:  # the first waits for the disk, the others find it done
            os.fsync(out.fileno())
        for _, new, file in written:
            new.replace(file)
    return len(changed)


def remove_page(file: Path) -> None:
    """Remove a page's files; a page that is not there stays so."""
    file.with_name(f"{file.name}.gz").unlink(missing_ok=True)
    file.unlink(missing_ok=True)


def empty_baked(root: Path) -> None:
    """Remove every baked page under ``root``; each is rendered when asked for until it is baked."""
    if not root.is_dir():
        return
    for path in root.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()


@contextmanager
def only_baker(root: Path, *, patience_s: float = 0.0) -> Iterator[bool]:
    """Hold the lock of ``root`` while baking; gives ``False`` when another holds on to it.

    ``patience_s`` is how long it is waited for, seconds.
    """
    root.mkdir(parents=True, exist_ok=True)
    give_up = monotonic() + patience_s
    with (root / _LOCK).open("w") as lock:
        while not _locked(lock):
            if monotonic() >= give_up:
                yield False
                return
            sleep(_LOOK_EVERY_S)
        yield True


def _locked(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _reads(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


@contextmanager
def _written(file: Path, body: bytes) -> Iterator[tuple[BinaryIO, Path]]:
    """Give a written file beside ``file``, open; it is removed again unless it was renamed."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(body)
            out.flush()
            new.chmod(0o644)
            yield out, new
    finally:
        new.unlink(missing_ok=True)
