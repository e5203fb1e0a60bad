"""Baked files: where a page's file is, and how it is replaced whole or not at all."""

from __future__ import annotations

import fcntl
import gzip
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

_INDEX = "index.html"
_LEAST_GZIP = 256  # bytes; below it gzip gains nothing


def file_for(root: Path, path: str) -> Path | None:
    """Return the file under ``root`` that holds the page at ``path``; ``None`` for an odd path."""
    relative = f"{path}{_INDEX}" if path.endswith("/") else path
    parts = PurePosixPath(relative.lstrip("/")).parts
    if not parts or "\0" in path or any(part in ("..", ".") for part in parts):
        return None
    return root.joinpath(*parts)


def write_page(file: Path, body: bytes) -> bool:
    """Put ``body`` at ``file``, and gzipped beside it; return whether anything changed.

    Each file is written whole under another name, forced to disk and renamed: a reader gets the
    old page or the new one, and a full disk leaves the old one. Raises ``OSError``.
    """
    if _reads(file) == body:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    packed = file.with_name(f"{file.name}.gz")
    if len(body) < _LEAST_GZIP:
        packed.unlink(missing_ok=True)
        _replace(file, body)
        return True
    smaller = gzip.compress(body, compresslevel=6, mtime=0)
    with _written(packed, smaller) as new_packed:
        _replace(file, body)  # whoever takes the packed one in between gets the page before
        new_packed.replace(packed)
    return True


def remove_page(file: Path) -> None:
    """Remove a page's files; a page that is not there stays so."""
    file.with_name(f"{file.name}.gz").unlink(missing_ok=True)
    file.unlink(missing_ok=True)


@contextmanager
def only_baker(root: Path) -> Iterator[bool]:
    """Hold the lock of ``root`` while baking; gives ``False`` when another process has it."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _reads(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _replace(file: Path, body: bytes) -> None:
    with _written(file, body) as new:
        new.replace(file)


@contextmanager
def _written(file: Path, body: bytes) -> Iterator[Path]:
    """Give a finished file beside ``file``; it is removed again unless it was renamed."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(body)
            out.flush()
            os.fsync(out.fileno())
        new.chmod(0o644)
        yield new
    finally:
        new.unlink(missing_ok=True)
