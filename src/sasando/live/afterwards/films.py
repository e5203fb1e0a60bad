"""Films on this machine's disk: looked at, joined and packed by ffmpeg, named by their SHA-256.

What a person uploads is not trusted: only containers of films are opened, never a playlist that
names other files, and nothing of the network. Metadata (where a phone stood) are left out.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_CONTAINERS = "mov,mp4,matroska,webm,flv,live_flv,mpegts"
_SAFE = ("-protocol_whitelist", "file", "-format_whitelist", _CONTAINERS)
_LOOK_S, _PACK_S, _FRAME_S = 60, 3600, 120  # seconds a program may take
_SHORTEST_S = 1.0
_LONGEST_S = 12 * 3600.0
_MOST_WORDS = 300


class FilmRefused(Exception):
    """The file is no film that the house can show. ``code`` says why, ``words`` are the program's."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(words or code)
        self.code, self.words = code, words[:_MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Looks:
    """What a film is made of."""

    duration_s: float
    video: str  # codec, as ffprobe names it
    audio: str  # "" for a silent film
    width: int  # px
    height: int  # px


def look(path: Path) -> Looks:
    """Return what ``path`` is made of, by its bytes. Raises ``FilmRefused``."""
    entries = "format=duration:stream=codec_type,codec_name,width,height"
    argv = ("ffprobe", "-v", "error", *_SAFE, "-show_entries", entries, "-of", "json", str(path))
    said = _run(argv, timeout=_LOOK_S)
    if said.returncode:
        raise FilmRefused("no-film", said.stderr.strip().replace(str(path), "…"))
    found = json.loads(said.stdout or "{}")
    streams = found.get("streams", [])
    videos = [one for one in streams if one.get("codec_type") == "video" and one.get("width")]
    sounds = [one for one in streams if one.get("codec_type") == "audio"]
    if not videos:
        raise FilmRefused("no-pictures")
    try:
        duration = float(found.get("format", {}).get("duration", ""))
    except ValueError as error:
        raise FilmRefused("no-length") from error
    if not _SHORTEST_S <= duration <= _LONGEST_S:
        raise FilmRefused("length")
    video, audio = videos[0], sounds[0] if sounds else {}
    return Looks(
        duration_s=duration,
        video=video.get("codec_name", ""),
        audio=audio.get("codec_name", ""),
        width=video["width"],
        height=video["height"],
    )


def fit(looks: Looks) -> None:
    """Raise ``FilmRefused`` unless every browser and phone plays it: H.264, with AAC or silent."""
    if looks.video != "h264":
        raise FilmRefused("video-codec", looks.video)
    if looks.audio not in ("aac", ""):
        raise FilmRefused("audio-codec", looks.audio)


def pack(sources: Sequence[Path], folder: Path) -> Path:
    """Join ``sources`` by copy into one MP4 in ``folder`` that plays while it loads; return it.

    Its name is ``<sha256>.mp4``. Nothing half-written ever has such a name, and a repeat makes the
    same bytes. Raises ``FilmRefused``, ``OSError``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".") as beside:
            _remux(_inputs(sources, Path(beside)), part)
        return place(part, folder, "mp4")
    finally:
        part.unlink(missing_ok=True)


def _inputs(sources: Sequence[Path], folder: Path) -> tuple[str, ...]:
    if len(sources) == 1:
        return (*_SAFE, "-i", str(sources[0].resolve()))
    # The list names links of our own making: no name that somebody else chose is in it.
    lines = []
    for number, source in enumerate(sources):
        (folder / f"{number}.mp4").symlink_to(source.resolve())
        lines.append(f"file '{number}.mp4'")
    listing = folder / "list.txt"
    listing.write_text("\n".join(lines))
    return ("-protocol_whitelist", "file", "-f", "concat", "-safe", "1", "-i", str(listing))


def _remux(inputs: tuple[str, ...], part: Path) -> None:
    argv = (
        *("ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-y", *inputs),
        *("-map", "0:v:0", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1"),
        # avc3: the parameters may change within the track, as they do between camera and slide.
        *("-c", "copy", "-bsf:v", "h264_mp4toannexb", "-tag:v", "avc3"),
        *("-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", str(part)),
    )
    said = _run(argv, timeout=_PACK_S)
    if said.returncode or not part.stat().st_size:
        raise FilmRefused("cannot-be-packed", said.stderr.strip().replace(str(part), "…"))


def place(part: Path, folder: Path, suffix: str) -> Path:
    """Give a whole file its digest as its name; return where it is."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    made = folder / f"{sha256}.{suffix}"
    part.chmod(0o644)
    part.replace(made)
    return made


def place_text(text: str, folder: Path, suffix: str) -> Path:
    """Write ``text`` under its digest; return where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return place(Path(name), folder, suffix)


def frame(path: Path, second: float) -> bytes | None:
    """Return the picture at ``second`` as JPEG, at most 1280 px wide; ``None`` where there is none."""
    argv = (
        *("ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", *_SAFE),
        *("-ss", f"{second:.3f}", "-i", str(path), "-frames:v", "1"),
        *("-vf", "scale='min(1280,iw)':-2", "-q:v", "3", "-f", "image2pipe", "-c:v", "mjpeg", "-"),
    )
    try:
        said = subprocess.run(argv, check=False, capture_output=True, timeout=_FRAME_S)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return said.stdout if said.returncode == 0 and said.stdout else None


def sound(path: Path, made: Path, *, starts_s: float, length_s: float) -> bool:
    """Write a piece of the sound as small mono speech to ``made``; ``False`` where it is silent."""
    argv = (
        *("ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-y", *_SAFE),
        *("-ss", f"{starts_s:.3f}", "-t", f"{length_s:.3f}", "-i", str(path)),
        *("-map", "0:a:0", "-ac", "1", "-ar", "16000", "-c:a", "flac", "-f", "flac", str(made)),
    )
    return _run(argv, timeout=_PACK_S).returncode == 0 and made.stat().st_size > 0


def _run(argv: Sequence[str], *, timeout: float) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - our own arguments, no shell
            argv, check=False, capture_output=True, text=True, errors="replace", timeout=timeout
        )
    except FileNotFoundError as error:
        raise FilmRefused("no-ffmpeg") from error
    except subprocess.TimeoutExpired as error:
        raise FilmRefused("took-too-long") from error
