"""The broadcast on this machine's disk: written as it goes out, made into MP4 afterwards.

It is written as FLV, by us: a tag after another, so whatever kills the writer leaves all before it
whole, and a change of the codec's parameters is part of the format. MP4 is neither.
"""

import fcntl
import hashlib
import json
import os
import subprocess
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import IO

from sasando.live.simulcast.flv import AUDIO, FILE_HEADER, VIDEO, Tag, packed

_SYNC_S = 5.0  # what a power cut may cost
_AGAIN_S = 10.0  # a full disk is tried again
_MOST_WAITING = 4000  # tags: about half a minute for a slow disk
_LONGEST_REMUX_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One finished recording. A relay that was started again has made more than one."""

    file: str  # name of the MP4 in its folder
    sha256: str
    size: int  # bytes
    duration_s: float
    ended_at: float = 0.0  # Unix time of the last picture: when it began follows from it


class Recorder:
    """Writes tags to the next free ``recording-NNN.flv``, in a thread: a slow disk delays nobody."""

    def __init__(self, folder: Path, headers: dict[int, bytes]) -> None:
        self.words = ""  # the system's own, while the disk does not take it
        self.written = 0
        self._folder = folder
        self._headers = headers
        self._tags: SimpleQueue[tuple[Tag, dict[int, bytes]] | None] = SimpleQueue()
        self._thread = Thread(target=self._write, name="recorder", daemon=True)
        self._thread.start()

    def put(self, tag: Tag) -> None:
        """Take one tag."""
        if self._tags.qsize() < _MOST_WAITING:
            self._tags.put((tag, self._headers.copy() if tag.is_key else {}))

    def close(self, timeout_s: float = 10.0) -> None:
        """Write what waits and close the file."""
        self._tags.put(None)
        self._thread.join(timeout_s)

    def _write(self) -> None:
        file: IO[bytes] | None = None
        again = synced = 0.0
        while (item := self._tags.get()) is not None:
            tag, headers = item
            try:
                if file is None:
                    if not headers or monotonic() < again:
                        continue
                    file = self._begin(tag, headers)
                self.written += file.write(packed(tag))
                if monotonic() - synced > _SYNC_S:
                    synced = monotonic()
                    file.flush()
                    os.fdatasync(file.fileno())
                self.words = ""
            except OSError as error:
                self.words, again = error.strerror or str(error), monotonic() + _AGAIN_S
                _let_go(file)
                file = None
        _let_go(file)

    def _begin(self, tag: Tag, headers: dict[int, bytes]) -> IO[bytes]:
        taken = {path.stem for path in self._folder.glob("recording-*")}
        name = next(name for n in count(1) if (name := f"recording-{n:03}") not in taken)
        file = (self._folder / f"{name}.flv").open("xb")
        file.write(FILE_HEADER)
        for kind in (VIDEO, AUDIO):
            if kind in headers:
                file.write(packed(Tag(kind, tag.at, headers[kind])))
        return file


def _let_go(file: IO[bytes] | None) -> None:
    if file is not None:
        try:
            file.close()
        except OSError:
            return  # what could not be written is said in ``words`` already


def finish(folder: Path) -> tuple[Recording, ...]:
    """Make every recording in ``folder`` into an MP4 that plays while it loads, by copy; hash it.

    What is finished already stays. What ffmpeg cannot read is left as it is and left out. Takes about
    a second for a gigabyte and needs as much room again; the FLV is deleted once its MP4 is whole.
    Who comes while another is at it waits.
    """
    with (folder / "finishing").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _finish(folder)


def _finish(folder: Path) -> tuple[Recording, ...]:
    for path in sorted(folder.glob("recording-*.flv")):
        made = path.with_suffix(".mp4")
        if not path.with_suffix(".json").exists() and _remuxed(path, made):
            recording = Recording(
                file=made.name,
                sha256=_digest(made),
                size=made.stat().st_size,
                duration_s=_duration_s(made),
                ended_at=path.stat().st_mtime,
            )
            path.with_suffix(".json").write_text(json.dumps(asdict(recording)))
            path.unlink()
    return finished(folder)


def finished(folder: Path) -> tuple[Recording, ...]:
    """Return the finished recordings in ``folder``, oldest first."""
    files = sorted(folder.glob("recording-*.json"))
    return tuple(Recording(**json.loads(path.read_text())) for path in files)


def _remuxed(source: Path, made: Path) -> bool:
    # avc3: the parameters may change within the track, as they do between source and slide.
    part = made.with_suffix(".part")
    argv = (
        *("ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-y", "-i", str(source)),
        *("-c", "copy", "-bsf:v", "h264_mp4toannexb", "-tag:v", "avc3"),
        *("-movflags", "+faststart", "-f", "mp4", str(part)),
    )
    done = subprocess.run(argv, check=False, capture_output=True, timeout=_LONGEST_REMUX_S)  # noqa: S603
    if done.returncode or not part.exists():
        part.unlink(missing_ok=True)
        return False
    part.replace(made)
    return True


def _duration_s(path: Path) -> float:
    argv = (
        "ffprobe",
        "-v",
        "error",
        "-show_entries",
        "format=duration",
        "-of",
        "csv=p=0",
        str(path),
    )
    said = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=60)  # noqa: S603
    try:
        return round(float(said.stdout), 3)
    except ValueError:
        return 0.0


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
