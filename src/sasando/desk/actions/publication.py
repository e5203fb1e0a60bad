"""What readers see change: a version goes out, comes down, or outlives its time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from sasando.desk import signals
from sasando.desk.actions.proposals import check_unchanged, locked
from sasando.desk.actions.records import append_to_log, record
from sasando.desk.exceptions import NotAllowed, NotApproved, RuleBroken, WrongState
from sasando.desk.models import LogEvent, State, Version, guard, seats_of
from sasando.desk.policy import may_withdraw, unconfirmed
from sasando.desk.rules import broken_rules
from sasando.elections.actions import move_stage
from sasando.elections.models import Stage
from sasando.parties.models import Person

logger = logging.getLogger(__name__)


def is_due(version: Version, at: datetime) -> bool:
    """Whether the version's schedule and embargo let it out at ``at``."""
    return version.goes_live_at is None or version.goes_live_at <= at


@transaction.atomic
def publish(*, version: Version, at: datetime) -> Version:
    """Make an approved version what readers get; a repeat changes nothing.

    One transaction: Wagtail publishes exactly its revision, the version before becomes corrected,
    its stages move, a leaf is appended to the transparency log, the room below is told.
    Raises ``NotApproved``, ``WrongState`` (not due, or changed since), ``RuleBroken``.
    """
    version = locked(version)
    if version.state == State.CURRENT:
        return version
    if version.state != State.APPROVED or version.missing_approvals():
        raise NotApproved(_("“%(version)s” lacks approvals.") % {"version": version})
    if not is_due(version, at):
        raise WrongState(_("“%(version)s” is not due yet.") % {"version": version})
    check_unchanged(version)
    return put_out(version, at)


def put_out(version: Version, at: datetime) -> Version:
    """Do the work of ``publish`` for a locked version that is approved, due and unchanged."""
    _check_rules(version, at)
    _put_live(version, at)
    replaced = _correct_older(version, at)
    case = version.case
    version.state = State.CURRENT
    version.published_at = version.standing_since = at
    if later := unconfirmed(case.row, case.approvals):
        version.confirmed = False
        version.confirm_by = at + min(r.within for r in later if r.within is not None)
    version.log_index = append_to_log(event=LogEvent.PUBLISHED, version=version, at=at).index
    version.save()
    _move_stages(version, at)
    record("corrected" if replaced else "published", version, by=version.proposed_by)
    signals.published.send(sender=Version, version=version, replaced=replaced, at=at)
    return version


def _check_rules(version: Version, at: datetime) -> None:
    assert version.revision is not None  # noqa: S101 - check_unchanged read it
    text = version.revision.as_object()
    problems = list(broken_rules(item=text, document=version.content, goes_live_at=at))
    if problems:
        raise RuleBroken(problems)


def _put_live(version: Version, at: datetime) -> None:
    item = version.item.specific
    first = item.first_published_at or at
    with guard.opened(version):
        item.publish(version.revision, log_action=False, skip_permission_checks=True)
    # Wagtail wrote the machine's clock; the version's time is the one that was decided.
    Page.objects.filter(pk=item.pk).update(first_published_at=first, last_published_at=at)


def _correct_older(version: Version, at: datetime) -> Version | None:
    """Turn what stood until now into a corrected version; return it."""
    older = (
        Version.objects.select_for_update(of=("self",))
        .filter(item_id=version.item_id, state__in=(State.CURRENT, State.EXPIRED))
        .order_by("number")
    )
    replaced = None
    for replaced in older:
        replaced.state = State.CORRECTED
        replaced.standing_since = at
        replaced.standing_note = version.change
        replaced.save(update_fields=["state", "standing_since", "standing_note"])
    return replaced


def _move_stages(version: Version, at: datetime) -> None:
    for change in version.content.stage_changes:
        stage = Stage.objects.get(code=change.code)
        if (stage.starts, stage.ends) == (change.starts, change.ends):
            continue
        move_stage(
            stage=stage,
            starts=change.starts,
            ends=change.ends,
            reason=change.reason,
            decided_by=version.digest,
            at=at,
        )
        record("stage_moved", version, stage=stage.code)


def publish_due(*, at: datetime) -> list[Version]:
    """Publish every approved version whose time has come; return those that went out.

    One that cannot go out stays approved and is late: the desk's home page shows it.
    """
    due = Version.objects.due(at).order_by("goes_live_at", "pk")
    return _each(due, lambda version: publish(version=version, at=at))


def _each(versions: Iterable[Version], verb: Callable[[Version], Version | None]) -> list[Version]:
    """Do ``verb`` to each, whatever becomes of the others; return those it changed."""
    done = []
    for version in versions:
        try:
            changed = verb(version)
        except Exception:
            logger.exception("Version %s is due and cannot be moved on", version.pk)
        else:
            done += [changed] if changed else []
    return done


@transaction.atomic
def withdraw(*, version: Version, by: Person, reason: str, at: datetime) -> Version:
    """Take a published version down for a reason that readers see.

    Officers and editors of the publisher may, its authors included. Raises ``NotAllowed``
    (also without a reason), ``WrongState``.
    """
    version = locked(version)
    if version.state not in (State.CURRENT, State.EXPIRED):
        raise WrongState(_("“%(version)s” does not stand in public.") % {"version": version})
    if not may_withdraw(version.case, seats_of(by)):
        raise NotAllowed(_("An officer or editor of the publisher must withdraw it."))
    if not reason.strip():
        raise NotAllowed(_("A withdrawal needs a reason that readers can read."))
    _take_down(version, expired=False)
    version.state = State.WITHDRAWN
    version.standing_since = at
    version.standing_note = reason.strip()[:500]
    version.save(update_fields=["state", "standing_since", "standing_note"])
    append_to_log(event=LogEvent.WITHDRAWN, version=version, at=at, reason=version.standing_note)
    record("withdrawn", version, by=by, reason=version.standing_note)
    signals.withdrawn.send(sender=Version, version=version, reason=version.standing_note, at=at)
    return version


def expire(*, at: datetime) -> list[Version]:
    """Mark every current version whose "valid until" has passed; return them.

    One that cannot be taken down still stands: the desk's home page shows it as late.
    """
    outlived = Version.objects.outlived(at).order_by("pk")
    return _each(outlived, lambda version: _expire(version, at))


@transaction.atomic
def _expire(version: Version, at: datetime) -> Version | None:
    version = locked(version)
    if version.state != State.CURRENT:
        return None
    _take_down(version, expired=True)
    version.state = State.EXPIRED
    version.standing_since = at
    version.save(update_fields=["state", "standing_since"])
    append_to_log(event=LogEvent.EXPIRED, version=version, at=at)
    record("expired", version)
    signals.expired.send(sender=Version, version=version, at=at)
    return version


def _take_down(version: Version, *, expired: bool) -> None:
    with guard.opened(version):
        version.item.specific.unpublish(set_expired=expired, log_action=False)


def mark_overdue(*, at: datetime) -> list[Version]:
    """Mark every urgent notice that no second officer confirmed in time; return them."""
    unconfirmed_yet = Version.objects.unconfirmed_since(at).order_by("pk")
    return _each(unconfirmed_yet, lambda version: _mark_overdue(version, at))


@transaction.atomic
def _mark_overdue(version: Version, at: datetime) -> Version | None:
    version = locked(version)
    if version.state != State.CURRENT or version.confirmed or version.overdue:
        return None  # someone confirmed or withdrew it meanwhile
    version.overdue = True
    version.save(update_fields=["overdue"])
    record("unconfirmed", version)
    signals.overdue.send(sender=Version, version=version, at=at)
    return version
