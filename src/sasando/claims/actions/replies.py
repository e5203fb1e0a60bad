"""The outbox to askers: queued with what they answer, claimed, settled by receipts alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from sasando.channels.leasing import backoff, release, take
from sasando.channels.waking import wake_on_commit
from sasando.claims.actions.askers import lose
from sasando.claims.answers import Answer
from sasando.claims.models import Asker, Inbox, Reply, Tip
from sasando.claims.wording import Words
from sasando.desk.models import Version
from sasando.plugins import ChannelError, Receipt, TryLater
from sasando.plugins.messenger import Interrupted, State, Status, Unreachable

LEASE = timedelta(seconds=60)
"""How long a worker that says nothing keeps a reply: longer than one exchange with a platform."""

DOUBT = timedelta(seconds=20)
"""How long a platform has to say by itself that a reply arrived whose worker died over it."""

LONGEST_WAIT = timedelta(minutes=30)
GIVE_UP_AFTER = 12  # attempts; about four hours of waiting in all
_UNSEEN = ~Q(lease="") & Q(doubted_at__isnull=True)


def queue_reply(
    *,
    asker: Asker,
    reason: str,
    words: Words,
    at: datetime,
    tip: Tip | None = None,
    found: Answer | None = None,
    handles: Sequence[str] = (),
) -> Reply:
    """Write one outbox row, in the transaction of what it answers. ``found`` is what it says."""
    version = found.version if found else None
    reply = Reply.objects.create(
        **row(asker, reason, words, at, version),
        tip=tip,
        known_id=found.known_id if found else "",
        handles=list(handles),
        priority=0,
    )
    wake_on_commit()
    return reply


def row(
    asker: Asker, reason: str, words: Words, at: datetime, version: Version | None
) -> dict[str, object]:
    """Return the fields that every outbox row has."""
    return {
        "inbox_id": asker.inbox_id,
        "asker": asker,
        "reason": reason,
        "version": version,
        "text": words.text,
        "options": words.options,
        "template": words.template,
        "key": str(uuid4()),
        "created_at": at,
        "due_at": at,
    }


def claim_reply(*, at: datetime) -> Reply | None:
    """Take the first due reply under a lease nobody else holds; ``None`` when there is none.

    A lease that ran out leaves a reply that may have gone out unseen. It waits ``DOUBT`` for the
    platform to say so before it is sent again, with the same key.
    """
    due = Reply.objects.claimable(at).select_related("asker", "inbox", "tip")
    reply = take(due.exclude(_UNSEEN), at=at, lease=LEASE)
    if reply is None:
        _doubt(at)
    return reply


def _doubt(at: datetime) -> None:
    unseen = Reply.objects.filter(_UNSEEN, state=Reply.State.WAITING, lease_until__lte=at)
    if unseen.exists():
        unseen.update(lease="", lease_until=None, doubted_at=at, due_at=at + DOUBT)


def settle_reply(*, reply: Reply, receipt: Receipt, at: datetime) -> None:
    """Write the receipt: only now the reply is sent."""
    release(
        reply,
        state=Reply.State.SENT,
        identifier=receipt.identifier[:300],
        parts=receipt.extra.get("ids", receipt.identifier),
        words=receipt.words,
        sent_at=receipt.at,
    )


@transaction.atomic
def fail_reply(*, reply: Reply, error: ChannelError, at: datetime) -> None:
    """Write what the platform said, and when to try again (if ever)."""
    if isinstance(error, Unreachable) and reply.asker is not None:
        lose(asker=reply.asker, at=at)
    if not isinstance(error, TryLater) or reply.attempts >= GIVE_UP_AFTER:
        release(reply, state=Reply.State.REFUSED, words=error.words, failed_at=at)
        return
    wait = max(backoff(reply.attempts, longest=LONGEST_WAIT), error.after or timedelta())
    changes: dict[str, object] = {"words": error.words, "due_at": at + wait, "doubted_at": None}
    if isinstance(error, Interrupted):
        changes["parts"] = " ".join(error.sent)
    release(reply, **changes)
    if error.after:
        _hold_back(reply, until=at + error.after)


def _hold_back(reply: Reply, *, until: datetime) -> None:
    """The platform asked to wait: nothing else leaves by this inbox before that."""
    Reply.objects.filter(
        inbox=reply.inbox_id, state=Reply.State.WAITING, lease="", due_at__lt=until
    ).update(due_at=until)


def drop_reply(*, reply: Reply, words: str) -> None:
    """Nobody is to get this reply any more."""
    release(reply, state=Reply.State.DROPPED, words=words)


@transaction.atomic
def note_status(*, inbox: Inbox, status: Status, at: datetime) -> Reply | None:
    """Write what the platform says became of a reply; return it, ``None`` when it is none of ours.

    Statuses come late, twice and out of order: the earliest time of each stays.
    """
    reply = _told_of(inbox, status)
    if reply is None:
        return None
    if status.state is State.FAILED:
        _note_failure(reply, status, at)
        return reply
    if reply.state != Reply.State.SENT:  # the platform has it, though no receipt was written
        reply.state = Reply.State.SENT
        reply.identifier = reply.identifier or status.identifier[:300]
        reply.lease, reply.lease_until = "", None
    reply.sent_at = reply.sent_at or status.at
    if status.state in (State.DELIVERED, State.READ):
        reply.delivered_at = reply.delivered_at or status.at
    if status.state is State.READ:
        reply.read_at = reply.read_at or status.at
    reply.save()
    return reply


def _told_of(inbox: Inbox, status: Status) -> Reply | None:
    ours = Reply.objects.select_for_update(of=("self",)).filter(inbox=inbox)
    if status.key:
        return ours.filter(key=status.key).first()
    if not status.identifier:
        return None
    found = ours.filter(identifier=status.identifier[:300]).first()
    return found or ours.filter(parts__contains=status.identifier).order_by("-pk").first()


def _note_failure(reply: Reply, status: Status, at: datetime) -> None:
    if status.window_closed and not reply.outside_window:
        reply.state, reply.outside_window, reply.due_at = Reply.State.WAITING, True, at
        reply.sent_at, reply.parts, reply.identifier = None, "", ""
        reply.key = str(uuid4())  # to the platform it is another message
        wake_on_commit()
    else:
        reply.state, reply.failed_at = Reply.State.REFUSED, status.at
    reply.words = status.words
    reply.lease, reply.lease_until = "", None
    reply.save()


@transaction.atomic
def retry_reply(*, reply: Reply, at: datetime) -> None:
    """Put a refused reply first in line again, after a person mended the cause."""
    failed = Q(state=Reply.State.REFUSED) | Q(state=Reply.State.WAITING)
    Reply.objects.filter(failed, pk=reply.pk, asker__isnull=False).update(
        state=Reply.State.WAITING, due_at=at, attempts=0, lease="", lease_until=None, failed_at=None
    )
    wake_on_commit()
