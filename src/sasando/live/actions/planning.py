"""An episode is planned: its rundown, who comes and may be recorded, what was tried beforehand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sasando.desk.models import Episode, EpisodePerson
from sasando.live import telling
from sasando.live.exceptions import ChangedMeanwhile, WrongState
from sasando.live.models import Check, OnAir, Participation, Production, Segment, Stream
from sasando.live.models.productions import OVER, new_key
from sasando.parties.models import Person

_FIRST_SEGMENTS = (  # seconds; a rundown begins as something, and is changed
    (Segment.Kind.OPENING, 180),
    (Segment.Kind.TALK, 1200),
    (Segment.Kind.QUESTIONS, 900),
    (Segment.Kind.CLOSING, 120),
)
SEGMENT_FIELDS = ("title", "kind", "planned_s", "speakers", "notes")


@transaction.atomic
def open_production(*, episode: Episode, by: Person, at: datetime) -> Production:
    """Open the live desk of ``episode`` with a first rundown and the run-through's list; once."""
    twin = Production.objects.of_item(episode.translation_key)
    if twin is not None:
        return twin
    production = Production.objects.create(episode=episode, opened_by=by, opened_at=at)
    production.on_air = OnAir.objects.create(production=production)
    language = episode.locale.language_code
    Check.objects.bulk_create(
        Check(production=production, position=position, text=line[language])
        for position, line in enumerate(_default_checks(), start=1)
    )
    for position, (kind, planned_s) in enumerate(_FIRST_SEGMENTS, start=1):
        Segment.objects.create(
            production=production,
            position=position,
            kind=kind,
            title=str(kind.label),
            planned_s=planned_s,
        )
    renew_host_link(production=production)
    every = (telling.RUNDOWN, telling.PEOPLE, telling.BROADCASTS, telling.QUESTIONS, telling.SCREEN)
    telling.tell_desk(production, *every, at=at)  # whoever listens from now on finds the topic
    telling.tell_overlays(production.on_air, at=at)
    telling.tell_readers(production, at=at)
    return production


@cache
def _default_checks() -> tuple[Mapping[str, str], ...]:
    file = Path(__file__).parent.with_name("content") / "checks.toml"
    return tuple(tomllib.loads(file.read_text(encoding="utf-8"))["check"])


# --- People --------------------------------------------------------------------------------------
@transaction.atomic
def invite(*, production: Production, ref: UUID, by: Person, at: datetime) -> Participation:
    """Write down that this person of the episode was invited, and by whom."""
    row = _participation(production, ref)
    row.coming, row.invited_by, row.invited_at = Participation.Coming.INVITED, by, at
    row.save()
    telling.tell_desk(production, telling.PEOPLE, at=at)
    return row


@transaction.atomic
def answer_invitation(
    *, production: Production, ref: UUID, comes: bool, at: datetime
) -> Participation:
    """Write down whether this person comes."""
    row = _participation(production, ref)
    row.coming = Participation.Coming.COMES if comes else Participation.Coming.DECLINED
    row.save()
    telling.tell_desk(production, telling.PEOPLE, at=at)
    return row


@transaction.atomic
def record_consent(
    *,
    production: Production,
    ref: UUID,
    given: bool,
    how: str,
    by: Person,
    at: datetime,
) -> Participation:
    """Write down whether this person may be recorded, how they said so, and who heard it.

    Law 27/2022 on personal data: a consent is explicit, and can be shown.
    """
    if how not in Participation.How.values:
        raise WrongState(_("Say how the person said so."))
    row = _participation(production, ref)
    row.consent = Participation.Consent.GIVEN if given else Participation.Consent.REFUSED
    row.consent_how, row.consent_by, row.consent_at = how, by, at
    row.save()
    telling.tell_desk(production, telling.PEOPLE, at=at)
    return row


def _participation(production: Production, ref: UUID) -> Participation:
    person = _person(production, ref)
    row, _made = Participation.objects.select_for_update().get_or_create(
        production=production, ref=ref, defaults={"name": person.name}
    )
    row.name = person.name
    return row


def _person(production: Production, ref: UUID) -> EpisodePerson:
    person = production.person(str(ref))
    if person is None:
        raise WrongState(_("This person is no part of the episode any more."))
    return person


# --- The rundown ---------------------------------------------------------------------------------
@transaction.atomic
def edit_segment(
    *, production: Production, segment: Segment | None, values: Mapping[str, Any], at: datetime
) -> Segment:
    """Change a segment, or add one at the end (``None``); ``values`` as the model's fields.

    ``items`` and ``claims`` are what it refers to.
    """
    _still_open(production)
    if segment is None:
        last = production.segments.order_by("-position").first()
        segment = Segment(production=production, position=last.position + 1 if last else 1)
    for name in SEGMENT_FIELDS:
        if name in values:
            setattr(segment, name, values[name])
    segment.save()
    for name in ("items", "claims"):
        if name in values:
            getattr(segment, name).set(values[name])
    telling.tell_desk(production, telling.RUNDOWN, at=at)
    return segment


@transaction.atomic
def arrange_segments(
    *, production: Production, order: Sequence[int], seen: Sequence[int], at: datetime
) -> None:
    """Put the segments in this ``order`` of primary keys; ``seen`` is the order they were seen in.

    Raises ``ChangedMeanwhile`` when somebody rearranged, added or removed meanwhile.
    """
    _still_open(production)
    segments = {s.pk: s for s in production.segments.select_for_update()}
    if list(segments) != list(seen) or sorted(order) != sorted(segments):
        raise ChangedMeanwhile(
            _("Somebody changed the rundown meanwhile: look at it, then move the segment again.")
        )
    for position, pk in enumerate(order, start=1):
        segments[pk].position = position
    Segment.objects.bulk_update(segments.values(), ["position"])
    telling.tell_desk(production, telling.RUNDOWN, at=at)


@transaction.atomic
def remove_segment(*, segment: Segment, at: datetime) -> None:
    """Take a segment out of the rundown. Raises ``WrongState`` once it was on air."""
    production = segment.production
    _still_open(production)
    if segment.started_at is not None:
        raise WrongState(_("This segment was on air: it stays in the rundown."))
    segment.delete()
    telling.tell_desk(production, telling.RUNDOWN, at=at)


# --- The run-through -----------------------------------------------------------------------------
@transaction.atomic
def tick(*, check: Check, done: bool, by: Person, at: datetime) -> None:
    """Tick a line of the run-through, or take the tick back."""
    check.ticked_by, check.ticked_at = (by, at) if done else (None, None)
    check.save(update_fields=["ticked_by", "ticked_at"])
    telling.tell_desk(check.production, telling.PEOPLE, at=at)


@transaction.atomic
def add_check(*, production: Production, text: str, at: datetime) -> Check:
    """Add a line to the run-through's list."""
    last = production.checks.order_by("-position").first()
    check = Check.objects.create(
        production=production, position=last.position + 1 if last else 1, text=text
    )
    telling.tell_desk(production, telling.PEOPLE, at=at)
    return check


@transaction.atomic
def renew_host_link(*, production: Production) -> None:
    """Give the host a new secret link; the old one opens nothing any more, and hears nothing."""
    Stream.objects.filter(topic=telling.host_topic(production)).delete()
    production.host_key, production.host_until = new_key(), production.host_link_ends()
    production.save(update_fields=["host_key", "host_until"])
    Stream.objects.create(topic=telling.host_topic(production), ends_at=production.host_until)


def _still_open(production: Production) -> None:
    if production.state in OVER:
        raise WrongState(_("This episode is over."))
