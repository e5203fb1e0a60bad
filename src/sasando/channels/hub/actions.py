"""What may happen at the hub: wishes kept and confirmed, changes noted, subscriptions ended."""

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import httpx
from django.db import transaction

from sasando.channels import leasing, vault
from sasando.channels.exceptions import SubscriptionRefused
from sasando.channels.hub.rules import UNSUBSCRIBE, Wish
from sasando.channels.models import Subscription, SubscriptionRequest
from sasando.channels.models.subscriptions import Callback, CallbackQuerySet

HOLD = timedelta(seconds=60)
"""How long a worker that says nothing keeps a row: longer than any one exchange."""

PATIENCE = timedelta(minutes=10)  # for a callback to confirm
ASK_TIMES = 3  # a callback that does not answer is asked so often, then forgotten
MAX_ASKED, MAX_ASKED_AT_HOST = 1000, 50  # unconfirmed wishes: each makes the hub call a stranger
MAX_LIVE, MAX_LIVE_AT_HOST = 20_000, 500  # subscriptions

LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = 20  # deliveries that failed in a row; about two days

_Row = TypeVar("_Row", bound=Callback)


@transaction.atomic
def ask(*, wish: Wish, at: datetime) -> SubscriptionRequest:
    """Keep ``wish`` until its callback has confirmed it; a later wish for the same replaces it.

    A subscription that runs stays as it is until then. Raises ``SubscriptionRefused``,
    ``VaultError``.
    """
    key = Callback.key_for(wish.topic, wish.callback)
    host = httpx.URL(wish.callback).host[:255]
    if wish.mode == UNSUBSCRIBE:
        _must_be_known(key)
    else:
        _must_have_room(key, host)
    asked, _ = SubscriptionRequest.objects.update_or_create(
        key=key,
        defaults={
            "mode": wish.mode,
            "topic": wish.topic,
            "callback": wish.callback,
            "host": host,
            "locked_secret": vault.lock({"secret": wish.secret} if wish.secret else {}),
            "lease_seconds": round(wish.lease.total_seconds()),
            "expires_at": at + PATIENCE,
            "due_at": at,
            "attempts": 0,
            "lease": "",
            "lease_until": None,
        },
    )
    return asked


def _must_be_known(key: str) -> None:
    known = Subscription.objects.filter(key=key, state=Subscription.State.LIVE).exists()
    if not known and not SubscriptionRequest.objects.filter(key=key).exists():
        raise SubscriptionRefused("There is no such subscription.", status=404)


def _must_have_room(key: str, host: str) -> None:
    asked = SubscriptionRequest.objects.exclude(key=key)
    live = Subscription.objects.filter(state=Subscription.State.LIVE).exclude(key=key)
    if (
        asked.count() >= MAX_ASKED
        or asked.filter(host=host).count() >= MAX_ASKED_AT_HOST
        or live.count() >= MAX_LIVE
        or live.filter(host=host).count() >= MAX_LIVE_AT_HOST
    ):
        raise SubscriptionRefused(
            f"Too many subscriptions for {host} or for this hub: try again later.", status=429
        )


def announce(*, topics: tuple[str, ...]) -> int:
    """Note for every subscriber of ``topics`` that they changed; return how many there are.

    Called inside the transaction that changes them, so a change that is published is told, and one
    that is rolled back is not.
    """
    return Subscription.objects.listening(topics).update(news=str(uuid4()))


def claim(rows: CallbackQuerySet[_Row], *, at: datetime) -> _Row | None:
    """Take the first of ``rows`` that is due, for ``HOLD``; ``None`` when there is none."""
    return leasing.take(rows.free(at), at=at, lease=HOLD)


@transaction.atomic
def confirm(*, asked: SubscriptionRequest, at: datetime) -> Subscription | None:
    """Do what the callback confirmed, and return the subscription.

    ``None`` when this worker's hold is over or the wish was replaced: then nothing is changed.
    """
    if not forget(asked=asked):
        return None
    if asked.mode == UNSUBSCRIBE:
        _end(asked.key, state=Subscription.State.LEFT, words="", at=at)
        return Subscription.objects.filter(key=asked.key).first()
    terms = {
        "locked_secret": asked.locked_secret,
        "ends_at": at + timedelta(seconds=asked.lease_seconds),
        "attempts": 0,
        "due_at": at,
    }
    running = Subscription.objects.filter(key=asked.key, state=Subscription.State.LIVE)
    if not running.update(**terms):
        anew = {"state": Subscription.State.LIVE, "since": at, "news": "", "told": "", "words": ""}
        place = {"topic": asked.topic, "callback": asked.callback, "host": asked.host}
        Subscription.objects.update_or_create(key=asked.key, defaults=terms | anew | place)
    return Subscription.objects.get(key=asked.key)


def forget(*, asked: SubscriptionRequest) -> bool:
    """Drop a wish that was settled; return whether this worker still had it."""
    deleted, _ = SubscriptionRequest.objects.filter(pk=asked.pk, lease=asked.lease).delete()
    return bool(deleted)


def ask_again(*, asked: SubscriptionRequest, words: str, at: datetime) -> None:
    """The callback did not answer: ask it again later, but not for ever."""
    if asked.attempts >= ASK_TIMES:
        forget(asked=asked)
    else:
        leasing.release(asked, words=words, due_at=at + _wait(asked.attempts))


def arrived(*, subscription: Subscription, words: str, at: datetime) -> None:
    """The subscriber has the topic as it stood at the mark the worker read."""
    leasing.release(
        subscription, words=words, due_at=at, told=subscription.news, told_at=at, attempts=0
    )


@transaction.atomic
def failed(
    *, subscription: Subscription, words: str, at: datetime, after: timedelta | None = None
) -> None:
    """Write what the subscriber said and when to try again; give it up after many times."""
    if subscription.attempts >= GIVE_UP_AFTER:
        if leasing.release(subscription, words=words):
            _end(subscription.key, state=Subscription.State.LOST, words=words, at=at)
        return
    wait = max(_wait(subscription.attempts), min(after or timedelta(), LONGEST_WAIT))
    leasing.release(subscription, words=words, due_at=at + wait)


@transaction.atomic
def end(*, subscription: Subscription, state: str, words: str, at: datetime) -> None:
    """End a subscription that this worker holds."""
    if leasing.release(subscription, words=words):
        _end(subscription.key, state=state, words=words, at=at)


def expire(*, at: datetime) -> None:
    """End what ran out. What ended is forgotten by the rules of retention."""
    live = Subscription.objects.filter(state=Subscription.State.LIVE)
    live.filter(ends_at__lte=at).update(state=Subscription.State.EXPIRED)


def _end(key: str, *, state: str, words: str, at: datetime) -> None:
    Subscription.objects.filter(key=key, state=Subscription.State.LIVE).update(
        state=state, words=words, ends_at=at
    )


def _wait(attempts: int) -> timedelta:
    return leasing.backoff(attempts, longest=LONGEST_WAIT)
