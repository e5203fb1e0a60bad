"""At this pace: how many of what was promised will be missing on the day it is due.

A straight line through what is proven so far, no more: it says what happens if nothing changes. A
line is behind when fewer are proven than a straight line to the deadline has by today: one banner due
in ten weeks is not behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

EARLY_SHARE, EARLY_DAYS = 0.15, 7
"""Before this share of the time or so many days have passed, a pace says nothing yet."""


class Standing(StrEnum):
    """How one line of what was promised stands."""

    COMPLETE = "complete"
    EARLY = "early"  # too early to tell
    ON_TRACK = "on-track"
    BEHIND = "behind"  # at this pace some will be missing
    MISSED = "missed"  # the day is past, and some are


@dataclass(frozen=True, slots=True)
class Pace:
    """How it stands, how many will be missing on the day, and what is needed a week from now on."""

    standing: Standing
    missing: int
    weekly: float  # needed, pieces a week; 0 where nothing is, or nothing can be done any more


def pace(*, promised: int, proven: int, starts: date, deadline: date, today: date) -> Pace:
    """Return the pace of ``proven`` out of ``promised`` between ``starts`` and ``deadline``.

    Both days count whole; ``today`` is behind us. A deadline before the start counts as one day.
    """
    left = max(0, promised - proven)
    if not left:
        return Pace(Standing.COMPLETE, 0, 0.0)
    if today > deadline:
        return Pace(Standing.MISSED, left, 0.0)
    days = max(1, (deadline - starts).days + 1)
    passed = min(days, max(0, (today - starts).days + 1))
    weekly = left / max(1, days - passed) * 7
    if passed < min(days, max(EARLY_DAYS, EARLY_SHARE * days)):
        return Pace(Standing.EARLY, 0, weekly)
    if proven >= promised * passed // days:
        return Pace(Standing.ON_TRACK, 0, weekly)
    expected = (2 * proven * days + passed) // (2 * passed)  # the nearest whole number
    return Pace(Standing.BEHIND, promised - expected, weekly)
