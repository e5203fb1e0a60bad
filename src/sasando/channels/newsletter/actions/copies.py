"""A worker takes copies, and writes down what came of each: sent only by the other side's yes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from sasando.channels import leasing
from sasando.channels.looking import Look
from sasando.channels.models import Copy, Issue, Medium, Newsletter
from sasando.channels.newsletter.actions.people import end, hard_bounce, soft_bounce
from sasando.channels.newsletter.tags import Purpose, Tag
from sasando.plugins import ChannelError, TryLater
from sasando.plugins.messenger import PairLimit, State, Status

LEASE = timedelta(seconds=90)
"""Longer than one mail or one message may take (``Context.hand_over_s``)."""

DOUBT = timedelta(seconds=20)  # for a platform to say that a message arrived whose worker died
LONGEST_WAIT = timedelta(minutes=30)
TROUBLE_WAIT = timedelta(minutes=15)  # nothing leaves while the newsletter's own settings are wrong
GIVE_UP_AFTER = 12  # attempts; about four hours of waiting in all
_STATES = Copy.State


def claim(*, at: datetime, limit: int) -> list[Copy]:
    """Take up to ``limit`` due copies under leases nobody else holds.

    A mail whose worker died is sent again as the same message. A chat message may have gone out
    unseen: it waits ``DOUBT`` for the platform to say so.
    """
    _doubt(at)
    return _due.each(at, limit=limit, left_at=at)


def _doubt(at: datetime) -> None:
    if _any_died(at):
        _died(at).update(doubted=True, lease="", lease_until=None, due_at=at + DOUBT)


def _died(at: datetime) -> QuerySet[Copy]:
    died = Copy.objects.filter(medium=Medium.CHAT, state=_STATES.WAITING, doubted=False)
    return died.filter(lease_until__lte=at).exclude(lease="")


_due = leasing.Due(lambda at: Copy.objects.claimable(at).with_all(), lease=LEASE)
_any_died = Look(_died)


@transaction.atomic
def settle(*, copy: Copy, words: str) -> None:
    """The other side took it. Twice the same answer counts once."""
    if leasing.release(copy, state=_STATES.SENT, words=words):
        _count(copy.issue_id, "sent")


@transaction.atomic
def refuse(*, copy: Copy, words: str) -> None:
    """It is not to be delivered; the reader stays."""
    if leasing.release(copy, state=_STATES.REFUSED, words=words):
        _count(copy.issue_id, "refused")


@transaction.atomic
def refuse_for_good(*, copy: Copy, words: str, at: datetime) -> None:
    """There is no such mailbox: refused, and the subscription is ended at once."""
    if leasing.release(copy, state=_STATES.REFUSED, words=words):
        _count(copy.issue_id, "refused")
        if copy.subscriber is not None:
            hard_bounce(tag=_tag(copy), at=at)


@transaction.atomic
def stop(*, copy: Copy, words: str) -> None:
    """The reader told the platform that they want no more: the subscription is ended."""
    if leasing.release(copy, state=_STATES.REFUSED, words=words):
        _count(copy.issue_id, "refused")
        if copy.subscriber is not None:
            end(subscriber=copy.subscriber, issue=copy.issue_id, counted="unsubscribed")


def drop(*, copy: Copy) -> None:
    """Nobody is to get it any more."""
    leasing.release(copy, state=_STATES.DROPPED)


@transaction.atomic
def put_off(*, copy: Copy, error: ChannelError, words: str, at: datetime) -> None:
    """Try again later; after many times it is refused, and a mail counts as a soft bounce."""
    if copy.attempts >= GIVE_UP_AFTER:
        if leasing.release(copy, state=_STATES.REFUSED, words=words):
            _count(copy.issue_id, "refused")
            if copy.subscriber is not None and copy.medium == Medium.MAIL:
                soft_bounce(tag=_tag(copy), at=at)
        return
    after = getattr(error, "after", None) or timedelta()
    wait = max(leasing.backoff(copy.attempts, longest=LONGEST_WAIT), after)
    leasing.release(copy, words=words, due_at=at + wait, left_at=None, doubted=False)
    if after and isinstance(error, TryLater) and not isinstance(error, PairLimit):
        _hold_back(copy, until=at + after)


@transaction.atomic
def hold(*, copy: Copy, words: str, at: datetime) -> None:
    """The newsletter itself is wrongly set up: nothing of it leaves until a person mends it."""
    leasing.release(
        copy,
        words=words,
        due_at=at + TROUBLE_WAIT,
        left_at=None,
        attempts=max(copy.attempts - 1, 0),
    )
    _hold_back(copy, until=at + TROUBLE_WAIT)
    note_trouble(newsletter=copy.issue.newsletter, words=words)


def _hold_back(copy: Copy, *, until: datetime) -> None:
    """Nothing else of this newsletter leaves by this medium before ``until``."""
    others = Copy.objects.filter(
        issue__newsletter=copy.issue.newsletter_id,
        medium=copy.medium,
        state=_STATES.WAITING,
        lease="",
        due_at__lt=until,
    )
    others.update(due_at=until)


def note_trouble(*, newsletter: Newsletter, words: str) -> None:
    """Show the desk what a server said; ``""``: all is well again."""
    Newsletter.objects.filter(pk=newsletter.pk).exclude(words=words).update(words=words)


def is_own(key: str) -> bool:
    """Whether a platform speaks of one of the newsletter's messages."""
    return key.startswith("nl-")


@transaction.atomic
def note_status(*, status: Status, at: datetime) -> None:
    """Write what a platform says became of a message: late, twice and out of order."""
    copy = Copy.objects.select_for_update(of=("self",)).filter(key=status.key).first()
    if copy is None:
        return
    if status.state is State.FAILED:
        _note_failure(copy, status, at)
        return
    if copy.state == _STATES.WAITING:  # its worker died, or has not heard yet
        _take_for_sent(copy)
    _note_first(copy, "delivered", status.state in (State.DELIVERED, State.READ))
    _note_first(copy, "read", status.state is State.READ)


def _take_for_sent(copy: Copy) -> None:
    sent = Copy.objects.filter(pk=copy.pk, state=_STATES.WAITING)
    if sent.update(state=_STATES.SENT, lease="", lease_until=None):
        _count(copy.issue_id, "sent")


def _note_first(copy: Copy, name: str, said: bool) -> None:
    if said and Copy.objects.filter(pk=copy.pk, **{name: False}).update(**{name: True}):
        _count(copy.issue_id, name)


def _note_failure(copy: Copy, status: Status, at: datetime) -> None:
    taken = Copy.objects.filter(pk=copy.pk, state__in=(_STATES.SENT, _STATES.WAITING))
    was_sent = copy.state == _STATES.SENT
    if not taken.update(
        state=_STATES.REFUSED, left_at=None, lease="", lease_until=None, words=status.code
    ):
        return
    _count(copy.issue_id, "refused")
    if was_sent:
        Issue.objects.filter(pk=copy.issue_id).update(sent=F("sent") - 1)
    if copy.subscriber is None:
        return
    if status.unwanted:
        end(subscriber=copy.subscriber, issue=copy.issue_id, counted="unsubscribed")
    elif status.unreachable:
        end(subscriber=copy.subscriber)


def _count(issue: int, name: str) -> None:
    Issue.objects.filter(pk=issue).update(**{name: F(name) + 1})


def _tag(copy: Copy) -> Tag:
    assert copy.subscriber is not None  # noqa: S101 - asked before
    return Tag(Purpose.BOUNCE, copy.subscriber.mark, copy.issue_id)
