"""Files of the index: arrays in one checked file, names swapped atomically, one writer's lock.

A file of arrays is: magic (8 bytes), length of the directory (u32) and its CRC-32 (u32), the
directory as JSON, then every array at a multiple of 64 bytes. It is written once and never changed.
"""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import struct
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index.interface import CorruptIndex, IndexBusy

MAGIC = b"SASANDO2"
_HEAD = struct.Struct("<8sII")
_ALIGN = 64
Arrays = dict[str, NDArray[Any]]


def damaged(path: Path, why: str) -> CorruptIndex:
    """Return the error that says what is damaged and how to mend it."""
    return CorruptIndex(f"{path}: {why}; rebuild the index with `sasando match rebuild`")


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write ``arrays`` to a new file and bring it to the disk before returning."""
    directory: dict[str, list[Any]] = {}
    offset = 0
    for name, array in arrays.items():
        flat = np.ascontiguousarray(array)
        checksum = zlib.crc32(flat.reshape(-1).view(np.uint8).data)
        directory[name] = [flat.dtype.str, list(array.shape), offset, checksum]
        offset += -(-flat.nbytes // _ALIGN) * _ALIGN
    head = json.dumps(directory, separators=(",", ":")).encode()
    with path.open("wb") as file:
        file.write(_HEAD.pack(MAGIC, len(head), zlib.crc32(head)))
        file.write(head)
        file.write(b"\0" * (-file.tell() % _ALIGN))
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
            file.write(b"\0" * (-file.tell() % _ALIGN))
        file.flush()
        os.fsync(file.fileno())


def read_arrays(path: Path, *, verify: bool = False) -> Arrays:
    """Map a file of arrays into memory, without reading it unless ``verify``.

    Raises ``FileNotFoundError`` when it is not there, ``CorruptIndex`` when its head or its length
    is wrong or, with ``verify``, an array's checksum.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < _HEAD.size:
            raise damaged(path, "cut short")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    magic, length, checksum = _HEAD.unpack_from(mapped)
    head = mapped[_HEAD.size : _HEAD.size + length]
    if magic != MAGIC or len(head) != length or zlib.crc32(head) != checksum:
        raise damaged(path, "not a file of this index, or damaged")
    start = -(-(_HEAD.size + length) // _ALIGN) * _ALIGN
    arrays: Arrays = {}
    for name, (dtype, shape, offset, expected) in json.loads(head).items():
        count = int(np.prod(shape, dtype=np.int64))
        if start + offset + count * np.dtype(dtype).itemsize > size:
            raise damaged(path, f"cut short in {name}")
        flat = np.frombuffer(mapped, dtype, count, start + offset)
        if verify and zlib.crc32(flat.view(np.uint8).data) != expected:
            raise damaged(path, f"the checksum of {name} is wrong")
        arrays[name] = flat.reshape(shape)
    return arrays


def swap_in(path: Path, content: bytes) -> None:
    """Replace a small file so that every reader sees the old or the new content, whole."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring names made, replaced or removed in ``folder`` to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def writing_alone(folder: Path, *, wait: float) -> Iterator[None]:
    """Hold the lock of the one writer. The kernel frees it when the process ends, however.

    Raises ``IndexBusy`` when another holds it for ``wait`` seconds.
    """
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise IndexBusy(f"another process has been writing {folder}") from None
                time.sleep(0.01)
        yield
    finally:
        os.close(handle)
