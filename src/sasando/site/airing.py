"""How episodes stand, as their public pages show it: from the live room, a few queries for many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sasando.desk.models import Version
from sasando.documents.vocabulary import Kind
from sasando.live.addresses import push_url
from sasando.live.models import Broadcast, Production, Question, Segment
from sasando.live.models.productions import OVER
from sasando.rendering.html import Airing, AiringState, Answered, Chapter, Door
from sasando.site.addresses import ask_path, episode_calendar_path

_AFTER = timedelta(hours=6)  # an episode that runs over its time is still on
_ANSWERED = 100  # questions of one episode on its page
_STATES = {
    Production.State.STARTING: AiringState.STARTING,
    Production.State.LIVE: AiringState.LIVE,
    Production.State.ENDING: AiringState.LIVE,  # until the last platform says that it is over
    Production.State.ENDED: AiringState.ENDED,
    Production.State.CANCELLED: AiringState.CANCELLED,
}
_SEEN_ON = (Broadcast.State.PLANNED, Broadcast.State.RECEIVING, Broadcast.State.LIVE)


def airings_of(versions: Iterable[Version]) -> dict[int, Airing]:
    """Return how the episodes among ``versions`` stand, by their items; five queries, or none."""
    episodes = [version for version in versions if version.kind == Kind.EPISODE]
    if not episodes:
        return {}
    productions = _productions({version.item.translation_key for version in episodes})
    return {
        version.item_id: _airing(version, productions.get(version.item.translation_key))
        for version in episodes
    }


@dataclass(frozen=True, slots=True)
class ComingUp:
    """An episode as the home page names it."""

    headline: str
    path: str
    starts_at: datetime
    live: bool


def coming_up(language: str, now: datetime, *, limit: int = 3) -> list[ComingUp]:
    """Return the published episodes that are on or still to come, the next one first; two queries."""
    versions = Version.objects.current().of_kind(Kind.EPISODE).in_language(language)
    versions = versions.filter(item__episode__ends_at__gt=now - _AFTER).defer("canonical")
    found = versions.select_related("item__episode").order_by("item__episode__starts_at", "pk")
    rows = [(version, version.item.episode) for version in found[: limit * 3]]
    states = dict(
        Production.objects.filter(
            episode__translation_key__in=[text.translation_key for _, text in rows]
        ).values_list("episode__translation_key", "state")
    )
    shown: list[ComingUp] = []
    for version, text in rows:
        state = states.get(text.translation_key, Production.State.PLANNING)
        live = state in (Production.State.LIVE, Production.State.ENDING)
        if live or (state not in OVER and text.ends_at > now):
            shown.append(ComingUp(version.headline, version.path, text.starts_at, live))
    return sorted(shown, key=lambda one: not one.live)[:limit]


def _productions(keys: set[UUID]) -> dict[UUID, Production]:
    found = (
        Production.objects.filter(episode__translation_key__in=keys)
        .select_related("episode")
        .prefetch_related("broadcasts__account", "segments")
        .order_by("-pk")
    )
    productions = {production.episode.translation_key: production for production in found}
    questions = Question.objects.filter(
        production__in=productions.values(), state=Question.State.ANSWERED, leader__isnull=True
    ).exclude(answer="")
    answered: dict[int, list[Question]] = {}
    for question in questions.select_related("best").order_by("-count", "answered_at"):
        answered.setdefault(question.production_id, []).append(question)
    for production in productions.values():
        production.answered = answered.get(production.pk, [])[:_ANSWERED]  # type: ignore[attr-defined]
    return productions


def _airing(version: Version, production: Production | None) -> Airing:
    calendar = episode_calendar_path(version.path)
    if production is None:
        return Airing(calendar=calendar)
    state = _STATES.get(Production.State(production.state), AiringState.PLANNED)
    over = state in (AiringState.ENDED, AiringState.CANCELLED)
    segments = [s for s in production.segments.all() if s.started_at is not None]
    on = [s.title for s in segments if s.ended_at is None]
    return Airing(
        state=state,
        reason=production.reason,
        stream=production.stream_shown,
        watch=tuple(
            Door(broadcast.address, broadcast.account.name)
            for broadcast in production.broadcasts.all()
            if broadcast.address and (over or broadcast.state in _SEEN_ON)
            if broadcast.state not in (Broadcast.State.GONE, Broadcast.State.CANCELLED)
        ),
        now=on[0] if on and not over else "",
        calendar=calendar,
        ask="" if over else ask_path(version.path, version.language),
        news="" if over else push_url(production.topic),
        live_at=production.live_at,
        ended_at=production.ended_at,
        chapters=_chapters(segments, production.live_at) if over else (),
        answered=tuple(
            Answered(question.wording, question.answer, question.count)
            for question in production.answered  # type: ignore[attr-defined]
        ),
    )


def _chapters(segments: list[Segment], live_at: datetime | None) -> tuple[Chapter, ...]:
    if live_at is None:
        return ()
    begun = [(s.started_at, s.title) for s in segments if s.started_at]
    return tuple(
        Chapter(title, max(0, round((started - live_at).total_seconds())))
        for started, title in sorted(begun)
    )
