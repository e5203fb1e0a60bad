"""A long answer cut into messages a platform takes, at the best place there is."""

import re

from sasando.plugins.messenger import Reply
from sasando.rendering.phrases import phrase

_PLACES = (  # the best first: paragraphs, lines, sentences, words
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])\s+"),
    re.compile(r"\s+"),
)


def utf16_units(text: str) -> int:
    """Return the length of ``text`` in UTF-16 units: 2 for what lies beyond U+FFFF."""
    return len(text) + sum(character > "\uffff" for character in text)


def split_text(text: str, limit: int) -> list[str]:
    """Return ``text`` in pieces of at most ``limit`` UTF-16 units, none of them empty.

    The same text gives the same pieces. Only white space is lost, and only at the cuts.
    """
    pieces = []
    rest = text.strip()
    while utf16_units(rest) > limit:
        piece, rest = _cut(rest, limit)
        pieces.append(piece)
    return [*pieces, rest] if rest else pieces


def shortened(text: str, limit: int) -> str:
    """Return ``text`` on one line in at most ``limit`` characters, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if utf16_units(line) <= limit else _head(line, limit - 1).rstrip() + "…"


def numbered(reply: Reply) -> str:
    """Return the answer with its options as numbered lines, for where there are no buttons."""
    lines = [f"{number}. {option.label}" for number, option in enumerate(reply.options, 1)]
    return "\n".join([reply.text, "", phrase("messenger.answer_by_number", reply.language), *lines])


def _cut(text: str, limit: int) -> tuple[str, str]:
    head = _head(text, limit)
    for place in _PLACES:
        cuts = [cut for cut in place.finditer(head) if cut.start() >= len(head) // 3]
        if cuts:
            return text[: cuts[-1].start()].rstrip(), text[cuts[-1].end() :].lstrip()
    return head, text[len(head) :].lstrip()


def _head(text: str, limit: int) -> str:
    """Return the longest beginning of ``text`` within ``limit`` units; no character is halved."""
    head = text[:limit]
    while utf16_units(head) > limit:
        head = head[: -max(1, (utf16_units(head) - limit) // 2)]
    return head
