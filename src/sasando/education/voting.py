"""The calendar and the commission as the voting rules need them: read here, two queries in all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q

from sasando.education.rules import Election
from sasando.elections import models
from sasando.parties.models import Organisation
from sasando.rendering.phrases import phrase

_VOTING = Q(stages__kind=models.Stage.Kind.VOTING, stages__held=True, stages__place=None)
_PLANNED = Q(stages__kind=models.Stage.Kind.VOTING)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask where the rules have no clear answer."""

    name: str
    href: str  # "" where the commission has no site

    def __str__(self) -> str:
        return f"{self.name}, {self.href}" if self.href else self.name


def elections() -> list[Election]:
    """Return every election of the calendar with its voting day, one query."""
    rows = (
        models.Election.objects.annotate(
            day=Min("stages__starts", filter=_VOTING),
            planned=Min("stages__starts", filter=_PLANNED),
        )
        .order_by("code")
        .values_list("code", "name", "name_en", "kind", "held", "day", "planned")
    )
    return [
        Election(code, {"id": name, "en": english or name}, kind, day or planned, held)
        for code, name, english, kind, held, day, planned in rows
    ]


def to_choose(found: Iterable[Election], today: date) -> list[Election]:
    """Return what a form offers: elections that are held, the next first, then those not dated
    yet, then those that are over, the last one first."""
    held = [one for one in found if one.held]
    ahead = sorted((one for one in held if one.day and one.day >= today), key=_day)
    undated = [one for one in held if one.day is None]
    return (
        ahead
        + undated
        + sorted((one for one in held if one.day and one.day < today), key=_day)[::-1]
    )


def find(found: Sequence[Election], code: str) -> Election | None:
    """Return the election called ``code``, ``None`` where the calendar has none."""
    return next((one for one in found if one.code == code), None)


def contact(language: str) -> Contact:
    """Return the commission of this desk, one query; in words alone where it has none yet."""
    commission = (
        Organisation.objects.filter(kind=Organisation.Kind.COMMISSION).order_by("pk").first()
    )
    if commission is None:
        return Contact(phrase("tools.your_commission", language), "")
    return Contact(commission.name, commission.website)


def _day(election: Election) -> date:
    return election.day or date.max
