"""What an officer should see before reading a request: others' personal data, abuse. Nothing is cut."""

from __future__ import annotations

import re
from enum import StrEnum

from sasando.live.abuse import why_hidden
from sasando.live.models import Question

_NIK = re.compile(r"(?<!\d)\d(?:[\s.-]?\d){15}(?!\d)")
_PHONE = re.compile(r"(?<![\d+])(?:\+?62|0)8(?:[\s.-]?\d){7,11}(?!\d)")
_SHOUTED = re.compile(r"[!|]+(?=\s|$)")  # read as letters within a word, as marks after it
_MASK = "•••"


class Flag(StrEnum):
    """One thing noticed."""

    NUMBERS = "numbers"  # sixteen digits, as of an identity card
    PHONE = "phone"
    ABUSE = "abuse"


def flags_of(text: str) -> list[str]:
    """Return what is noticed in ``text``, as ``Flag`` values in their order."""
    found = []
    if _NIK.search(text):
        found.append(Flag.NUMBERS.value)
    if _PHONE.search(text):
        found.append(Flag.PHONE.value)
    if why_hidden(_SHOUTED.sub(" ", text)) == Question.Hidden.ABUSE:
        found.append(Flag.ABUSE.value)
    return found


def masked(text: str) -> str:
    """Return ``text`` with identity and telephone numbers covered: what a list may show."""
    return _PHONE.sub(_MASK, _NIK.sub(_MASK, text))
