"""The fields of an episode → the EpisodeStatement of a Document. Reads values; writes nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sasando.desk.models import Episode, Item
from sasando.documents.document import Pronunciation
from sasando.documents.episode import EpisodeFormat, EpisodePerson, EpisodeStatement, PersonRole
from sasando.documents.vocabulary import Gender


def read_episode(item: Episode, problems: list[str]) -> EpisodeStatement | None:
    """Return what ``item`` announces; ``None`` when not even that can be shown.

    Every gap is a sentence in ``problems``, as in ``compose``.
    """
    people = _people(item)
    found = [
        (not item.purpose.strip(), _("Say what the episode is for.")),
        (item.starts_at is None, _("Say when the episode starts.")),
        (item.ends_at is None, _("Say when the episode ends.")),
        (not any(p.role is PersonRole.HOST for p in people), _("Name at least one host.")),
        (
            bool(item.starts_at and item.ends_at and item.ends_at <= item.starts_at),
            _("The episode ends before it starts: set its times right."),
        ),
    ]
    problems.extend(problem for missing, problem in found if missing)
    if item.starts_at is None or item.ends_at is None or item.ends_at <= item.starts_at:
        return None
    if not people:
        return None
    return EpisodeStatement(
        format=EpisodeFormat(item.format),
        purpose=item.purpose.strip() or "…",
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        venue=item.venue.strip(),
        people=people,
    )


def _people(item: Episode) -> tuple[EpisodePerson, ...]:
    return tuple(
        EpisodePerson(
            role=PersonRole(person.role),
            name=person.name.strip(),
            office=person.office.strip(),
            organisation=person.organisation.strip(),
            gender=Gender(person.gender) if person.gender else None,
        )
        for person in item.people.all()
        if person.name.strip()
    )


def said_on_air(item: Item) -> tuple[Pronunciation, ...]:
    """Return how the names of those who speak are said; of another kind of item, nothing."""
    if not isinstance(item, Episode):
        return ()
    return tuple(
        Pronunciation(term=person.name, respelling=person.respelling)
        for person in item.people.all()
        if person.name.strip() and person.respelling.strip()
    )
