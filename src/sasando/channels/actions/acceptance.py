"""A media party answers: what waited for it goes out, or what it has is taken back."""

from datetime import datetime

from sasando.channels.actions.queueing import (
    Answers,
    Order,
    drop,
    unsettled,
    withdrawal,
    write,
)
from sasando.channels.models import Delivery, Outlet
from sasando.desk.models import Version
from sasando.parties.models import Organisation

Goal, State = Delivery.Goal, Delivery.State


def release_held(*, version: Version, organisation: Organisation, at: datetime) -> int:
    """Let go what waited for ``organisation`` (or its newsroom) to accept; return how many rows.

    Also what it had declined, and the copies of an earlier version that were taken back for it.
    """
    order = Order(version=version, goal=Goal.CARRY, at=at, occasion=at.isoformat())
    holding = Delivery.objects.may_hold(version.item_id)
    count = 0
    for outlet in _outlets_of(version, organisation):
        rows = Delivery.objects.filter(version=version, outlet=outlet)
        fresh = order.row(outlet, has_copy=outlet.pk in holding)
        count += rows.filter(goal=Goal.CARRY, state__in=(State.HELD, State.DECLINED)).update(
            state=fresh.state, task=fresh.task, deadline=fresh.deadline, due_at=at, done_at=None
        )
        taken_back = rows.filter(goal=Goal.WITHDRAW).exclude(state=State.OVERTAKEN)
        if taken_back.exists():
            drop(unsettled(taken_back, at), at)
            write([fresh])
            count += 1
    return count


def drop_held(*, version: Version, organisation: Organisation, reason: str, at: datetime) -> int:
    """Mark what waited for ``organisation`` as declined; return how many rows.

    Where its outlets have a copy of an earlier version, not to carry the correction is to take that
    copy back: nobody keeps a text that is known to be wrong.
    """
    declined = Delivery.objects.filter(
        version=version, goal=Goal.CARRY, state=State.HELD, outlet__organisation=organisation
    ).update(state=State.DECLINED, words=reason, done_at=at)
    order = withdrawal(Order(version=version, goal=Goal.WITHDRAW, at=at), reason)
    rows = Delivery.objects.filter(item_id=version.item_id)
    holding = Delivery.objects.may_hold(version.item_id)
    for outlet in _outlets_of(version, organisation):
        if outlet.pk in holding and version.is_public:
            drop(unsettled(rows.filter(outlet=outlet), at), at)
            write([order.row(outlet, has_copy=True)])
    return declined


def _outlets_of(version: Version, organisation: Organisation) -> list[Outlet]:
    """The outlets that ``organisation`` answers for: its own, and followers that gave no answer."""
    answers = Answers.to(version)
    outlets = Outlet.objects.select_related("organisation", "organisation__parent")
    return [
        outlet
        for outlet in outlets.filter(organisation=organisation)
        | outlets.filter(organisation__parent=organisation)
        if outlet.must_accept(version)
        and (
            outlet.organisation_id == organisation.pk or outlet.organisation_id not in answers.said
        )
    ]
