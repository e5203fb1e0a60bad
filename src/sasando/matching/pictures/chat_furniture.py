"""What a chat shows beside its messages is taken away: bars, names, times, ticks, marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sasando.matching.pictures.tesseract import Line

_MONTHS = (
    r"januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|"
    r"january|february|march|may|june|july|august|october|december"
)
_WEEKDAYS = r"senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|\w+day"
# Whole lines, as WhatsApp and Telegram write them in Indonesian and English.
_FURNITURE = re.compile(
    r"""^\W*(?:\w{1,2}\W+)?(?:
    diteruskan(?:\ berkali-?\ ?kali)?|forwarded(?:\ many\ times)?
    |(?:sedang\ )?mengetik.*|typing.*|online|terakhir\ dilihat.*|last\ seen.*
    |ketuk\ (?:di\ sini\ )?untuk\ info.*|tap\ here\ for.*
    |pesan|message|type\ a\ message|write\ a\ message
    |baca\ selengkapnya|read\ more|pesan\ (?:ini\ )?(?:telah\ )?dihapus|this\ message\ was\ deleted
    |\d+\ pesan\ belum\ dibaca|\d+\ unread\ messages?
    |(?:.*\bterenkripsi\ (?:secara\ )?end-to-end.*)|(?:.*\bend-to-end\ encrypted.*)
    )\W*(?:\w{1,2}\W*)?$""",
    re.IGNORECASE | re.VERBOSE,
)
_DAY = re.compile(
    rf"""^\W*(?:hari\ ini|kemarin|today|yesterday|{_WEEKDAYS}
    |\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{1,2}}\ (?:{_MONTHS})(?:\ \d{{4}})?)\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_TIME = re.compile(
    r"(?:^|\s)(?:diedit\s|edited\s)?[(]?(?:[01]?\d|2[0-3])[.:,][0-5]\d(?:\s?[AP]M)?(?:\s?\W*\w{0,2}\W*){0,2}$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(?:[01]?\d|2[0-3])[.:][0-5]\d\b|\b[345]G\b|\bLTE\b|%", re.IGNORECASE)
_TYPING_BAR = ("ketik pesan", "ketik", "type a message")  # often cut in half, so read badly
_STATUS_BAR, _FOOT = 0.05, 0.8  # of the height of the picture
_CENTRED = 0.08  # of the width of the picture
_UNSURE = 55.0  # per cent, under which a line is foliage, emoji or an icon
_NAME_WORDS = 5
_BESIDE = 22  # levels of a colour by which two bubbles differ


@dataclass(frozen=True, slots=True)
class Placed:
    """A line as read, with its box in px of the picture and how it looks.

    ``colourful``: written in a colour, as names and links are; ``on_band``: its ground reaches
    both edges of the picture, as that of a title bar does.
    """

    words: Line
    left: float
    top: float
    right: float
    bottom: float
    colourful: bool
    ground: tuple[int, int, int]
    on_band: bool

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def letters(self) -> int:
        return sum(character.isalnum() for character in self.text)

    @property
    def sure(self) -> float:
        return sum(word.sure for word in self.words) / len(self.words)


def bubbles_of(lines: Sequence[Placed], *, width: int, height: int) -> list[str]:
    """Return the text of each bubble from the top down; what is no chat comes as one text.

    ``width`` and ``height`` are those of the picture in px.
    """
    lines = [line for line in lines if line.letters >= 2 and line.sure >= _UNSURE]
    kept = [line for line in lines if not _in_status_bar(line, height)]
    if not _is_chat(kept):
        text = "\n".join(line.text for line in kept if not _noise(line, line.text))
        return [text] if text else []
    kept = [line for line in kept if not line.on_band]
    if kept and kept[-1].top > _FOOT * height and _is_typing_bar(kept[-1].text):
        kept.pop()
    texts = (_joined(bubble) for bubble in _parted(kept, width))
    return [text for text in texts if text]


def _parted(lines: Sequence[Placed], width: int) -> list[list[Placed]]:
    """Return the lines of each bubble: a time ends it, so do another ground and a wide gap."""
    bubbles: list[list[Placed]] = []
    ended = True
    for above, line, below in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        if _FURNITURE.match(line.text):
            continue  # a forward mark stands between a name and its message
        text, timed = _without_time(line.text)
        if text and not _noise(line, text) and not _is_day(above, line, below, width):
            if ended or above is None or _apart(above, line):
                bubbles.append([])
            bubbles[-1].append(line)
            ended = False
        ended = ended or timed
    return bubbles


def _is_day(above: Placed | None, line: Placed, below: Placed | None, width: int) -> bool:
    """Return whether a line is the day that a chat shows by itself in its middle.

    A day that belongs to a message stands close to its other lines.
    """
    if not _DAY.match(line.text) or abs(line.left + line.right - width) > 2 * _CENTRED * width:
        return False
    near = 0.8 * (line.bottom - line.top)
    alone_above = above is None or line.top - above.bottom > near
    return alone_above and (below is None or below.top - line.bottom > near)


def _in_status_bar(line: Placed, height: int) -> bool:
    return line.bottom < _STATUS_BAR * height and bool(_CLOCK.search(line.text))


def _is_typing_bar(text: str) -> bool:
    words = " ".join(re.findall(r"\w{3,}", text.lower()))
    return any(SequenceMatcher(None, words, bar).ratio() > 0.65 for bar in _TYPING_BAR)


def _is_chat(lines: Sequence[Placed]) -> bool:
    """Return whether most of the letters stand in boxes that leave an edge of the picture free."""
    letters = sum(line.letters for line in lines)
    return sum(line.letters for line in lines if not line.on_band) > 0.4 * letters


def _without_time(text: str) -> tuple[str, bool]:
    """Return ``text`` without the time and ticks at its end, and whether there were any."""
    found = _TIME.search(text)
    if found is None:
        return text, False
    return text[: found.start()].strip(), True


def _noise(line: Placed, text: str) -> bool:
    """Return whether a line is what Tesseract made of emoji, ticks or an icon."""
    letters = sum(character.isalpha() for character in text)
    digits = sum(character.isdigit() for character in text)
    return (letters < 4 and line.sure < 70) or (letters == 0 and digits <= 4)


def _apart(above: Placed, below: Placed) -> bool:
    tall = max(above.bottom - above.top, below.bottom - below.top)
    differs = max(abs(a - b) for a, b in zip(above.ground, below.ground, strict=True)) > _BESIDE
    return differs or below.top - above.bottom > 2.2 * tall


def _joined(bubble: list[Placed]) -> str:
    if len(bubble) > 1 and _is_name(bubble[0]) and not bubble[1].colourful:
        bubble = bubble[1:]
    return "\n".join(_without_time(line.text)[0] for line in bubble)


def _is_name(line: Placed) -> bool:
    if line.text.startswith("~"):
        return True
    linked = re.search(r"https?:|www\.|\w\.\w", line.text)
    return line.colourful and len(line.words) <= _NAME_WORDS and not linked
