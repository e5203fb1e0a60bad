"""Parts of large files (RFC 9110, 14): which bytes are asked for, and sending them as a stream."""

from __future__ import annotations

import io
import os
import re
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase

_RANGE = re.compile(r"bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*")


class Unsatisfiable(Exception):
    """The part that is asked for lies behind the end."""


class Part(io.RawIOBase):
    """Some bytes of an open file, as a file of its own. Closing it closes the file."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file, self._start, self._length, self._at = file, start, length, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is: servers that stream files ask for their length so."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to ``offset`` of the part."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}[whence]
        self._at = min(max(base + offset, 0), self._length)
        return self._at

    def tell(self) -> int:
        """Return where in the part the next byte is."""
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read up to the part's end."""
        self._file.seek(self._start + self._at)
        data = self._file.read(min(len(buffer), self._length - self._at))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        """Close the file with its part."""
        self._file.close()
        super().close()


def range_of(header: str, size: int) -> tuple[int, int] | None:
    """Return start and length of the one part asked for; ``None`` where the whole is to be sent.

    What is no range, and several at once, is answered with the whole, as RFC 9110 allows. Raises
    ``Unsatisfiable``.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found[1] == found[2] == "":
        return None
    if not found[1]:  # the last so many bytes
        length = min(int(found[2]), size)
        if not length:
            raise Unsatisfiable
        return size - length, length
    start = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if found[2] and int(found[2]) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, last - start + 1


def stream(
    request: HttpRequest, file: BinaryIO, *, etag: str, content_type: str
) -> HttpResponseBase:
    """Send ``file``, or the part of it that ``request`` asks for; it is closed when it is sent.

    ``etag`` is strong: it names the bytes. A HEAD has the same headers and no body.
    """
    size = os.fstat(file.fileno()).st_size
    if etag in _listed(request.headers.get("If-None-Match", "")):
        file.close()
        return _marked(HttpResponseNotModified(), etag)
    wanted = None
    if request.headers.get("If-Range", etag) == etag and request.method == "GET":
        try:
            wanted = range_of(request.headers.get("Range", ""), size)
        except Unsatisfiable:
            file.close()
            refused = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
            return _marked(refused, etag)
    start, length = wanted or (0, size)
    response: HttpResponseBase
    if request.method == "HEAD":
        file.close()
        response = HttpResponse(content_type=content_type)
    else:
        response = FileResponse(Part(file, start, length), content_type=content_type)
        response.headers.pop("Content-Disposition", None)
    response.headers["Content-Length"] = str(length)
    if wanted:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    return _marked(response, etag)


def _marked(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    return response


def _listed(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
