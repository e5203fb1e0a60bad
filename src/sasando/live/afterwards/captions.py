"""Captions: WebVTT and SubRip read strictly, cleaned, sorted, and written anew. Pure.

https://www.w3.org/TR/webvtt1/ (read 2026-11-29). What is wrong is said with its line: a caption
that is left out silently is missed by exactly those who cannot hear that it is missing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sasando.live.cleaning import clean_text

MAX_BYTES = 4_000_000
MAX_CUES = 20_000
MAX_TEXT = 500  # characters of one cue
LONGEST_S = 86_400.0
_TIME = r"(?:(\d{1,3}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_TIMING = re.compile(rf"\s*{_TIME}\s+-->\s+{_TIME}(?:[ \t].*)?\s*")
_TAG = re.compile(r"<[^<>\n]{0,200}>")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>\n]{1,100})>")
_NO_CUE = ("NOTE", "STYLE", "REGION")


class CaptionsRefused(Exception):
    """The file cannot be used. ``problems`` are (line, code) pairs, the first twenty."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"line {line}: {code}" for line, code in problems))
        self.problems = tuple(problems[:20])


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from second to second. ``voice`` is who says it, where the file does."""

    starts_s: float
    ends_s: float
    text: str
    voice: str = ""


def read(body: bytes) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT or SubRip file, by their time. Raises ``CaptionsRefused``."""
    if len(body) > MAX_BYTES:
        raise CaptionsRefused([(0, "too-large")])
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise CaptionsRefused([(line, "not-utf-8")]) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    problems: list[tuple[int, str]] = []
    cues = list(_cues(lines, problems))
    if not cues and not problems:
        problems.append((1, "no-cues"))
    if len(cues) > MAX_CUES:
        problems.append((0, "too-many"))
    if problems:
        raise CaptionsRefused(problems)
    return in_order(cues)


def _cues(lines: list[str], problems: list[tuple[int, str]]) -> Iterator[Cue]:
    header = lines[0] == "WEBVTT" or lines[0].startswith(("WEBVTT ", "WEBVTT\t"))
    for start, block in _blocks(lines, 1 if header else 0):
        if block[0].split(" ", 1)[0].split("\t", 1)[0] in _NO_CUE and "-->" not in block[0]:
            continue
        place = next((n for n, line in enumerate(block[:2]) if "-->" in line), None)
        if place is None:
            if not (header and start == 2):  # lines right below the header are its own
                problems.append((start, "no-timing"))
            continue
        cue = _cue(block[place], block[place + 1 :], start + place, problems)
        if cue is not None and cue.text:
            yield cue


def _blocks(lines: list[str], skip: int) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if number <= skip:
            continue
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(timing: str, words: list[str], line: int, problems: list[tuple[int, str]]) -> Cue | None:
    found = _TIMING.fullmatch(timing)
    if found is None:
        problems.append((line, "bad-timing"))
        return None
    starts, ends = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
    if ends <= starts:
        problems.append((line, "ends-before-it-starts"))
        return None
    if ends > LONGEST_S:
        problems.append((line, "too-late"))
        return None
    if any("-->" in word for word in words):
        problems.append((line + 1, "no-blank-line"))
        return None
    raw = "\n".join(words)
    voice = _VOICE.search(raw)
    return Cue(starts, ends, clean(raw), clean(voice[1]) if voice else "")


def _seconds(groups: Sequence[str | None]) -> float:
    hours, minutes, seconds, milli = (int(group or 0) for group in groups)
    return (((hours * 60 + minutes) * 60 + seconds) * 1000 + milli) / 1000


def clean(words: str) -> str:
    """Return ``words`` on one line, without markup and without what turns or hides text."""
    return clean_text(html.unescape(_TAG.sub("", words)), limit=MAX_TEXT)


def in_order(cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """Return ``cues`` by their time; one that lasts into the next ends where that begins."""
    later = following = LONGEST_S
    fitted: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: (cue.starts_s, cue.ends_s), reverse=True):
        if cue.starts_s < following:
            later, following = following, cue.starts_s
        fitted.append(Cue(cue.starts_s, min(cue.ends_s, later), cue.text, cue.voice))
    return tuple(reversed(fitted))


def write(cues: Iterable[Cue], *, note: str = "") -> str:
    """Return the cues as WebVTT. What a cue says is escaped: no markup comes out of it."""
    blocks = ["WEBVTT"]
    if note:
        blocks.append(f"NOTE {clean(note).replace('-->', '→')}")
    for cue in cues:
        voice = f"<v {_escaped(cue.voice)}>" if cue.voice else ""
        timing = f"{stamp(cue.starts_s)} --> {stamp(cue.ends_s)}"
        blocks.append(f"{timing}\n{voice}{_escaped(cue.text)}")
    return "\n\n".join(blocks) + "\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def stamp(second: float) -> str:
    """Return "01:02:03.456"."""
    milli = round(second * 1000)
    rest, milli = divmod(milli, 1000)
    rest, seconds = divmod(rest, 60)
    hours, minutes = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{milli:03}"
