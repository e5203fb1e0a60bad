"""Tesseract, called for one picture at a time: lines of words with their places."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sasando.matching.pictures.exceptions import OcrTimedOut, OcrUnavailable

LANGUAGE = "ind"
SECONDS = 10.0
# One uniform block: keeps the order of lines in a chat, and is the quickest.
_BLOCK = "6"
_UNSURE = 25.0  # per cent, under which a word is noise


@dataclass(frozen=True, slots=True)
class Word:
    """A word as read: its box in px, how sure Tesseract is, in per cent."""

    text: str
    left: int
    top: int
    width: int
    height: int
    sure: float


Line = tuple[Word, ...]


def check_ocr() -> str:
    """Return Tesseract's version line, or raise ``OcrUnavailable`` saying what is missing."""
    listed = _run(["--list-langs"], b"", SECONDS)
    if LANGUAGE not in listed.split():
        raise OcrUnavailable("Tesseract lacks Indonesian: install tesseract-ocr-ind")
    return _run(["--version"], b"", SECONDS).splitlines()[0]


def lines_read(grey: NDArray[np.uint8], *, seconds: float = SECONDS) -> list[Line]:
    """Return the lines that stand in ``grey`` (rows first, dark on light), from the top down.

    Raises ``OcrUnavailable`` without Tesseract or its Indonesian data, ``OcrTimedOut`` after
    ``seconds``.
    """
    height, width = grey.shape
    plain = b"P5 %d %d 255\n" % (width, height) + grey.tobytes()
    table = _run(["stdin", "stdout", "-l", LANGUAGE, "--psm", _BLOCK, "tsv"], plain, seconds)
    lines: dict[tuple[str, ...], list[Word]] = {}
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row["level"] != "5" or not text or float(row["conf"]) < _UNSURE:
            continue
        left, top, wide, high = (int(row[name]) for name in ("left", "top", "width", "height"))
        word = Word(text, left, top, wide, high, float(row["conf"]))
        lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(word)
    return [tuple(words) for words in lines.values()]


def _run(arguments: list[str], given: bytes, seconds: float) -> str:
    binary = shutil.which("tesseract")
    if binary is None:
        raise OcrUnavailable("Tesseract is not installed: install tesseract-ocr")
    # More threads than one make Tesseract slower, and starve its neighbours.
    kept = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, the picture comes by stdin
            [binary, *arguments],
            input=given,
            capture_output=True,
            timeout=seconds,
            check=True,
            env={**kept, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise OcrTimedOut(f"not read within {seconds:g} s") from error
    except (OSError, subprocess.CalledProcessError) as error:
        raise OcrUnavailable(_complaint(error)) from error
    return done.stdout.decode(errors="replace")


def _complaint(error: OSError | subprocess.CalledProcessError) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return error.stderr.decode(errors="replace").strip()[-300:] or str(error)
    return str(error)
