"""The home page: what matters now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sasando.desk.addresses import home_path, section_path
from sasando.documents.vocabulary import Kind
from sasando.elections.models import Stage
from sasando.elections.models.calendar import StageQuerySet
from sasando.live.models import LiveBlog
from sasando.site.addresses import LANGUAGES, calendar_path, page_path
from sasando.site.airing import coming_up
from sasando.site.live_blogs import shown
from sasando.site.models import Entry
from sasando.site.responses import in_language, page
from sasando.site.setting import local_day, render, setting_for

_RELEASES, _STORIES, _STAGES, _NOTICES, _VERDICTS, _BLOGS = 6, 6, 5, 5, 4, 3


@dataclass(frozen=True, slots=True)
class Row:
    """One stage as a listing shows it."""

    name: str
    election: str
    starts: date | None
    ends: date | None
    href: str
    days: int  # until it starts; 0 or less once it has


@in_language
def home(request: HttpRequest, language: str) -> HttpResponse:
    """Urgent notices, the next stage and its countdown, releases, fact-checks, stories."""
    entries = Entry.objects.in_language(language).standing().newest_first()
    setting = setting_for(
        language, home_path(language), languages=[(code, home_path(code)) for code in LANGUAGES]
    )
    html = render(
        "home.html",
        setting,
        live_blogs=shown(LiveBlog.objects.open()[:_BLOGS], language),
        notices=list(entries.of_kind(Kind.NOTICE)[:_NOTICES]),
        releases=list(entries.of_kind(Kind.RELEASE)[:_RELEASES]),
        stories=list(entries.of_kind(Kind.NEWS, Kind.PARTNERSHIP)[:_STORIES]),
        verdicts=list(entries.of_kind(Kind.VERDICT)[:_VERDICTS]),
        episodes=coming_up(language, timezone.now()),
        episodes_href=section_path(Kind.EPISODE, language),
        verdicts_href=section_path(Kind.VERDICT, language),
        releases_href=section_path(Kind.RELEASE, language),
        news_href=section_path(Kind.NEWS, language),
        calendar_href=page_path("calendar", language),
        **next_stages(Stage.objects.select_related("election"), language),
    )
    return page(html, language=language)


def next_stages(stages: StageQuerySet, language: str) -> dict[str, list[Row]]:
    """Return what is ``ahead`` and ``running`` today; where nothing is, what is ``past``."""
    today = local_day(timezone.now())
    ahead = [row_of(s, language, today) for s in stages.ahead(today)[:_STAGES]]
    running = [row_of(s, language, today) for s in stages.under_way(today)[:_STAGES]]
    past: list[Row] = []
    if not ahead and not running:
        last = stages.dated().taking_place().filter(ends__lt=today).order_by("-ends", "-code")
        past = [row_of(stage, language, today) for stage in last[:3]]
    return {"ahead": ahead, "running": running, "past": past}


def row_of(stage: Stage, language: str, today: date) -> Row:
    """Return ``stage`` as a listing shows it on ``today``."""
    return Row(
        name=stage.name_in(language),
        election=stage.election.name_in(language),
        starts=stage.starts,
        ends=stage.ends,
        href=f"{calendar_path(stage.election.code, language)}#{stage.code}",
        days=(stage.starts - today).days if stage.starts else 0,
    )
