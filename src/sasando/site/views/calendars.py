"""The election calendar: as pages, and as calendars to subscribe to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from sasando.elections.models import Election, Stage, StageMove
from sasando.rendering.html import Door
from sasando.rendering.ical import EventStatus, StageEvent, calendar
from sasando.rendering.phrases import phrase
from sasando.site.addresses import LANGUAGES, calendar_path, page_path
from sasando.site.live_blogs import blogs_by_stage
from sasando.site.responses import data, in_language, page
from sasando.site.setting import ZONE, both_languages, local_day, render, setting_for

_BEGINNING = datetime(2022, 6, 14, tzinfo=ZONE)  # calendars that never moved are this old
ICS = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage as the calendar shows it on one day."""

    code: str
    name: str
    starts: date | None
    ends: date | None
    place: str
    note: str
    quality: str
    source: str
    held: bool
    when: str  # "past", "now", "ahead", "" while undated
    moves: tuple[StageMove, ...]
    live: Door | None  # its live blog


@dataclass(frozen=True, slots=True)
class Calendar:
    """One election with its stages in the order of its calendar."""

    code: str
    name: str
    legal_basis: str
    held: bool
    href: str
    ics: str
    stages: tuple[StageRow, ...]
    live: Door | None  # the live blog about all of it


@in_language
def overview(request: HttpRequest, language: str) -> HttpResponse:
    """All elections, and the stages of each that are near."""
    today = local_day(timezone.now())
    blogs = blogs_by_stage(language)
    calendars = [_calendar(e, language, today, blogs) for e in _elections()]
    setting = setting_for(
        language, page_path("calendar", language), languages=both_languages("calendar")
    )
    html = render("calendars.html", setting, calendars=calendars, today=today)
    return page(html, language=language)


@in_language
def election(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """The whole calendar of one election."""
    setting = setting_for(
        language,
        calendar_path(code, language),
        languages=[(other, calendar_path(code, other)) for other in LANGUAGES],
    )
    html = render(
        "calendar.html",
        setting,
        calendar=calendar_of(code, language),
        up=Door(page_path("calendar", language), phrase("site.calendar", language)),
    )
    return page(html, language=language)


def calendar_of(code: str, language: str) -> Calendar:
    """Return the calendar of the election ``code`` as of today. Raises ``Http404``."""
    found = _elections().filter(code=code).first()
    if found is None:
        raise Http404
    return _calendar(found, language, local_day(timezone.now()), blogs_by_stage(language))


def ics(request: HttpRequest, code: str = "") -> HttpResponse:
    """The calendar of one election, or of all, to subscribe to. In Indonesian."""
    elections = list(_elections().filter(code=code) if code else _elections())
    if code and not elections:
        raise Http404
    name = elections[0].name if code else phrase("site.calendar", "id")
    events = [
        _event(stage, election)
        for election in elections
        for stage in election.stages.all()
        if stage.starts is not None
    ]
    href = f"{settings.SITE_URL}{request.path}"
    body = calendar(events, name=f"{settings.SITE_NAME}: {name}", href=href, language="id")
    return data(body, ICS, max_age=3600)


def _elections() -> QuerySet[Election]:
    moves = Prefetch("moves", StageMove.objects.order_by("at", "pk"))
    stages = Stage.objects.select_related("place").prefetch_related(moves)
    return Election.objects.prefetch_related(Prefetch("stages", stages)).order_by("code")


def _calendar(
    election: Election, language: str, today: date, blogs: Mapping[tuple[str, str], Door]
) -> Calendar:
    code = election.code
    return Calendar(
        code=code,
        name=election.name_in(language),
        legal_basis=election.legal_basis,
        held=election.held,
        href=calendar_path(code, language),
        ics=f"/kalender/{code}.ics",
        stages=tuple(
            _row(stage, language, today, blogs.get((code, stage.code)))
            for stage in election.stages.all()
        ),
        live=blogs.get((code, "")),
    )


def _row(stage: Stage, language: str, today: date, live: Door | None) -> StageRow:
    return StageRow(
        code=stage.code,
        name=stage.name_in(language),
        starts=stage.starts,
        ends=stage.ends,
        place=stage.place.name if stage.place else "",
        note=stage.note,
        quality=stage.quality,
        source=stage.source,
        held=stage.held,
        when=_when(stage, today),
        moves=tuple(stage.moves.all()),
        live=live,
    )


def _when(stage: Stage, today: date) -> str:
    last = stage.ends or stage.starts
    if last is not None and last < today:
        return "past"
    if stage.starts is None:
        return ""
    return "ahead" if stage.starts > today else "now"


def _event(stage: Stage, election: Election) -> StageEvent:
    starts = stage.starts or date.min
    moves = list(stage.moves.all())
    last = moves[-1] if moves else None
    weak = stage.quality in (Stage.Quality.WEAK, Stage.Quality.DERIVED)
    standing = EventStatus.TENTATIVE if weak else EventStatus.CONFIRMED
    return StageEvent(
        uid=f"{stage.code}@{settings.SITE_URL.split('//')[-1]}",
        name=stage.name,
        starts=starts,
        ends=stage.ends or starts,
        modified=last.at if last else datetime.combine(_BEGINNING, time.min, ZONE),
        note=stage.note,
        href=f"{settings.SITE_URL}{calendar_path(election.code, 'id')}#{stage.code}",
        categories=(election.name,),
        sequence=stage.sequence,
        status=standing if stage.held and election.held else EventStatus.CANCELLED,
        was_starts=last.was_starts if last else None,
        was_ends=last.was_ends if last else None,
    )
