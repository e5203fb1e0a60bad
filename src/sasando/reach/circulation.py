"""Copies printed: entered for an edition or for a week, and held against what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_FAR = 2.5  # times more or less than agreed is more than a good or a bad day


class Doubt(StrEnum):
    """What is probably wrong with a number of copies."""

    NONE = ""
    WEEK_AS_EDITION = "week-as-edition"
    EDITION_AS_WEEK = "edition-as-week"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Judged:
    """The copies of one edition that follow from what was entered, and the doubt about it."""

    an_edition: int
    doubt: Doubt


def judge(copies: int, *, a_week: bool, agreed: int | None, editions: int) -> Judged:
    """Return what ``copies`` mean for one edition.

    ``a_week``: they were entered for a week of ``editions`` editions; ``agreed``: the copies of one
    edition by the rate card, ``None`` if none was agreed. Nothing is changed by it: whoever entered
    the number decides.
    """
    weekly = max(1, editions)
    an_edition = round(copies / weekly) if a_week else copies
    if not agreed or _near(an_edition, agreed):
        return Judged(an_edition, Doubt.NONE)
    if not a_week and _near(copies / weekly, agreed):
        return Judged(an_edition, Doubt.WEEK_AS_EDITION)
    if a_week and _near(copies, agreed):
        return Judged(an_edition, Doubt.EDITION_AS_WEEK)
    return Judged(an_edition, Doubt.FAR)


def _near(copies: float, agreed: int) -> bool:
    return agreed / _FAR <= copies <= agreed * _FAR
