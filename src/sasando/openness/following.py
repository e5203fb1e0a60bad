"""What an applicant sees of their own request: where it stands, until when and why, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from sasando.openness.clock import Told, explain
from sasando.openness.letters import dispute_words
from sasando.openness.models import Decision, DecisionFile, Entry, Objection, Request
from sasando.openness.timing import (
    calendar,
    day_of,
    last_day_to_object,
    sum_of_objection,
    sums_of,
)

_TOLD = (
    Entry.Kind.ASKED_BACK,
    Entry.Kind.COMPLETED,
    Entry.Kind.EXTENDED,
    Entry.Kind.REGIME,
    Entry.Kind.MOVED,
    Entry.Kind.DECIDED,
    Entry.Kind.OBJECTED,
    Entry.Kind.REVIEWED,
    Entry.Kind.DISPUTED,
    Entry.Kind.REPEATED,
)
"""What of the log concerns the applicant; notes, reminders and alarms are the desk's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One request as its applicant sees it."""

    request: Request
    sums: tuple[Told, ...]
    late: bool
    decisions: tuple[Decision, ...]
    objection: Objection | None
    objection_sum: Told | None
    dispute: str  # where to go next, "" before the superior's answer
    last_to_object: date | None
    may_object: bool
    log: tuple[Entry, ...]

    @property
    def files(self) -> tuple[DecisionFile, ...]:
        """The files of every answer that was given."""
        return tuple(one for decision in self.decisions for one in decision.files.all())


def request_at(token: str) -> Request | None:
    """Return the request whose page is named ``token``."""
    rows = Request.objects.select_related("matter__organisation", "organisation")
    return rows.filter(token=token).first()


def decisions_for(request: Request) -> list[Decision]:
    """Return what was answered to ``request``, the first first: parts, the whole, what followed an
    objection. What was decided for others before it came is none of it, unless it was given that.
    """
    rows = Decision.objects.filter(matter=request.matter_id).prefetch_related("files")
    parts = Q(final=False, at__gte=request.received_at)
    closed = Request.Outcome.LAPSED, Request.Outcome.WITHDRAWN
    after = Q(after_objection=True, letters__request=request)
    if request.closed_at is None or request.outcome in closed:
        return list(rows.filter((parts & Q(after_objection=False)) | after).distinct())
    whole = rows.filter(final=True, after_objection=False, at__lte=request.closed_at)
    last = whole.order_by("-at").first()
    own = Q(pk=last.pk) if last else Q(pk__in=())
    return list(rows.filter((parts & Q(at__lte=request.closed_at)) | own | after).distinct())


def follow(request: Request, *, language: str, at: datetime) -> Followed:
    """Return what ``request`` is shown as in ``language`` at ``at``; at most ten queries."""
    days = calendar(around=request.received_on, at=request.closed_at)
    objection = request.objections.order_by("-pk").first()
    if objection is not None:
        objection.request = request
    last = last_day_to_object(request, days)
    today = day_of(at)
    late = request.state == Request.State.OPEN and today > request.due_on
    lost = request.outcome in (Request.Outcome.LAPSED, Request.Outcome.WITHDRAWN)
    in_time = request.state == Request.State.CLOSED and not lost and last and today <= last.due
    mine = Q(request=request) | Q(request__isnull=True, at__gte=request.received_at)
    waiting = objection is not None and objection.decided_at is None
    return Followed(
        request=request,
        sums=tuple(explain(one.found, language) for one in sums_of(request, days)),
        late=late,
        decisions=tuple(decisions_for(request)),
        objection=objection,
        objection_sum=explain(sum_of_objection(objection, calendar(around=today)), language)
        if objection and waiting
        else None,
        dispute=dispute_words(objection) if objection and not waiting else "",
        last_to_object=last.due if last and not lost else None,
        may_object=objection is None and bool(late or in_time),
        log=tuple(request.matter.log.filter(mine, kind__in=_TOLD).order_by("-at", "-pk")[:50]),
    )
