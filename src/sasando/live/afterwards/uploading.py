"""A film comes in from a person: streamed to the house's disk, never into memory, never by its name."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from sasando.live.models import Film

_SPARE = 2  # a film is packed anew beside its upload


class RoomRefused(Exception):
    """There is no room for it: it is too large, or the disk is too full."""


def uploads_folder() -> Path:
    """Return where uploads wait until they are packed; on the same disk as the shelf."""
    return Path(settings.HOME) / "uploads"


def inbox_folder() -> Path:
    """Return where who keeps the machine lays films that are too large for a form."""
    return uploads_folder() / "inbox"


def laid_in() -> list[str]:
    """Return the names of the films that were laid into the inbox."""
    folder = inbox_folder()
    if not folder.is_dir():
        return []
    files = (path for path in folder.iterdir() if path.is_file() and not path.is_symlink())
    return sorted(path.name for path in files if not path.name.startswith("."))


def take_laid_in(name: str) -> Path:
    """Move a film of the inbox to where uploads wait; return it. Raises ``RoomRefused`` without it."""
    if name not in laid_in():
        raise RoomRefused
    made = uploads_folder() / f"{uuid4().hex}.upload"
    (inbox_folder() / name).replace(made)
    return made


def limit() -> int:
    """Return how many bytes an upload may have."""
    return int(settings.RECORDING_LIMIT_GB) * 2**30


class DiskHandler(FileUploadHandler):
    """Writes the first file of a form to the uploads folder, and stops what is too large."""

    def __init__(self, request: HttpRequest, limit_bytes: int) -> None:
        super().__init__(request)
        self.path: Path | None = None
        self.too_large = False
        self._limit = limit_bytes
        self._file: BinaryIO | None = None
        self._size = 0

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Refuse before a byte is written what says itself that there is no room for it."""
        announced = args[2] if len(args) > 2 else kwargs.get("content_length", 0)
        folder = uploads_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        free = shutil.disk_usage(folder).free
        if announced > self._limit + 2**20 or announced * _SPARE > free:
            self.too_large = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open a file whose name nobody chose."""
        super().new_file(*args, **kwargs)
        if self.too_large or self.path is not None:
            raise StopUpload(connection_reset=True)
        self.path = uploads_folder() / f"{uuid4().hex}.upload"
        self._file = self.path.open("xb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what came."""
        self._size += len(raw_data)
        if self._file is None or self._size > self._limit:
            self.too_large = True
            self.drop()
            raise StopUpload(connection_reset=True)
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        """Return the file as forms know it."""
        if self._file is not None:
            self._file.close()
        return UploadedFile(file=None, name=self.file_name, size=file_size)

    def upload_interrupted(self) -> None:
        """Keep nothing of half a film."""
        self.drop()

    def drop(self) -> None:
        """Delete what was written."""
        if self._file is not None:
            self._file.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)
            self.path = None


def left_over(before: datetime) -> tuple[tuple[Path, datetime], ...]:
    """Return uploads that no film waits for and files half-written, written last before that moment."""
    waiting = set(Film.objects.filter(state=Film.State.WAITING).values_list("source", flat=True))
    shelf = Path(settings.MEDIA_ROOT) / "recordings"
    found = (*uploads_folder().glob("*.upload"), *shelf.glob(".*.part"))
    dated = [(path, datetime.fromtimestamp(path.stat().st_mtime, UTC)) for path in found]
    return tuple(
        (path, since)
        for path, since in dated
        if since < before and f"{path.parent.name}/{path.name}" not in waiting
    )
