"""The slide as the source's twin: the same size, pace, profile and colours, so that copies survive it."""

import asyncio
import json
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sasando.live.simulcast.flv import FILE_HEADER, VIDEO, Reader, Tag, packed
from sasando.live.simulcast.mixer import Clip
from sasando.rendering.slides import holding_slide_png

_KEYS_EVERY_S = 2
_PATIENCE_S = 20.0
_COTTON = "0xfbf8f1"
_SLIDES = {"slide.png": (1920, 1080), "slide-standing.png": (1080, 1920)}
_SLIDES_BY_SHAPE = ("slide.png", "slide-standing.png")
_PACES = (10.0, 12.5, 15.0, 20.0, 24.0, 25.0, 30.0, 48.0, 50.0, 60.0)
_PROFILES = {
    "Constrained Baseline": "baseline",
    "Baseline": "baseline",
    "Main": "main",
    "High": "high",
}
_COLOURS = (
    ("color_primaries", "-color_primaries"),
    ("color_transfer", "-color_trc"),
    ("color_space", "-colorspace"),
    ("color_range", "-color_range"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What the source's pictures are, by ffprobe's word."""

    width: int
    height: int
    profile: str
    level: int  # ten times the number: 31 for 3.1
    colours: tuple[str, ...]  # options of ffmpeg


async def looked_at(header: bytes, key_frame: bytes) -> Picture | None:
    """Return what one key frame says of the source's pictures; None when ffprobe cannot read it."""
    stream = FILE_HEADER + packed(Tag(VIDEO, 0, header)) + packed(Tag(VIDEO, 0, key_frame))
    said = await _run(
        "ffprobe", "-f", "flv", "-i", "pipe:0", "-show_streams", "-of", "json", given=stream
    )
    try:
        streams: list[dict[str, Any]] = json.loads(said or b"{}").get("streams", [])
    except ValueError:
        return None
    found = next((one for one in streams if one.get("codec_name") == "h264"), None)
    if not found or not found.get("width"):
        return None
    colours = [(option, found.get(name)) for name, option in _COLOURS]
    return Picture(
        width=found["width"],
        height=found["height"],
        profile=_PROFILES.get(found.get("profile", ""), "main"),
        level=max(int(found.get("level", 31)), 10),
        colours=tuple(part for option, value in colours if value for part in (option, value)),
    )


def draw_slides(title: str, folder: Path) -> None:
    """Draw the slide, lying and standing, before anything is on air: drawing holds the processor."""
    for name, (width, height) in _SLIDES.items():
        (folder / name).write_bytes(holding_slide_png(width=width, height=height, title=title))


async def clip_for(picture: Picture, *, fps: float, folder: Path) -> Clip | None:
    """Encode the slide for ``picture`` at ``fps``; None when ffmpeg cannot. Takes about a second."""
    slide = folder / _SLIDES_BY_SHAPE[picture.height > picture.width]
    size = f"{picture.width}:{picture.height}"
    fit = f"scale={size}:force_original_aspect_ratio=decrease,pad={size}:-1:-1:color={_COTTON}"
    fps = usual_pace(fps)
    every = max(round(fps * _KEYS_EVERY_S), 1)
    made = await _run(
        *("ffmpeg", "-nostdin", "-loop", "1", "-framerate", f"{fps:g}", "-i", str(slide)),
        *("-frames:v", str(every), "-vf", f"{fit},format=yuv420p", *picture.colours),
        *("-c:v", "libx264", "-preset", "veryfast", "-tune", "stillimage", "-crf", "23"),
        *("-profile:v", picture.profile, "-level:v", f"{picture.level / 10:.1f}"),
        *("-bf", "0", "-g", str(every), "-sc_threshold", "0", "-threads", "1"),
        *("-an", "-f", "flv", "-flvflags", "no_duration_filesize", "pipe:1"),
    )
    tags = list(Reader().feed(made or b""))
    header = next((tag.data for tag in tags if tag.kind == VIDEO and tag.is_header), None)
    frames = tuple(tag.data for tag in tags if tag.is_picture)
    return Clip(header, frames, fps) if header and frames else None


def usual_pace(fps: float) -> float:
    """Return the pace that is meant by one measured from clocks in milliseconds."""
    nearest = min(_PACES, key=lambda pace: abs(pace - fps))
    return nearest if abs(nearest - fps) < 0.04 * nearest else min(max(round(fps, 3), 5.0), 60.0)


async def _run(*argv: str, given: bytes | None = None) -> bytes | None:
    """Return what a program wrote; None when it failed or took too long."""
    program, *rest = argv
    process = await asyncio.create_subprocess_exec(
        *(program, "-hide_banner", "-loglevel", "error", *rest),
        stdin=PIPE if given is not None else DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
    )
    try:
        written, _ = await asyncio.wait_for(process.communicate(given), _PATIENCE_S)
    except TimeoutError:
        process.kill()
        await process.wait()
        return None
    return written if process.returncode == 0 else None
