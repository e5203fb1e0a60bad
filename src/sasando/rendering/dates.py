"""Dates, times and numbers as Indonesian and English readers write them.

Pure tables instead of the system's locale: the same input gives the same bytes on any machine.
Public functions take a language of ``LANGUAGES`` and raise ``PhraseMissing`` for any other.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from sasando.rendering.exceptions import PhraseMissing

KUPANG_TIME = ZoneInfo("Asia/Makassar")  # WITA, UTC+8, no summer time

_Entry = TypeVar("_Entry")

_MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "en": "January February March April May June July August September October November December",
}
_WEEKDAYS = {
    "id": "Senin Selasa Rabu Kamis Jumat Sabtu Minggu",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
_OPEN_RANGES = {
    "id": {"from": "mulai {}", "until": "sampai {}", "none": "belum ditetapkan"},
    "en": {"from": "from {}", "until": "until {}", "none": "not yet set"},
}
# Ejaan Yang Disempurnakan V: a dot between thousands, a comma before decimals, a dot in times.
_SEPARATORS = {"id": (".", ",", "."), "en": (",", ".", ":")}


def month(day: date, language: str) -> str:
    """Return the name of the month of ``day``: "Agustus", "August"."""
    return _known(_MONTHS, language).split()[day.month - 1]


def weekday(day: date, language: str) -> str:
    """Return the name of the weekday of ``day``: "Rabu", "Wednesday"."""
    return _known(_WEEKDAYS, language).split()[day.weekday()]


def long_date(day: date, language: str, *, with_weekday: bool = False) -> str:
    """Return "27 November 2024", or "Rabu, 27 November 2024" with the weekday.

    A ``datetime`` is taken by its own calendar day: bring it to the reader's zone first with
    ``local_day``.
    """
    text = f"{day.day} {month(day, language)} {day.year}"
    return f"{weekday(day, language)}, {text}" if with_weekday else text


def date_range(starts: date | None, ends: date | None, language: str) -> str:
    """Return the days from ``starts`` to ``ends`` (inclusive) without repeating what they share.

    "24–26 Agustus 2024", "27 Agustus – 2 September 2024", "27 November 2024" for one day; an open
    end gives "mulai …" or "sampai …", and no date at all "belum ditetapkan".
    """
    words = _known(_OPEN_RANGES, language)
    if starts is None:
        return words["until"].format(long_date(ends, language)) if ends else words["none"]
    if ends is None:
        return words["from"].format(long_date(starts, language))
    if starts == ends:
        return long_date(ends, language)
    if (starts.year, starts.month) == (ends.year, ends.month):
        return f"{starts.day}–{long_date(ends, language)}"
    if starts.year == ends.year:
        return f"{starts.day} {month(starts, language)} – {long_date(ends, language)}"
    return f"{long_date(starts, language)} – {long_date(ends, language)}"


def local_day(moment: datetime, zone: ZoneInfo = KUPANG_TIME) -> date:
    """Return the calendar day of the aware ``moment`` in ``zone``. Raises on naive time."""
    return _local(moment, zone).date()


def clock(moment: datetime, language: str, zone: ZoneInfo = KUPANG_TIME) -> str:
    """Return the time of the aware ``moment`` in ``zone``: "07.00 WITA", "07:00 WITA".

    Raises ``ValueError`` on naive time.
    """
    local = _local(moment, zone)
    separator = _known(_SEPARATORS, language)[2]
    return f"{local:%H}{separator}{local:%M} {local.tzname()}"


def long_moment(moment: datetime, language: str, zone: ZoneInfo = KUPANG_TIME) -> str:
    """Return date and time: "20 September 2024, 09.30 WITA". Raises on naive time."""
    day = long_date(local_day(moment, zone), language)
    return f"{day}, {clock(moment, language, zone)}"


def number(value: int | Decimal, language: str) -> str:
    """Return ``value`` with the language's separators: "275.085" / "275,085", "77,5" / "77.5"."""
    thousands, decimal, _ = _known(_SEPARATORS, language)
    return f"{value:,}".translate({ord(","): thousands, ord("."): decimal})


def film_time(seconds: int) -> str:
    """Return a place in a film as players write it: "0:00", "12:07", "1:02:03"."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown: pass an aware time")
    return moment.astimezone(zone)


def _known(table: dict[str, _Entry], language: str) -> _Entry:
    try:
        return table[language]
    except KeyError:
        raise PhraseMissing(f"no dates in language {language!r}") from None
