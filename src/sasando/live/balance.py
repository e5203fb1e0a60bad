"""Who speaks for how long, planned and so far: shown while an episode is planned, not after it.

A segment's planned time is shared alike among who speaks in it. Gender is only what people stated;
who stated none is counted as such, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sasando.desk.models import EpisodePerson
from sasando.live.models import Participation, Production, Segment, SpeakingTime

NOT_STATED = ""


@dataclass(slots=True)
class Share:
    """One person, office or gender: people, seconds planned, seconds spoken."""

    name: str
    people: int = 0
    planned_s: float = 0.0
    spoken_s: float = 0.0
    planned_part: float = 0.0  # of all that is planned, 0 to 1
    spoken_part: float = 0.0


@dataclass(frozen=True, slots=True)
class Balance:
    """The same time cut three ways. Guests only by office and gender: hosts lead, they are not asked."""

    by_person: tuple[Share, ...]
    by_office: tuple[Share, ...]
    by_gender: tuple[Share, ...]
    unassigned_s: int  # planned time of segments for which nobody is named yet
    planned_s: int


def balance_of(production: Production, *, at: datetime) -> Balance:
    """Return how the time of the episode is shared; three queries."""
    segments = list(production.segments.all())
    spoken = _spoken(production.speaking.all(), at)
    away = {
        row.ref
        for row in production.participations.all()
        if row.coming == Participation.Coming.DECLINED
    }
    people = [person for person in production.people if person.ref not in away]
    planned = _planned(segments, {str(person.ref) for person in people})
    guests = [person for person in people if person.role == EpisodePerson.Role.GUEST]

    def cut(
        those: Iterable[EpisodePerson], name: Callable[[EpisodePerson], str]
    ) -> tuple[Share, ...]:
        shares: dict[str, Share] = {}
        for person in those:
            share = shares.setdefault(name(person), Share(name(person)))
            share.people += 1
            share.planned_s += planned.get(str(person.ref), 0.0)
            share.spoken_s += spoken.get(str(person.ref), 0.0)
        return _parts(list(shares.values()))

    return Balance(
        by_person=cut(people, lambda person: person.name),
        by_office=cut(guests, lambda person: person.office or person.organisation),
        by_gender=cut(guests, lambda person: person.gender),
        unassigned_s=sum(s.planned_s for s in segments if not _named(s, planned)),
        planned_s=sum(segment.planned_s for segment in segments),
    )


def _named(segment: Segment, planned: dict[str, float]) -> bool:
    return any(ref in planned for ref in segment.speakers)


def _planned(segments: list[Segment], refs: set[str]) -> dict[str, float]:
    planned: dict[str, float] = {}
    for segment in segments:
        speakers = [ref for ref in segment.speakers if ref in refs]
        for ref in speakers:
            planned[ref] = planned.get(ref, 0.0) + segment.planned_s / len(speakers)
    return planned


def _spoken(rows: Iterable[SpeakingTime], at: datetime) -> dict[str, float]:
    spoken: dict[str, float] = {}
    for row in rows:
        spoken[str(row.ref)] = spoken.get(str(row.ref), 0.0) + row.seconds(at)
    return spoken


def _parts(shares: list[Share]) -> tuple[Share, ...]:
    planned = sum(share.planned_s for share in shares)
    spoken = sum(share.spoken_s for share in shares)
    for share in shares:
        share.planned_part = share.planned_s / planned if planned else 0.0
        share.spoken_part = share.spoken_s / spoken if spoken else 0.0
    return tuple(shares)
