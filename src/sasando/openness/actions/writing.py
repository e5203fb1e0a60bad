"""The log and the counts that every verb keeps."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, F, Min, Q
from django.utils.translation import gettext as _

from sasando.openness.exceptions import NotAllowed
from sasando.openness.models import Entry, Matter, Request
from sasando.openness.permissions import handles
from sasando.parties.models import Person


def write(
    kind: str,
    *,
    matter: Matter,
    at: datetime,
    text: str = "",
    by: Person | None = None,
    request: Request | None = None,
) -> Entry:
    """Write one line of the log."""
    return Entry.objects.create(matter=matter, request=request, kind=kind, text=text, by=by, at=at)


def locked(matter: Matter) -> Matter:
    """Return ``matter`` as it stands now, held until the transaction ends."""
    rows = Matter.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=matter.pk)


def held_request(request: Request) -> Request:
    """Return ``request`` as it stands now, its matter locked until the transaction ends."""
    matter = locked(request.matter)
    found = Request.objects.get(pk=request.pk)
    found.matter = matter
    return found


def must_handle(by: Person, matter: Matter) -> None:
    """Raise ``NotAllowed`` unless ``by`` handles what was sent to this authority."""
    if not handles(by, matter.organisation):
        raise NotAllowed(_("Only officers of %(name)s do this.") % {"name": matter.organisation})


def recount(matter: Matter) -> None:
    """Count again who waits under ``matter`` and until when; three numbers, one query."""
    waiting = ~Q(state=Request.State.CLOSED)
    found = Request.objects.filter(matter=matter).aggregate(
        count=Count("pk"),
        open_count=Count("pk", filter=waiting),
        due_on=Min("due_on", filter=Q(state=Request.State.OPEN)),
    )
    found["state"] = Matter.State.OPEN if found["open_count"] else Matter.State.DECIDED
    for name, value in found.items():
        setattr(matter, name, value)
    Matter.objects.filter(pk=matter.pk).update(**found)


def add_one(matter: Matter, request: Request) -> None:
    """Count one more open request; the row is not read before, so that none is lost."""
    earlier = Q(due_on__isnull=True) | Q(due_on__gt=request.due_on)
    rows = Matter.objects.filter(pk=matter.pk)
    rows.update(count=F("count") + 1, open_count=F("open_count") + 1)
    rows.filter(earlier).update(due_on=request.due_on)
