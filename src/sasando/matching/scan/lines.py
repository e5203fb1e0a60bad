"""Lines of a file of unknown encoding, as a stream, however long or broken they are."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

LONGEST = 1 << 20  # bytes of a line; longer ones are no posts
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; ``broken`` says why it cannot be read, ``at`` how far was read."""

    text: str
    number: int
    at: int
    broken: str = ""


def lines(path: Path, *, after: int = 0) -> Iterator[Line]:
    """Yield the lines behind line ``after``. ``.gz`` files are unpacked on the way."""
    with ExitStack() as stack:
        raw: BinaryIO = stack.enter_context(path.open("rb"))
        file = raw
        if path.name.lower().endswith(".gz"):
            file = cast(BinaryIO, stack.enter_context(gzip.GzipFile(fileobj=raw)))
        number = 0
        try:
            for text, broken in _pieces(file):
                number += 1
                if number > after:
                    yield Line(text, number, raw.tell(), broken)
        except (EOFError, OSError, zlib.error) as error:
            if number >= after:
                yield Line("", number + 1, raw.tell(), f"damaged from here on: {error}")


def _pieces(file: BinaryIO) -> Iterator[tuple[str, str]]:
    start = file.read(2)
    file.seek(0)
    wide = next((name for bom, name in _BOMS if start == bom), "")
    yield from _wide(file, wide) if wide else _narrow(file)


def _narrow(file: BinaryIO) -> Iterator[tuple[str, str]]:
    first = True
    while line := file.readline(LONGEST + 1):
        if len(line) > LONGEST:
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST)
            yield "", f"longer than {LONGEST:,} bytes"
        else:
            yield decoded(line.removeprefix(codecs.BOM_UTF8) if first else line), ""
        first = False


def _wide(file: BinaryIO, encoding: str) -> Iterator[tuple[str, str]]:
    reader = codecs.getreader(encoding)(file, "replace")
    while line := reader.readline(LONGEST + 1):
        yield line.removeprefix("\ufeff").rstrip("\r\n"), ""


def decoded(line: bytes) -> str:
    """Return a line's text: UTF-8, else Windows-1252 as old exports have it."""
    line = line.rstrip(b"\r\n")
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
