"""The outbox is written: in the transaction of what the desk decided, a row an outlet."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q

from sasando.channels.hands import task_for
from sasando.channels.leasing import free
from sasando.channels.models import Delivery, Newsletter, Outlet
from sasando.channels.models.deliveries import DeliveryQuerySet
from sasando.desk.models import Acceptance, Version
from sasando.rendering.phrases import phrase

Goal, State = Delivery.Goal, Delivery.State

_IDLE = Q(state__in=(State.HELD, State.BY_HAND, State.REFUSED))
_NEVER_LEFT = Q(state=State.WAITING, left=False)
_SPREADS = (Goal.CARRY, Goal.REFRESH)  # what an expired text needs no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to happen to the copies of one version."""

    version: Version
    goal: str
    at: datetime
    reason: str = ""  # of a withdrawal, for readers
    occasion: str = ""  # of what may happen to one version more than once

    def row(self, outlet: Outlet, *, has_copy: bool, state: str = "") -> Delivery:
        """Return the row of one outlet, unsaved; ``state`` when it is not up to the outlet."""
        task = "" if state else task_for(outlet, self.goal, has_copy=has_copy)
        state = state or (State.BY_HAND if task else State.WAITING)
        return Delivery(
            outlet=outlet,
            version=self.version,
            item_id=self.version.item_id,
            goal=self.goal,
            reason=self.reason[:300],
            key=Delivery.key_for(outlet, self.version, self.goal, self.occasion),
            state=state,
            task=task,
            priority=0 if outlet.flags.local else 1,
            due_at=self.at,
            deadline=deadline(outlet, self.at) if task else None,
            created_at=self.at,
        )


def queue(
    *, version: Version, goal: str, at: datetime, reason: str = "", occasion: str = ""
) -> list[Delivery]:
    """Write the outbox rows for ``version``. Called inside the transaction that decides it.

    Outlets that want it or have a copy get one. A media party that has not accepted yet is waited
    for, unless it has a copy: what happens to the item follows every copy. What is queued and
    became pointless is overtaken. Asking twice writes nothing twice.
    """
    order = Order(version=version, goal=goal, at=at, reason=reason, occasion=occasion)
    # First this, then the look at who has a copy: what a worker takes in between counts as one.
    _overtake(order)
    holding = Delivery.objects.may_hold(version.item_id)
    concerned = Outlet.objects.concerned(version, holding=holding)
    outlets = [outlet for outlet in concerned if _concerns(outlet, goal, holding)]
    write(_rows(order, outlets, holding))
    rows = Delivery.objects.filter(version=version, goal=goal, outlet__in=outlets)
    return list(rows.with_names())


def write(rows: Iterable[Delivery]) -> None:
    """Write rows; those whose key is known are there already."""
    first = sorted(rows, key=lambda row: _readers_first(row.outlet))
    Delivery.objects.bulk_create(first, ignore_conflicts=True)


def _concerns(outlet: Outlet, goal: str, holding: Collection[int]) -> bool:
    if goal == Goal.CARRY:
        return True
    channel = outlet.flags
    if goal == Goal.EXPIRE and not (channel.follows_expiry or channel.stays_up):
        return False  # a mail or a script says itself until when it holds
    if goal == Goal.REFRESH and not (
        channel.follows_expiry and channel.can_correct and outlet.active
    ):
        return False
    return outlet.pk in holding


def _rows(order: Order, outlets: Iterable[Outlet], holding: Collection[int]) -> Iterator[Delivery]:
    answers = Answers.to(order.version)
    for outlet in outlets:
        has_copy = outlet.pk in holding
        asks = order.goal == Goal.CARRY and outlet.must_accept(order.version)
        answer = answers.of(outlet) if asks else True
        if answer is False and has_copy:
            yield withdrawal(order, answers.reason(outlet)).row(outlet, has_copy=True)
        elif answer is False:
            yield order.row(outlet, has_copy=False, state=State.DECLINED)
        elif answer is None and not has_copy:
            yield order.row(outlet, has_copy=False, state=State.HELD)
        else:
            yield order.row(outlet, has_copy=has_copy)


def withdrawal(order: Order, reason: str) -> Order:
    """Return the order to take back what an outlet's owner does not carry any more."""
    told = reason or phrase("delivery.declined", order.version.language)
    occasion = f"declined {order.at.isoformat()}"  # it may be accepted later, and withdrawn again
    return replace(order, goal=Goal.WITHDRAW, reason=told, occasion=occasion)


def _readers_first(outlet: Outlet) -> tuple[bool, bool]:
    """Files before the network, and of the files those that readers see: they are carried first."""
    channel = outlet.flags
    return not channel.local, not channel.can_withdraw


def deadline(outlet: Outlet, at: datetime) -> datetime:
    """Return until when a person has time at ``outlet``."""
    return at + timedelta(hours=outlet.hand_hours)


def _overtake(order: Order) -> None:
    """Drop what became pointless: what never left, what people would do, and what would spread.

    A delivery of an earlier version that left may have arrived unseen: it stays in line, to be
    asked again with its own key before the newer one. But nothing that a worker does not have in
    hand is handed over again once the item is withdrawn or expired.
    """
    rows = Delivery.objects.filter(item_id=order.version.item_id)
    drop(rows.filter(_IDLE | _NEVER_LEFT).exclude(version=order.version), order.at)
    if order.goal == Goal.WITHDRAW:
        drop(unsettled(rows, order.at).exclude(version=order.version, goal=order.goal), order.at)
    elif order.goal == Goal.EXPIRE:
        drop(unsettled(rows, order.at).filter(goal__in=_SPREADS), order.at)


def unsettled(rows: DeliveryQuerySet, at: datetime) -> DeliveryQuerySet:
    """What waits for something or someone, and no worker has in hand."""
    return rows.filter(_IDLE | (Q(state=State.WAITING) & free(at)))


def drop(rows: DeliveryQuerySet, at: datetime) -> int:
    """Mark rows as overtaken; return how many."""
    return rows.update(state=State.OVERTAKEN, done_at=at, lease="", lease_until=None)


@dataclass(frozen=True, slots=True)
class Answers:
    """What media parties said on carrying a version, by organisation."""

    said: dict[int, tuple[bool, str]]

    @classmethod
    def to(cls, version: Version) -> "Answers":
        """Return the answers to ``version``; one query."""
        rows = Acceptance.objects.filter(version=version)
        return cls(
            {
                pk: (yes, why)
                for pk, yes, why in rows.values_list("organisation", "carries", "reason")
            }
        )

    def of(self, outlet: Outlet | Newsletter) -> bool | None:
        """Return the owner's answer; its newsroom's yes counts where it gave none itself."""
        owner = outlet.organisation
        if owner.pk in self.said:
            return self.said[owner.pk][0]
        followed = self.said.get(owner.parent_id or 0)
        return True if followed and followed[0] else None

    def reason(self, outlet: Outlet) -> str:
        """Return why the owner does not carry it."""
        return self.said.get(outlet.organisation_id, (False, ""))[1]
