"""An inbox that nothing can be sent by: what waits behind it waits together, and loses nothing.

A token that ended is not the fault of a reply. So replies are tried again for as long as it takes,
rarer and rarer, and the desk reads why at the inbox.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from sasando.channels.leasing import backoff
from sasando.channels.waking import wake_on_commit
from sasando.claims.models import Inbox, Reply

LONGEST_WAIT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Fault:
    """What came of a reply that its inbox could not send."""

    until: datetime  # nothing leaves by the inbox before
    new: bool  # something had gone out since the fault before, or there was none


def note_fault(*, inbox: int, words: str, after: timedelta, at: datetime) -> Fault:
    """Write that nothing can be sent by the inbox, and hold back what waits there.

    The wait is as long as the fault stands already, so that it doubles each time, up to
    ``LONGEST_WAIT``; no less than ``after``. Who fails while it is waited only waits along.
    """
    row = Inbox.objects.select_for_update(of=("self",), no_key=True).get(pk=inbox)
    new = row.faulted_at is None
    since = row.faulted_at or at
    until = row.held_until
    if until is None or until <= at:
        stood = min(max(at - since, backoff(1, longest=LONGEST_WAIT)), LONGEST_WAIT)
        until = at + max(stood, after)
        hold_back(inbox=inbox, until=until)
    Inbox.objects.filter(pk=inbox).update(words=words, faulted_at=since, held_until=until)
    return Fault(until=until, new=new)


def hold_back(*, inbox: int, until: datetime) -> None:
    """Nothing else that waits leaves by ``inbox`` before ``until``."""
    waiting = Reply.objects.filter(inbox=inbox, state=Reply.State.WAITING, lease="")
    waiting.filter(due_at__lt=until).update(due_at=until)


@transaction.atomic
def end_fault(*, inbox: Inbox, at: datetime) -> None:
    """Something went out again: what was held back may go at once."""
    faulted = Inbox.objects.select_for_update(of=("self",), no_key=True).faulted()
    row = faulted.filter(pk=inbox.pk).first()
    if row is None or row.held_until is None:
        return
    held = Reply.objects.filter(inbox=row, state=Reply.State.WAITING, lease="")
    held.filter(due_at=row.held_until).update(due_at=at)
    _forget_fault(row)


@transaction.atomic
def retry_inbox(*, inbox: Inbox, at: datetime, refused: bool = True) -> int:
    """Put what waits for ``inbox`` first in line, after a person mended it; return how many.

    With ``refused``, what was refused for good too.
    """
    _forget_fault(inbox)
    here = Reply.objects.filter(inbox=inbox, asker__isnull=False)
    lasting = here.failed().exclude(~Q(lease=""), state=Reply.State.WAITING)
    anew = {"state": Reply.State.WAITING, "due_at": at, "attempts": 0, "failed_at": None}
    count = lasting.update(lease="", lease_until=None, **anew) if refused else 0
    held = here.filter(state=Reply.State.WAITING, lease="", due_at__gt=at)
    count += held.update(due_at=at)
    wake_on_commit("replies")
    return count


def _forget_fault(inbox: Inbox) -> None:
    Inbox.objects.filter(pk=inbox.pk).update(words="", faulted_at=None, held_until=None)
    wake_on_commit("replies")
