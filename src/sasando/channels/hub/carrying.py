"""The hub's errands: ask callbacks what they meant, bring subscribers what changed."""

import hmac
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from secrets import token_urlsafe

import httpx
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from sasando.channels.exceptions import VaultError
from sasando.channels.hub import actions, rules
from sasando.channels.models import Subscription, SubscriptionRequest
from sasando.channels.surroundings import callback_context, own_hub_url
from sasando.plugins import ChannelError
from sasando.plugins.outbound import Answer, send

logger = logging.getLogger(__name__)

AT_ONCE = 200  # exchanges in one round
_NO_FEED = "There is no such feed."

FeedAt = Callable[[str], tuple[str, bytes] | None]


def run_errands(now: datetime) -> int:
    """Do what the hub has to do, news before new subscribers; return how many exchanges it took.

    Bounded: a round ends after ``AT_ONCE`` exchanges, the next one goes on.
    """
    actions.expire(at=now)
    done = 0
    while done < AT_ONCE and (tell_one(timezone.now()) or ask_one(timezone.now())):
        done += 1
    return done


def tell_one(now: datetime) -> bool:
    """Bring one subscriber its topic as it now stands; return whether one was waiting.

    Nothing is written as told before the subscriber answered. After a crash it is told again.
    """
    subscription = actions.claim(Subscription.objects.behind(now), at=now)
    if subscription is None:
        return False
    try:
        _tell(subscription)
    except (ChannelError, VaultError) as error:
        after = getattr(error, "after", None)
        words = str(error)
        actions.failed(subscription=subscription, words=words, at=timezone.now(), after=after)
        logger.warning("subscription %s at %s: %s", subscription.pk, subscription.host, words)
    except Exception as error:
        # A bug: it waits like any failure, so that the others go on, and is told upwards.
        words = f"{type(error).__name__}: {error}"
        actions.failed(subscription=subscription, words=words, at=timezone.now())
        raise
    return True


def _tell(subscription: Subscription) -> None:
    found = _feed_at(subscription.topic, subscription.news)
    if found is None:
        state = Subscription.State.DENIED
        actions.end(subscription=subscription, state=state, words=_NO_FEED, at=timezone.now())
        _deny(subscription.callback, subscription.topic)
        return
    content_type, body = found
    headers = rules.delivery_headers(
        hub=own_hub_url(), topic=subscription.topic, content_type=content_type
    )
    if secret := subscription.secret:
        headers["X-Hub-Signature"] = rules.signature(secret, body)
    answer = _exchange(httpx.Request("POST", subscription.callback, content=body, headers=headers))
    now = timezone.now()
    if answer.status == httpx.codes.GONE:
        state = Subscription.State.GONE
        actions.end(subscription=subscription, state=state, words=answer.words, at=now)
        return
    answer.expect_success(now)
    actions.arrived(subscription=subscription, words=answer.words, at=now)


def ask_one(now: datetime) -> bool:
    """Ask one callback whether it wants what was asked in its name; return whether one waited."""
    asked = actions.claim(SubscriptionRequest.objects.all(), at=now)
    if asked is None:
        return False
    if asked.mode == rules.SUBSCRIBE and _feed_now(asked.topic) is None:
        actions.forget(asked=asked)
        _deny(asked.callback, asked.topic)
        return True
    try:
        _ask(asked)
    except ChannelError as error:
        actions.ask_again(asked=asked, words=error.words, at=timezone.now())
        logger.info("subscription asked for at %s: %s", asked.host, error.words)
    return True


def _ask(asked: SubscriptionRequest) -> None:
    challenge = token_urlsafe(32)
    url = rules.verification_url(
        asked.callback,
        mode=asked.mode,
        topic=asked.topic,
        challenge=challenge,
        lease=timedelta(seconds=asked.lease_seconds),
    )
    answer = _exchange(httpx.Request("GET", url))
    now = timezone.now()
    if answer.status in (408, 425, 429) or answer.status >= 500:
        answer.expect_success(now)  # raises TryLater
    # Some servers end what they echo with a new line; the challenge itself has no white space.
    echoed = hmac.compare_digest(answer.body.strip(), challenge.encode())
    if 200 <= answer.status < 300 and echoed:
        actions.confirm(asked=asked, at=now)
    else:
        actions.forget(asked=asked)
        logger.info("%s at %s was not confirmed: %s", asked.mode, asked.host, answer.status)


def _deny(callback: str, topic: str) -> None:
    """Tell a callback once that it gets nothing. Whether it hears it changes nothing here."""
    url = rules.denial_url(callback, topic=topic, reason=_NO_FEED)
    try:
        _exchange(httpx.Request("GET", url))
    except ChannelError as error:
        logger.info("denial of %s was not heard: %s", topic, error.words)


def _exchange(request: httpx.Request) -> Answer:
    return send(request, context=callback_context())


@lru_cache(maxsize=4)
def _feed_at(topic: str, news: str) -> tuple[str, bytes] | None:
    """The feed as it stands at or after the change marked ``news``, rendered once for them all."""
    return _feed_now(topic)


def _feed_now(topic: str) -> tuple[str, bytes] | None:
    feed_at: FeedAt = import_string(settings.FEED_AT)
    return feed_at(topic)
