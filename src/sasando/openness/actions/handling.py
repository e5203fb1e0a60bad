"""What officers do with a matter before it is decided: assign, ask back, extend, join, note."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sasando.openness.actions.letters import queue, queue_all
from sasando.openness.actions.writing import held_request, locked, must_handle, recount, write
from sasando.openness.clock import Regime, Step
from sasando.openness.exceptions import RequestRefused, WrongState
from sasando.openness.models import Entry, Letter, Matter, Request
from sasando.openness.timing import begin, calendar, day_of
from sasando.parties.models import Person


@transaction.atomic
def assign(*, matter: Matter, to: Person, by: Person, at: datetime) -> None:
    """Give ``matter`` to an officer. Raises ``NotAllowed``."""
    must_handle(by, matter)
    must_handle(to, matter)
    Matter.objects.filter(pk=matter.pk).update(assignee=to)
    write(Entry.Kind.ASSIGNED, matter=matter, text=to.display_name, by=by, at=at)


@transaction.atomic
def note(*, matter: Matter, text: str, by: Person, at: datetime) -> None:
    """Write a note into the log."""
    must_handle(by, matter)
    write(Entry.Kind.NOTED, matter=matter, text=text.strip(), by=by, at=at)


@transaction.atomic
def name_in_register(*, matter: Matter, subject: str, by: Person, at: datetime) -> None:
    """Say what the public register calls it: without anybody's personal data."""
    must_handle(by, matter)
    Matter.objects.filter(pk=matter.pk).update(public_subject=subject.strip()[:200])
    write(Entry.Kind.NOTED, matter=matter, text=subject.strip(), by=by, at=at)


@transaction.atomic
def ask_back(*, request: Request, missing: str, by: Person | None, at: datetime) -> Request:
    """Ask the applicant to complete the request; its clock begins anew when they do.

    ``missing`` says what, in words. Raises ``WrongState`` where the request is not open, or the days
    for looking through it are over.
    """
    request = held_request(request)
    if by is not None:
        must_handle(by, request.matter)
    day, days = day_of(at), calendar(around=day_of(at))
    if request.state != Request.State.OPEN or request.extended_from is not None:
        raise WrongState(_("Only a request that is open and not extended can be asked back."))
    check = begin(Step.CHECK, request.matter.law, request.clock_on, days)
    if day > check.due:
        raise WrongState(
            _("The days for looking through it were over on %(day)s.")
            % {"day": check.due.isoformat()}
        )
    found = begin(Step.COMPLETE, request.matter.law, day, days)
    request.state, request.asked_back_on, request.complete_by = (
        Request.State.WAITING,
        day,
        found.due,
    )
    request.save(update_fields=["state", "asked_back_on", "complete_by"])
    recount(request.matter)
    write(Entry.Kind.ASKED_BACK, matter=request.matter, request=request, text=missing, by=by, at=at)
    queue(
        request=request,
        kind=Letter.Kind.ASKED_BACK,
        reason=missing,
        due_on=found.due,
        at=at,
    )
    return request


@transaction.atomic
def complete(
    *, request: Request, name: str, address: str, more: str, at: datetime, by: Person | None = None
) -> Request:
    """Take what the applicant adds; the answer is counted from this day on.

    Raises ``WrongState`` where nothing was asked, ``RequestRefused`` where it is still missing.
    """
    request = held_request(request)
    if request.state != Request.State.WAITING:
        raise WrongState(_("Nothing is to be completed any more."))
    told = dict(request.applicant)
    told["name"] = (name.strip() or told.get("name", ""))[:150]
    told["address"] = (address.strip() or told.get("address", ""))[:500]
    if not (told["name"] and told["address"]):
        raise RequestRefused(_("The law asks for a name and an address: please give both."))
    day = day_of(at)
    found = begin(Step.ANSWER, request.matter.law, day, calendar(around=day))
    request.applicant, request.missing = told, []
    request.state, request.clock_on, request.rule = Request.State.OPEN, day, found.rule.id
    request.due_on = found.due
    request.save()
    recount(request.matter)
    write(
        Entry.Kind.COMPLETED,
        matter=request.matter,
        request=request,
        text=more.strip()[:2000],
        by=by,
        at=at,
    )
    queue(request=request, kind=Letter.Kind.RECEIPT, at=at, due_on=found.due)
    return request


@transaction.atomic
def lapse(*, request: Request, by: Person, at: datetime) -> None:
    """Close a request that was not completed in time. Raises ``WrongState`` before that."""
    request = held_request(request)
    must_handle(by, request.matter)
    late = request.complete_by is not None and day_of(at) > request.complete_by
    if request.state != Request.State.WAITING or not late:
        raise WrongState(_("The applicant still has time to complete it."))
    _close(request, Request.Outcome.LAPSED, at)
    write(Entry.Kind.LAPSED, matter=request.matter, request=request, by=by, at=at)
    queue(request=request, kind=Letter.Kind.LAPSED, at=at)


@transaction.atomic
def take_back(*, request: Request, at: datetime) -> None:
    """The applicant does not want it any more. Raises ``WrongState`` when it is closed."""
    request = held_request(request)
    if request.state == Request.State.CLOSED:
        raise WrongState(_("It is closed already."))
    _close(request, Request.Outcome.WITHDRAWN, at)
    write(Entry.Kind.WITHDRAWN, matter=request.matter, request=request, at=at)


@transaction.atomic
def extend(*, matter: Matter, reason: str, by: Person, at: datetime) -> int:
    """Extend once, with a written reason, the time of all who wait under ``matter``; return how many.

    Raises ``WrongState`` without a reason, after the deadline, and where all were extended already.
    """
    matter = locked(matter)
    must_handle(by, matter)
    if not reason.strip():
        raise WrongState(_("The law asks for a written reason."))
    day = day_of(at)
    days = calendar(around=day)
    waiting = Request.objects.open().filter(
        matter=matter, extended_from__isnull=True, due_on__gte=day
    )
    count_of = 0
    for due_on in list(waiting.order_by().values_list("due_on", flat=True).distinct()):
        found = begin(Step.EXTENSION, matter.law, due_on, days)
        some = list(waiting.filter(due_on=due_on).only("pk", "reachable"))
        waiting.filter(due_on=due_on).update(
            extended_from=due_on, extension_rule=found.rule.id, due_on=found.due
        )
        queue_all(
            requests=some,
            kind=Letter.Kind.EXTENSION,
            reason=reason.strip(),
            due_on=found.due,
            at=at,
        )
        count_of += len(some)
    if not count_of:
        raise WrongState(_("Nothing can be extended: the time is over, or was extended already."))
    recount(matter)
    write(Entry.Kind.EXTENDED, matter=matter, text=reason.strip(), by=by, at=at)
    return count_of


@transaction.atomic
def put_under(*, matter: Matter, regime: Regime, reason: str, by: Person, at: datetime) -> None:
    """Put ``matter`` under the other rule, with a reason: all open deadlines are counted again.

    Raises ``WrongState`` without a reason, once extended, or where the other rule has it open too.
    """
    matter = locked(matter)
    must_handle(by, matter)
    if not reason.strip():
        raise WrongState(_("Write the reason: it stays on record."))
    if Request.objects.open().filter(matter=matter, extended_from__isnull=False).exists():
        raise WrongState(_("Once the time is extended, the rule stays."))
    twin = Matter.objects.filter(
        organisation=matter.organisation,
        fingerprint=matter.fingerprint,
        regime=regime.value,
        state=Matter.State.OPEN,
    )
    if twin.exists():
        raise WrongState(_("The same is open under that rule already."))
    matter.regime = regime.value
    matter.save(update_fields=["regime"])
    days = calendar(around=day_of(at))
    for clock_on in _beginnings(matter):
        found = begin(Step.ANSWER, regime, clock_on, days)
        Request.objects.open().filter(matter=matter, clock_on=clock_on).update(
            rule=found.rule.id, due_on=found.due
        )
    recount(matter)
    told = f"{matter.get_regime_display()}: {reason.strip()}"
    write(Entry.Kind.REGIME, matter=matter, text=told, by=by, at=at)


@transaction.atomic
def join(*, source: Matter, target: Matter, by: Person, at: datetime) -> None:
    """Put all who wait under ``source`` under ``target``: the same was asked in other words.

    Raises ``WrongState`` for matters of two authorities, two rules, or decided ones.
    """
    first, second = sorted((source, target), key=lambda matter: matter.pk)
    held = {matter.pk: locked(matter) for matter in (first, second)}
    source, target = held[source.pk], held[target.pk]
    must_handle(by, target)
    same = source.organisation_id == target.organisation_id and source.regime == target.regime
    if source.pk == target.pk or not same:
        raise WrongState(_("Only matters of one authority and under one rule are joined."))
    if {source.state, target.state} != {Matter.State.OPEN}:
        raise WrongState(_("Only open matters are joined."))
    Request.objects.unfinished().filter(matter=source).update(matter=target)
    recount(source)
    recount(target)
    write(Entry.Kind.JOINED, matter=source, text=f"→ {target}", by=by, at=at)
    write(Entry.Kind.JOINED, matter=target, text=f"← {source}", by=by, at=at)


def _beginnings(matter: Matter) -> list[date]:
    waiting = Request.objects.open().filter(matter=matter).order_by()
    return list(waiting.values_list("clock_on", flat=True).distinct())


def _close(request: Request, outcome: str, at: datetime) -> None:
    request.state, request.outcome = Request.State.CLOSED, outcome
    request.closed_at, request.closed_on = at, day_of(at)
    request.save(update_fields=["state", "outcome", "closed_at", "closed_on"])
    recount(request.matter)
