"""Elections by their day, and dates of birth as people write them. Source: Law 7/2017, 198(1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sasando.education.rules.tables import words

OF_AGE = 17  # years, on voting day
_OLDEST = 120  # years; who is older has mistyped the year
_FIRST_YEAR = 1900
_LONGEST = 40  # characters of a date
_BETWEEN = r"[ ./-]+"
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}}){_BETWEEN}([0-9]{{1,2}}){_BETWEEN}([0-9]{{4}})")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}}){_BETWEEN}([0-9]{{1,2}}){_BETWEEN}([0-9]{{1,2}})")
_NAMED = re.compile(r"([0-9]{1,2})[ ./-]*([a-z]{3,9})[ ./-]*([0-9]{4})")
_UNBROKEN = re.compile(r"[0-9]{8}")  # number pads of telephones have no hyphen


@dataclass(frozen=True, slots=True)
class Election:
    """What the rules need to know of one election of the calendar."""

    code: str
    name: Mapping[str, str]  # by language
    kind: str  # "general", "presidential", "legislative", "regional-head"
    day: date | None  # voting day
    held: bool = True

    def phase(self, today: date) -> str:
        """Return "ahead", "today", "over", "undated" or "not-held"."""
        if not self.held:
            return "not-held"
        if self.day is None:
            return "undated"
        if self.day == today:
            return "today"
        return "ahead" if self.day > today else "over"

    def facts(self, today: date) -> dict[str, str | int]:
        """Return what rules may ask of it."""
        facts: dict[str, str | int] = {"kind": self.kind, "phase": self.phase(today)}
        if self.day is not None:
            facts["days_left"] = (self.day - today).days
        return facts


def read_date(text: str, today: date) -> tuple[date | None, str]:
    """Return the date of birth in ``text``, or ``None`` and the name of what is wrong with it.

    Read are "27-11-2007", "27 November 2007", "27112007" and "2007-11-27", in both languages.
    The names are those of ``[problem]`` in ``data/words.toml``.
    """
    parts = _parts(" ".join(text.lower().split()))
    if parts is None:
        return None, "date_unread" if text.strip() else "date_missing"
    day, month, year = parts
    try:
        found = date(year, month, day)
    except ValueError:
        return None, "date_leap" if (day, month) == (29, 2) else "date_impossible"
    if found > today:
        return None, "date_future"
    if full_years(found, today) > _OLDEST:
        return None, "date_old"
    return found, ""


def is_date(text: str) -> bool:
    """Whether ``text`` is nothing but a date; the 31st of any month counts as one."""
    parts = _parts(" ".join(text.lower().split()))
    return parts is not None and 1 <= parts[0] <= 31 and 1 <= parts[1] <= 12


def birth_facts(birth: date, today: date, voting: date | None) -> dict[str, str | int]:
    """Return what rules may ask about a date of birth; without a voting day, no age on it."""
    facts: dict[str, str | int] = {"born": "yes", "age_today": full_years(birth, today)}
    if voting is None:
        return facts
    leap = (birth.month, birth.day) == (2, 29) and (voting.month, voting.day) == (2, 28)
    turning = voting.year - birth.year == OF_AGE and not _is_leap(voting.year)
    return facts | {
        "age": full_years(birth, voting),
        "leap": "yes" if leap and turning else "no",
        "on_birthday": "yes" if (birth.month, birth.day) == (voting.month, voting.day) else "no",
    }


def full_years(birth: date, on: date) -> int:
    """Return the full years of age on a day; less than 0 before birth."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def turns_17(birth: date) -> date:
    """Return the day from which somebody is surely 17: 1 March after a 29 February."""
    year = birth.year + OF_AGE
    if (birth.month, birth.day) == (2, 29):  # 17 years later there is none
        return date(year, 3, 1)
    return birth.replace(year=year)


def days_before(voting: date | None, days: int) -> date | None:
    """Return H-``days``, the day so many days before voting day."""
    return voting - timedelta(days=days) if voting else None


def day_in_words(day: date | None, language: str) -> str:
    """Return "27 November 2024"; "a date not set yet" for none."""
    calendar = words()["calendar"]
    if day is None:
        return calendar["undated"][language]
    return f"{day.day} {calendar['months'][language].split()[day.month - 1]} {day.year}"


def _parts(text: str) -> tuple[int, int, int] | None:
    """Return day, month and year as they are written, whether or not there is such a day."""
    if len(text) > _LONGEST:
        return None
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif (found := _NAMED.fullmatch(text)) and (named := _month(found[2])):
        day, month, year = int(found[1]), named, int(found[3])
    elif _UNBROKEN.fullmatch(text):
        return _unbroken(text)
    else:
        return None
    return (day, month, year) if year >= 1 else None


def _unbroken(text: str) -> tuple[int, int, int]:
    day, month, year = int(text[:2]), int(text[2:4]), int(text[4:])
    if year < _FIRST_YEAR:
        return int(text[6:]), int(text[4:6]), max(int(text[:4]), 1)
    return day, month, year


def _month(name: str) -> int:
    """Return the month that begins with ``name`` in either language; 0 for none."""
    for months in words()["calendar"]["months"].values():
        for number, month in enumerate(months.lower().split(), start=1):
            if month.startswith(name):
                return number
    return 0


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
