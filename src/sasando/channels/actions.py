"""What may happen to deliveries: queued with the publication, claimed, settled, carried by hand."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.db import transaction
from django.db.models import F, Q

from sasando.channels.exceptions import NotByHand
from sasando.channels.models import Attempt, Delivery, HandOver, Outlet
from sasando.desk.models import Acceptance, Version
from sasando.parties.models import Organisation, Person
from sasando.plugins import ChannelError, Receipt, TryLater

LEASE = timedelta(seconds=60)
"""How long a worker that says nothing keeps a delivery: longer than any one network call."""

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=30)
GIVE_UP_AFTER = 12  # attempts; about four hours of waiting in all


def queue(*, version: Version, goal: str, at: datetime, reason: str = "") -> list[Delivery]:
    """Write the outbox rows for ``version``. Called inside the transaction that publishes it.

    Outlets of a media party that has not accepted yet get a row that is held. What was queued for
    an earlier version and never tried is overtaken. Asking twice writes nothing twice.
    """
    outlets = Outlet.objects.wanting(version)
    if goal != Delivery.Goal.CARRY:
        outlets = _holding_a_copy(outlets, version)
    if goal == Delivery.Goal.EXPIRE:
        outlets = [outlet for outlet in outlets if outlet.channel_class.follows_expiry]
    _overtake(version, at)
    accepted = set(
        Acceptance.objects.filter(version=version, carries=True).values_list(
            "organisation", flat=True
        )
    )
    first = sorted(outlets, key=_readers_first)
    rows = [_row(outlet, version, goal, at, reason, accepted) for outlet in first]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return list(
        Delivery.objects.filter(version=version, goal=goal, outlet__in=outlets).with_names()
    )


def _readers_first(outlet: Outlet) -> tuple[bool, bool]:
    """Files before the network, and of the files those that readers see: they are carried first."""
    channel = outlet.channel_class
    return not channel.local, not channel.can_withdraw


def _row(
    outlet: Outlet, version: Version, goal: str, at: datetime, reason: str, accepted: set[int]
) -> Delivery:
    channel = outlet.channel_class
    held = (
        goal == Delivery.Goal.CARRY
        and outlet.must_accept(version)
        and not accepted & {outlet.organisation_id, outlet.organisation.parent_id}
    )
    state = Delivery.State.HELD if held else _first_state(outlet)
    return Delivery(
        outlet=outlet,
        version=version,
        item_id=version.item_id,
        goal=goal,
        reason=reason,
        key=Delivery.key_for(outlet, version, goal),
        state=state,
        priority=0 if channel.local else 1,
        due_at=at,
        deadline=_deadline(outlet, at) if state == Delivery.State.BY_HAND else None,
        created_at=at,
    )


def _first_state(outlet: Outlet) -> str:
    by_hand = outlet.channel_class.needs_hands
    return Delivery.State.BY_HAND if by_hand else Delivery.State.WAITING


def _deadline(outlet: Outlet, at: datetime) -> datetime:
    return at + timedelta(hours=outlet.hand_hours)


def _holding_a_copy(outlets: list[Outlet], version: Version) -> list[Outlet]:
    holding = set(
        HandOver.objects.filter(delivery__item=version.item_id).values_list(
            "delivery__outlet", flat=True
        )
    )
    return [outlet for outlet in outlets if outlet.pk in holding]


def _overtake(version: Version, at: datetime) -> None:
    """Drop what earlier versions still wait for: what never left, and what people would do.

    A delivery that was tried may have arrived unseen: it stays in line, to be asked again with its
    own key before the newer one.
    """
    idle = Q(state__in=(Delivery.State.HELD, Delivery.State.BY_HAND, Delivery.State.REFUSED))
    never_left = Q(state=Delivery.State.WAITING, attempts=0)
    Delivery.objects.filter(idle | never_left, item_id=version.item_id).exclude(
        version=version
    ).update(state=Delivery.State.OVERTAKEN, done_at=at)


def release_held(*, version: Version, organisation: Organisation, at: datetime) -> int:
    """Let go what waited for ``organisation`` (or its network's newsroom) to accept; return rows."""
    held = Delivery.objects.filter(version=version, state=Delivery.State.HELD).select_related(
        "outlet", "outlet__organisation"
    )
    count = 0
    for delivery in held:
        owner = delivery.outlet.organisation
        if organisation.pk in {owner.pk, owner.parent_id}:
            delivery.state = _first_state(delivery.outlet)
            delivery.due_at = at
            if delivery.state == Delivery.State.BY_HAND:
                delivery.deadline = _deadline(delivery.outlet, at)
            delivery.save(update_fields=["state", "due_at", "deadline"])
            count += 1
    return count


def drop_held(*, version: Version, organisation: Organisation, reason: str, at: datetime) -> int:
    """Mark what waited for ``organisation`` as declined; return how many rows."""
    return (
        Delivery.objects.filter(version=version, state=Delivery.State.HELD)
        .filter(outlet__organisation=organisation)
        .update(state=Delivery.State.DECLINED, words=reason, done_at=at)
    )


def claim(*, at: datetime, limit: int = 1) -> list[Delivery]:
    """Take up to ``limit`` due deliveries under a lease nobody else holds.

    The lease is one compare-and-set per row, so it holds on SQLite and PostgreSQL alike. A worker
    that dies keeps nothing: its lease runs out and the row is claimable again, with the same key.
    """
    taken: list[Delivery] = []
    for delivery in Delivery.objects.claimable(at).with_names()[:limit]:
        lease = str(uuid4())
        unchanged = Delivery.objects.filter(
            pk=delivery.pk, state=Delivery.State.WAITING, lease=delivery.lease
        )
        if unchanged.update(lease=lease, lease_until=at + LEASE, attempts=F("attempts") + 1):
            delivery.lease = lease
            delivery.attempts += 1
            taken.append(delivery)
    return taken


@transaction.atomic
def settle(
    *, delivery: Delivery, receipt: Receipt, rendition: str, at: datetime, took_ms: int = 0
) -> HandOver:
    """Write the receipt: only now the delivery is done. Twice the same receipt is one."""
    hand_over, _ = HandOver.objects.get_or_create(
        delivery=delivery,
        defaults={
            "identifier": receipt.identifier,
            "address": receipt.address,
            "at": receipt.at,
            "words": receipt.words,
            "extra": dict(receipt.extra),
            "rendition": rendition,
        },
    )
    delivery.tries.create(at=at, outcome=Attempt.Outcome.DONE, words=receipt.words, took_ms=took_ms)
    _move(delivery, state=Delivery.State.DONE, words=receipt.words, done_at=at)
    return hand_over


@transaction.atomic
def fail(*, delivery: Delivery, error: ChannelError, at: datetime, took_ms: int = 0) -> None:
    """Write what the other side said, and when to try again (if ever)."""
    passing = isinstance(error, TryLater) and delivery.attempts < GIVE_UP_AFTER
    outcome = Attempt.Outcome.TRY_LATER if passing else Attempt.Outcome.REFUSED
    delivery.tries.create(at=at, outcome=outcome, words=error.words, took_ms=took_ms)
    if passing:
        wait = max(_backoff(delivery.attempts), getattr(error, "after", None) or timedelta())
        _move(delivery, state=Delivery.State.WAITING, words=error.words, due_at=at + wait)
    else:
        _move(delivery, state=Delivery.State.REFUSED, words=error.words)


def _backoff(attempts: int) -> timedelta:
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)


def _move(delivery: Delivery, **changes: object) -> None:
    """Settle the row, unless the lease was lost and another worker has it now."""
    Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease).update(
        lease="", lease_until=None, **changes
    )


@transaction.atomic
def hand_to_person(*, delivery: Delivery, task: str, at: datetime) -> None:
    """The channel cannot do it: open a task with a deadline, which stays until proof is shown."""
    _move(
        delivery,
        state=Delivery.State.BY_HAND,
        task=task,
        deadline=_deadline(delivery.outlet, at),
    )


@transaction.atomic
def retry(*, delivery: Delivery, at: datetime) -> None:
    """Put a refused or waiting delivery first in line again, after a person mended the cause."""
    Delivery.objects.filter(
        pk=delivery.pk, state__in=(Delivery.State.REFUSED, Delivery.State.WAITING)
    ).update(state=Delivery.State.WAITING, due_at=at, attempts=0, lease="", lease_until=None)


@transaction.atomic
def prove(
    *,
    delivery: Delivery,
    by: Person,
    at: datetime,
    address: str,
    code: str,
    proof: "File[Any] | None" = None,
) -> HandOver:
    """Close a by-hand task with the proof a person brought. Raises ``NotByHand``."""
    locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if locked.state != Delivery.State.BY_HAND:
        raise NotByHand(f"delivery {delivery.pk} does not wait for a person")
    hand_over = HandOver(
        delivery=locked,
        identifier=address or code,
        address=address,
        at=at,
        brought_by=by,
        proof_code=code,
    )
    if proof is not None:
        hand_over.proof.save(proof.name or "proof", proof, save=False)
    hand_over.save()
    Delivery.objects.filter(pk=locked.pk).update(state=Delivery.State.DONE, done_at=at)
    return hand_over
