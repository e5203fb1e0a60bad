"""Calendars people subscribe to: iCalendar (RFC 5545, RFC 7986)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from icalendar import Calendar, Event
from icalendar.prop import vDuration, vText, vUri

from sasando.documents import Document
from sasando.rendering.addresses import absolute
from sasando.rendering.dates import date_range
from sasando.rendering.phrases import Phrases

_PRODUCT = "-//Sasando//Election calendar//"


class EventStatus(StrEnum):
    """How sure a stage is, in the words of RFC 5545."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEvent:
    """A stage in a calendar: whole days, ``ends`` included."""

    uid: str  # stays the same when the stage moves
    name: str
    starts: date
    ends: date
    modified: datetime  # aware; when the stage was last changed
    note: str = ""
    href: str = ""  # absolute
    categories: tuple[str, ...] = ()
    sequence: int = 0  # how often it moved
    status: EventStatus = EventStatus.CONFIRMED
    was_starts: date | None = None  # before it last moved
    was_ends: date | None = None


def calendar(
    events: Iterable[StageEvent],
    *,
    name: str,
    href: str,
    language: str,
    refresh_hours: int = 6,
) -> bytes:
    """Return ``events`` as an iCalendar file, in the order given.

    ``name`` is what a calendar app shows, ``href`` where the file is served, ``refresh_hours`` how
    often an app should ask again. All times come from the events, never from the clock. Raises
    ``ValueError`` for a stage that ends before it starts or a time without a zone.
    """
    result = Calendar()
    result.add("prodid", f"{_PRODUCT}{language.upper()}")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", "PUBLISH")
    result.add("name", vText(_legal(name)))
    result.add("x-wr-calname", vText(_legal(name)))
    result.add("source", vUri(href), parameters={"VALUE": "URI"})
    refresh = timedelta(hours=refresh_hours)
    result.add("refresh-interval", vDuration(refresh), parameters={"VALUE": "DURATION"})
    result.add("x-published-ttl", vDuration(refresh))
    for event in events:
        result.add_component(_event(event, language))
    return result.to_ical(sorted=False)


def episode_calendar(document: Document, *, cancelled: bool = False, site_url: str) -> bytes:
    """Return the episode of ``document`` as a file for one's own calendar.

    A later version, or a cancellation, replaces the entry: it has the same UID and a higher
    sequence. Raises ``ValueError`` when it announces no episode or is not published.
    """
    episode, imprint = document.episode, document.imprint
    if episode is None or imprint is None:
        raise ValueError("no published episode")
    href = absolute(document.href, site_url)
    entry = Event()
    entry.add("uid", f"{document.item}@{urlsplit(site_url).hostname}")
    entry.add("dtstamp", imprint.modified_at.astimezone(UTC))
    entry.add("last-modified", imprint.modified_at.astimezone(UTC))
    entry.add("sequence", document.version * 2 + cancelled)
    entry.add("dtstart", episode.starts_at.astimezone(UTC))
    entry.add("dtend", episode.ends_at.astimezone(UTC))
    language = {"LANGUAGE": document.language}
    entry.add("summary", _legal(document.headline), parameters=language)
    entry.add("description", _legal(f"{document.key_message}\n{href}"), parameters=language)
    if episode.venue:
        entry.add("location", _legal(episode.venue))
    entry.add("url", vUri(href), parameters={"VALUE": "URI"})
    entry.add("status", (EventStatus.CANCELLED if cancelled else EventStatus.CONFIRMED).value)
    result = Calendar()
    result.add("prodid", f"{_PRODUCT}{document.language.upper()}")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", "PUBLISH")
    result.add_component(entry)
    return result.to_ical(sorted=False)


def _event(stage: StageEvent, language: str) -> Event:
    if stage.ends < stage.starts:
        raise ValueError(f"stage {stage.uid!r} ends before it starts")
    if stage.modified.tzinfo is None:
        raise ValueError(f"stage {stage.uid!r}: a time without a zone; pass an aware time")
    modified = stage.modified.astimezone(UTC)
    event = Event()
    event.add("uid", _legal(stage.uid))
    event.add("dtstamp", modified)
    event.add("last-modified", modified)
    event.add("sequence", stage.sequence)
    event.add("dtstart", stage.starts)
    event.add("dtend", stage.ends + timedelta(days=1))  # RFC 5545 3.6.1: DTEND is exclusive
    event.add("summary", _legal(stage.name), parameters={"LANGUAGE": language})
    event.add("status", stage.status.value)
    event.add("transp", "TRANSPARENT")  # a stage does not make its reader busy
    if description := _description(stage, language):
        event.add("description", _legal(description), parameters={"LANGUAGE": language})
    if stage.categories:
        event.add("categories", [_legal(category) for category in stage.categories])
    if stage.href:
        event.add("url", vUri(stage.href), parameters={"VALUE": "URI"})
    return event


def _description(stage: StageEvent, language: str) -> str:
    t = Phrases(language)
    lines: list[str] = []
    if stage.status is EventStatus.CANCELLED:
        lines.append(t("calendar.cancelled"))
    if stage.was_starts is not None or stage.was_ends is not None:
        was = date_range(stage.was_starts, stage.was_ends, language)
        now = date_range(stage.starts, stage.ends, language)
        lines.append(t("calendar.moved", was=was, now=now))
    lines += [line for line in (stage.note, stage.href) if line]
    return "\n".join(lines)


def _legal(text: str) -> str:
    """Without control characters (RFC 5545 3.1: none in text but tab); line breaks are kept."""
    breaks = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in breaks if c in "\t\n" or (ord(c) >= 0x20 and ord(c) != 0x7F))
