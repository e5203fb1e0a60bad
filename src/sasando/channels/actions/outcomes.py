"""A worker takes a delivery, and writes down what came of it."""

from datetime import datetime, timedelta

from django.db import transaction

from sasando.channels import leasing, signals
from sasando.channels.actions.queueing import Order, deadline
from sasando.channels.hands import task_when_unsure
from sasando.channels.models import Attempt, Delivery, HandOver
from sasando.plugins import ChannelError, Receipt, TryLater, Underway, Unsure

LEASE = timedelta(seconds=90)
"""How long a worker that says nothing keeps a delivery. It is renewed before the network is used,
and longer than a whole hand-over may take (``Context.hand_over_s``)."""

LONGEST_WAIT = timedelta(minutes=30)
GIVE_UP_AFTER = 12  # attempts; about four hours of waiting in all
_due = leasing.Due(lambda at: Delivery.objects.claimable(at).with_names(), lease=LEASE)


def claim(*, at: datetime, limit: int = 1) -> list[Delivery]:
    """Take up to ``limit`` due deliveries under a lease nobody else holds.

    What is taken counts as having left: nobody can tell how far a worker got that died. On the rows
    that are returned, ``left`` says whether it had left before.
    """
    return _due.each(at, limit=limit, left=True)


def keep(*, delivery: Delivery, at: datetime) -> bool:
    """Renew the lease before the network is used; ``False``: another worker has it by now."""
    return leasing.renew(delivery, at=at, lease=LEASE)


@transaction.atomic
def settle(
    *, delivery: Delivery, receipt: Receipt, rendition: str, at: datetime, took_ms: int = 0
) -> HandOver:
    """Write the receipt: only now the delivery is done. Twice the same receipt is one.

    What is printed cannot be changed: its correction opens a slot in the next edition.
    """
    hand_over, new = HandOver.objects.get_or_create(
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
    leasing.release(delivery, state=Delivery.State.DONE, words=receipt.words, done_at=at)
    if delivery.goal == Delivery.Goal.CARRY and delivery.outlet.flags.is_printed:
        _open_erratum_slot(delivery, at)
    if new:
        signals.handed_over.send(sender=HandOver, hand_over=hand_over, at=at)
    return hand_over


def _open_erratum_slot(delivery: Delivery, at: datetime) -> None:
    if delivery.copy_at_outlet() is None:
        return
    order = Order(version=delivery.version, goal=Delivery.Goal.ERRATUM, at=at)
    slot = order.row(delivery.outlet, has_copy=True)
    Delivery.objects.bulk_create([slot], ignore_conflicts=True)


@transaction.atomic
def fail(*, delivery: Delivery, error: ChannelError, at: datetime, took_ms: int = 0) -> None:
    """Write what the other side said, and when to try again (if ever)."""
    passing = isinstance(error, TryLater) and delivery.attempts < GIVE_UP_AFTER
    outcome = Attempt.Outcome.TRY_LATER if passing else Attempt.Outcome.REFUSED
    delivery.tries.create(at=at, outcome=outcome, words=error.words, took_ms=took_ms)
    if not passing:
        # A plain no leaves no copy, unless an earlier try may have.
        left = delivery.left or isinstance(error, TryLater)
        leasing.release(delivery, state=Delivery.State.REFUSED, words=error.words, left=left)
    elif delivery.is_moot():
        leasing.release(delivery, state=Delivery.State.OVERTAKEN, words=error.words, done_at=at)
    else:
        wait = leasing.backoff(delivery.attempts, longest=LONGEST_WAIT)
        wait = max(wait, getattr(error, "after", None) or timedelta())
        leasing.release(delivery, state=Delivery.State.WAITING, words=error.words, due_at=at + wait)


@transaction.atomic
def doubt(*, delivery: Delivery, error: Unsure, at: datetime, took_ms: int = 0) -> None:
    """Nobody can tell whether a copy arrived: a person looks. It counts as one that may be there."""
    delivery.tries.create(
        at=at, outcome=Attempt.Outcome.REFUSED, words=error.words, took_ms=took_ms
    )
    leasing.release(
        delivery,
        state=Delivery.State.BY_HAND,
        task=task_when_unsure(),
        words=error.words,
        deadline=deadline(delivery.outlet, at),
        left=True,
    )


def go_on(*, delivery: Delivery, error: Underway, at: datetime) -> None:
    """A hand-over that takes longer than one turn got on: it goes on, and nothing has failed yet."""
    leasing.release(
        delivery,
        state=Delivery.State.WAITING,
        words=error.words,
        due_at=at + (error.after or timedelta()),
        attempts=0,
    )


def set_aside(*, delivery: Delivery, words: str, at: datetime) -> None:
    """There is nothing (any more) to be done at this outlet, and nothing was."""
    leasing.release(
        delivery, state=Delivery.State.OVERTAKEN, words=words, done_at=at, left=delivery.left
    )


def hand_to_person(*, delivery: Delivery, task: str, at: datetime) -> None:
    """The channel cannot do it: open a task with a deadline, which stays until proof is shown."""
    leasing.release(
        delivery,
        state=Delivery.State.BY_HAND,
        task=task,
        deadline=deadline(delivery.outlet, at),
        left=delivery.left,
    )
