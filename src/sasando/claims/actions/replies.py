"""The outbox to askers: queued with what they answer, claimed, settled by receipts alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import DateTimeField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from sasando.channels.leasing import Due, backoff, release
from sasando.channels.looking import Look
from sasando.channels.privacy import code_of, unseal, without
from sasando.channels.waking import wake_on_commit
from sasando.claims.actions.askers import lose
from sasando.claims.actions.faults import LONGEST_WAIT, end_fault, hold_back, note_fault
from sasando.claims.answers import Answer
from sasando.claims.models import Asker, Inbox, Reply, Tip
from sasando.claims.wording import Words, plain
from sasando.desk.models import State as VersionState
from sasando.desk.models import Version
from sasando.plugins import ChannelError, Receipt, TryLater
from sasando.plugins.messenger import (
    Interrupted,
    PairLimit,
    State,
    Status,
    Unreachable,
    is_of_inbox,
)

LEASE = timedelta(seconds=60)
"""How long a worker that says nothing keeps a reply: longer than one exchange with a platform."""

DOUBT = timedelta(seconds=20)
"""How long a platform has to say by itself that a reply arrived whose worker died over it."""

GIVE_UP_AFTER = 12  # attempts; about four hours of waiting in all
_UNASKED = (
    Reply.Reason.VERDICT,
    Reply.Reason.CORRECTION,
    Reply.Reason.WITHDRAWAL,
    Reply.Reason.ON_AIR,
)
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
    wake_on_commit("replies")
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
    return next(iter(claim_replies(at=at, limit=1)), None)


def claim_replies(*, at: datetime, limit: int) -> list[Reply]:
    """As ``claim_reply``, up to ``limit`` of the first; one for each asker."""
    due = _due.some(at, limit=limit)
    if not due and _any_died(at):
        _died(at).update(lease="", lease_until=None, doubted_at=at, due_at=at + DOUBT)
    return due


def _waiting(at: datetime) -> QuerySet[Reply]:
    return Reply.objects.claimable(at).exclude(_UNSEEN).select_related("asker", "inbox", "tip")


def _died(at: datetime) -> QuerySet[Reply]:
    return Reply.objects.filter(_UNSEEN, state=Reply.State.WAITING, lease_until__lte=at)


_due, _any_died = Due(_waiting, lease=LEASE), Look(_died)


def settle_reply(*, reply: Reply, receipt: Receipt, at: datetime) -> None:
    """Write the receipt: only now the reply is sent, and its inbox can send."""
    release(
        reply,
        state=Reply.State.SENT,
        **_named(reply.inbox, receipt.extra.get("ids", receipt.identifier), receipt.identifier),
        handles=[],
        words=receipt.words,
        sent_at=reply.sent_at or receipt.at,
    )
    if reply.inbox.faulted_at is not None:
        end_fault(inbox=reply.inbox, at=at)


def _named(inbox: Inbox, parts: str, identifier: str = "") -> dict[str, str]:
    """Return how a reply is known to the platform: sealed, and as hashes to find it by."""
    return {
        "parts": parts,
        "code": code_of(inbox.code, identifier) if identifier else "",
        "codes": " ".join(code_of(inbox.code, part) for part in parts.split()),
    }


@transaction.atomic
def fail_reply(*, reply: Reply, error: ChannelError, at: datetime) -> None:
    """Write what the platform said, and when to try again (if ever).

    An attempt that a standing fault of the inbox spoils is none of the reply's: it does not count.
    """
    if isinstance(error, Unreachable) and reply.asker is not None:
        lose(asker=reply.asker, at=at)
    after = (error.after if isinstance(error, TryLater) else None) or timedelta()
    fault = None
    if is_of_inbox(error):
        fault = note_fault(inbox=reply.inbox_id, words=error.words, after=after, at=at)
    counted = reply.attempts - (fault is not None and not fault.new)
    if not isinstance(error, TryLater) or counted >= GIVE_UP_AFTER:
        release(reply, state=Reply.State.REFUSED, words=error.words, failed_at=at)
        return
    due = at + max(backoff(max(counted, 1), longest=LONGEST_WAIT), after)
    if fault is not None:
        due = max(due, fault.until) if fault.new else fault.until
    changes: dict[str, object] = {"words": error.words, "due_at": due, "doubted_at": None}
    changes["attempts"] = counted
    if isinstance(error, Interrupted):
        changes |= _named(reply.inbox, " ".join(error.sent))
    release(reply, **changes)
    of_one = isinstance(error, PairLimit) or isinstance(error.__cause__, PairLimit)
    if after and fault is None and not of_one:  # the platform asked to wait
        hold_back(inbox=reply.inbox_id, until=at + after)


def drop_reply(*, reply: Reply, words: str) -> None:
    """Nobody is to get this reply any more."""
    release(reply, state=Reply.State.DROPPED, words=words)


def drop_outdated(*, reply: Reply, at: datetime) -> bool:
    """Drop a claimed reply that must not go out any more; return whether it is not to be sent.

    Asked right before each sending: since it was queued its version may have been corrected or
    withdrawn (who counts as told gets word of that), its asker may have unsubscribed, or its lease
    may have run out, and then it is another worker's.
    """
    held = Reply.objects.filter(pk=reply.pk, lease=reply.lease)
    now = held.values_list("version__state", "asker", "asker__stopped_at", "asker__gone_at").first()
    if now is None:
        return True
    state, asker, *silent = now
    if state in (None, VersionState.CURRENT) and asker is not None and not any(silent):
        return False  # nearly all: no need to lock anything
    return _drop_outdated(reply, at)


@transaction.atomic
def _drop_outdated(reply: Reply, at: datetime) -> bool:
    asker = Asker.objects.filter(replies=reply).first()
    version = Version.objects.filter(replies=reply).first()
    unasked = reply.reason in _UNASKED
    unwanted = asker is None or (unasked and bool(asker.stopped_at or asker.gone_at))
    outdated = (
        version is not None
        and version.state != VersionState.CURRENT
        and reply.reason != Reply.Reason.WITHDRAWAL
    )
    if not (unwanted or outdated):
        return False
    dropped = release(reply, state=Reply.State.DROPPED)
    expired = dropped and version is not None and version.state == VersionState.EXPIRED
    if asker is not None and expired and reply.reason == Reply.Reason.ANSWER:
        words = plain("no_longer", asker.language)
        queue_reply(asker=asker, reason=Reply.Reason.COMMAND, words=words, tip=reply.tip, at=at)
    return True


def note_status(*, inbox: Inbox, status: Status, at: datetime) -> None:
    """Write what the platform says became of a reply, if it is one of ours.

    Statuses come late, twice and out of order: the earliest time of each stays. While a reply is
    on its way its parts are only noted, for none but the messenger knows how many there are: the
    next attempt sends those that are missing, and its receipt settles the reply.
    """
    if not _noted_at_once(inbox, status):
        _note_status(inbox, status, at)


def _noted_at_once(inbox: Inbox, status: Status) -> bool:
    """Whether it was the usual word of a settled reply, which one statement writes.

    A platform brings two or three of them for every reply: they are most of what it brings.
    """
    settled = Reply.objects.filter(
        inbox=inbox, key=status.key, state=Reply.State.SENT, sent_at__isnull=False
    )
    if not status.key or status.state is State.FAILED:
        return False
    if status.state is State.SENT:  # the receipt said so
        return settled.exists()
    moment = Value(status.at, output_field=DateTimeField())
    times = ("delivered_at", "read_at") if status.state is State.READ else ("delivered_at",)
    return bool(settled.update(**{name: Coalesce(name, moment) for name in times}))


@transaction.atomic
def _note_status(inbox: Inbox, status: Status, at: datetime) -> None:
    if status.of_inbox:  # its row before those of its replies, as everywhere
        Inbox.objects.select_for_update(of=("self",), no_key=True).get(pk=inbox.pk)
    reply = _told_of(inbox, status)
    if reply is None:
        return
    if status.state is State.FAILED:
        _note_failure(reply, inbox, status, at)
        return
    parts = reply.parts.split()
    if reply.state != Reply.State.SENT and status.identifier not in parts:
        reply.parts = " ".join([*parts, status.identifier])
        reply.codes = _named(inbox, reply.parts)["codes"]
    reply.sent_at = reply.sent_at or status.at
    if status.state in (State.DELIVERED, State.READ):
        reply.delivered_at = reply.delivered_at or status.at
    if status.state is State.READ:
        reply.read_at = reply.read_at or status.at
    reply.save(update_fields=["parts", "codes", "sent_at", "delivered_at", "read_at"])


def _told_of(inbox: Inbox, status: Status) -> Reply | None:
    ours = Reply.objects.select_for_update(of=("self",)).filter(inbox=inbox)
    if status.key:
        return ours.filter(key=status.key).first()
    if not status.identifier:
        return None
    code = code_of(inbox.code, status.identifier)
    found = ours.filter(code=code).first()
    return found or ours.filter(codes__contains=code).order_by("-pk").first()


def _note_failure(reply: Reply, inbox: Inbox, status: Status, at: datetime) -> None:
    if reply.state in (Reply.State.DROPPED, Reply.State.REFUSED):
        return  # it is over with already: nothing wakes it
    address = unseal(reply.asker.locked_address) if reply.asker else ""
    reply.words = without(status.words, address)
    wait = backoff(max(reply.attempts, 1), longest=LONGEST_WAIT)
    if status.window_closed and not reply.outside_window:
        reply.outside_window = True
        _begin_anew(reply, inbox, due_at=at)
    elif status.passing and reply.attempts < GIVE_UP_AFTER:
        arrived = _parts_before(reply, status.identifier)
        _begin_anew(reply, inbox, due_at=at + wait, arrived=arrived)
    elif status.of_inbox:
        fault = note_fault(inbox=inbox.pk, words=reply.words, after=wait, at=at)
        arrived = _parts_before(reply, status.identifier)
        _begin_anew(reply, inbox, due_at=fault.until, arrived=arrived)
        reply.attempts = min(reply.attempts, GIVE_UP_AFTER - 1)  # no fault of the reply
    else:
        reply.state, reply.failed_at = Reply.State.REFUSED, status.at
    reply.lease, reply.lease_until = "", None
    reply.save()


def _begin_anew(
    reply: Reply, inbox: Inbox, *, due_at: datetime, arrived: Sequence[str] = ()
) -> None:
    """Put a reply that the platform took and then lost into line again, but for what ``arrived``.

    To the platform it is another message, so its key is a new one.
    """
    reply.state, reply.due_at, reply.key = Reply.State.WAITING, due_at, str(uuid4())
    named = _named(inbox, " ".join(arrived))
    reply.parts, reply.code, reply.codes = named["parts"], named["code"], named["codes"]
    reply.sent_at, reply.doubted_at = None, None
    wake_on_commit("replies")


def _parts_before(reply: Reply, identifier: str) -> list[str]:
    """Return the parts that went out before the one that failed; none when it is not known."""
    parts = reply.parts.split()
    return parts[: parts.index(identifier)] if identifier in parts else []


@transaction.atomic
def retry_reply(*, reply: Reply, at: datetime) -> bool:
    """Put a refused reply first in line again, after a person mended the cause.

    ``False``, and nothing changed, when a worker took it: it is being sent, or in doubt since.
    """
    failed = Q(state=Reply.State.REFUSED) | Q(state=Reply.State.WAITING, lease="")
    rows = Reply.objects.filter(failed, pk=reply.pk, asker__isnull=False)
    anew = rows.update(
        state=Reply.State.WAITING, due_at=at, attempts=0, lease="", lease_until=None, failed_at=None
    )
    wake_on_commit("replies")
    return bool(anew)
