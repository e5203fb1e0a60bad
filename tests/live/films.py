"""Films to test with: a few seconds of ffmpeg's test pattern, made once."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

needs_ffmpeg = pytest.mark.skipif(
    not (shutil.which("ffmpeg") and shutil.which("ffprobe")),
    reason="ffmpeg and ffprobe are not installed: films cannot be made or looked at",
)


@cache
def film(seconds: int = 45, *, container: str = "mp4", video: str = "libx264") -> Path:
    """Return a film of that length, five small pictures a second, with a tone."""
    path = Path(mkdtemp(prefix="sasando-film-")) / f"film.{container}"
    source = f"testsrc2=size=160x90:rate=5:duration={seconds}"
    tone = f"sine=frequency=440:sample_rate=16000:duration={seconds}"
    sound = "libopus" if container == "webm" else "aac"
    argv = (
        *("ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", source),
        *("-f", "lavfi", "-i", tone, "-c:v", video, "-g", "10", "-pix_fmt", "yuv420p"),
        *("-c:a", sound, "-b:a", "32k", "-metadata", "location=-10.17+123.6/", str(path)),
    )
    subprocess.run(argv, check=True)
    return path
