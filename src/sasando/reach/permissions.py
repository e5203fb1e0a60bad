"""Who writes down a circulation: who runs the outlet. Everybody of the desk reads it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from sasando.channels.models import Outlet
from sasando.channels.models.outlets import OutletQuerySet
from sasando.desk.models import seats_of
from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Person, Role
from sasando.plugins import channel_classes

_OFFICERS = frozenset({Role.OFFICER, Role.SECOND_OFFICER, Role.INFORMATION_HEAD})
_EDITORS = frozenset({Role.BUSINESS_SUPERVISOR, Role.EDITOR_IN_CHIEF, Role.EDITOR})
_KEEPERS = {
    PartyKind.COMMISSION: _OFFICERS,
    PartyKind.NEWSROOM: _EDITORS,
    PartyKind.NETWORK: _EDITORS,
}


def printed_outlets() -> OutletQuerySet:
    """Return the outlets that print, also those that were switched off."""
    printed = [slug for slug, channel in channel_classes().items() if channel.is_printed]
    return Outlet.objects.filter(channel__in=printed).select_related("organisation")


def outlets_kept_by(person: Any) -> OutletQuerySet:
    """Return the outlets that print whose circulation ``person`` may enter.

    Those of their own organisation, and of the network under it. Administrators look only.
    """
    if not isinstance(person, Person):
        return printed_outlets().none()
    parties = [seat.party for seat in seats_of(person) if seat.role in _KEEPERS.get(seat.kind, ())]
    theirs = Q(organisation__code__in=parties) | Q(organisation__parent__code__in=parties)
    return printed_outlets().filter(theirs)
