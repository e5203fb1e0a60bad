"""Who asked: met, unsubscribed by one word, forgotten in time."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from sasando.channels.conflicts import once_more
from sasando.channels.newsletter.actions import leave_by_chat
from sasando.channels.privacy import code_of, seal
from sasando.claims import signals
from sasando.claims.actions.remembering import unlearn
from sasando.claims.models import (
    Allowance,
    Asker,
    Inbox,
    Reply,
    Tip,
    TipPicture,
)
from sasando.plugins.messenger import Incoming

BURST = 30.0  # messages one sender may send at once
REFILL = timedelta(seconds=20)  # for one more
DEAF = -120.0  # so far over it, messages are only counted
_UNNAMED_TIP: dict[str, Any] = {"external_id": "", "handles": [], "thread_key": ""}
_UNNAMED_REPLY: dict[str, Any] = {"parts": "", "code": "", "codes": "", "handles": [], "words": ""}


def meet(*, inbox: Inbox, incoming: Incoming, language: str, at: datetime) -> Asker:
    """Return who wrote, known from now on until the set time after their last message.

    Raises ``IntegrityError`` when another thread meets the same person at this moment.
    """
    code = code_of(inbox.code, incoming.address)
    fresh = {"last_at": at, "expires_at": None, "gone_at": None}
    asker = Asker.objects.filter(code=code).first()
    if asker is None:
        asker = Asker.objects.create(
            code=code,
            inbox=inbox,
            locked_address=seal(incoming.address),
            is_group=incoming.in_group,
            language=language,
            first_at=at,
            **fresh,
        )
        asker.is_new = True
        return asker
    Asker.objects.filter(pk=asker.pk).update(**fresh)
    asker.last_at, asker.gone_at, asker.inbox = at, None, inbox
    return asker


def spend(*, inbox: Inbox, sender: str, at: datetime) -> float:
    """Take one message from the sender's allowance; return what is left, below 0 when over it.

    It goes no lower than ``DEAF``, so that a sender who stops is heard again within the hour.
    Raises ``IntegrityError`` when another thread meets the same sender at this moment.
    """
    return _spend(code_of(inbox.code, sender), at)


def spend_on_site(*, sender: str, at: datetime, cost: float = 1.0) -> float:
    """As ``spend``, for a visitor of the site. The hash is another one every day.

    ``cost`` is what one question takes: less for a partner system that asks for many people.
    """
    return _spend_alone(code_of(f"web {at:%Y-%m-%d}", sender), at, cost)


def _spend(code: str, at: datetime, cost: float = 1.0) -> float:
    allowance = Allowance.objects.select_for_update().filter(code=code).first()
    if allowance is None:
        left = BURST - cost
        Allowance.objects.create(code=code, left=left, at=at)
        return left
    refilled = allowance.left + max((at - allowance.at) / REFILL, 0.0)
    left = max(min(refilled, BURST) - cost, DEAF)
    Allowance.objects.filter(pk=allowance.pk).update(left=left, at=at)
    return left


_spend_alone = once_more(_spend)  # another thread may meet the same visitor just now


def stop(*, asker: Asker, at: datetime) -> None:
    """Tell ``asker`` nothing more on our own account, newsletters included; what waited is dropped."""
    leave_by_chat(code=asker.code)
    Asker.objects.filter(pk=asker.pk).update(stopped_at=at)
    asker.stopped_at = at
    _drop_waiting(asker)


def resume(*, asker: Asker) -> None:
    """Tell ``asker`` again what comes out."""
    Asker.objects.filter(pk=asker.pk).update(stopped_at=None)
    asker.stopped_at = None


def lose(*, asker: Asker, at: datetime) -> None:
    """The platform says that nobody is there any more: write no more, until they write."""
    leave_by_chat(code=asker.code)
    Asker.objects.filter(pk=asker.pk).update(gone_at=at)
    _drop_waiting(asker)


def speak(*, asker: Asker, language: str) -> None:
    """Answer ``asker`` in ``language`` from now on."""
    if asker.language != language:
        Asker.objects.filter(pk=asker.pk).update(language=language)
        asker.language = language


@transaction.atomic
def forget(*, asker: Asker, at: datetime) -> None:
    """Blank at once what ``asker`` sent; the address goes when the last word is out.

    Claims keep their wording and their counts: neither says who asked.
    """
    leave_by_chat(code=asker.code)
    _drop_waiting(asker)
    signals.asker_forgotten.send(sender=Asker, asker=asker, at=at)
    _blank(asker, at)
    Asker.objects.filter(pk=asker.pk).update(stopped_at=at, expires_at=at)


def forget_askers(askers: QuerySet[Asker], at: datetime) -> None:
    """Delete ``askers`` with every trace that leads to them, in the caller's transaction."""
    for asker in askers:
        _drop_waiting(asker)
        asker.tips.update(**_UNNAMED_TIP)
        asker.replies.update(**_UNNAMED_REPLY)
        asker.delete()


def unname_replies(replies: QuerySet[Reply], at: datetime) -> None:
    """Drop what platforms call ``replies``, and their own words about them.

    It only served to understand what a platform says of them, and who writes on is not forgotten.
    """
    replies.update(**_UNNAMED_REPLY)


def end_tips(tips: QuerySet[Tip], at: datetime) -> None:
    """Blank what ``tips`` said and showed; what was counted of them stays."""
    _end(tips)


def _blank(asker: Asker, at: datetime) -> None:
    tips = Tip.objects.filter(pk__in=list(asker.tips.values_list("pk", flat=True)))
    _unlearn(tips, at)
    _end(tips)
    # A worker that reads one just now loses it, so that it writes nothing back.
    tips.filter(state=Tip.State.WAITING).update(state=Tip.State.QUIET)
    tips.update(asker=None, lease="", lease_until=None)
    asker.replies.update(**_UNNAMED_REPLY)


def _end(tips: QuerySet[Tip]) -> None:
    """Blank what ``tips`` said and showed; what was counted of them stays."""
    keys = list(tips.values_list("pk", flat=True))
    delete_pictures(TipPicture.objects.filter(tip__in=keys))
    Tip.objects.filter(pk__in=keys).update(text="", links=[], read_text="", **_UNNAMED_TIP)


def _unlearn(tips: QuerySet[Tip], at: datetime) -> None:
    """Forget the messages learnt from nobody but the sender of ``tips``: here, and in the index."""
    sent = set(tips.exclude(fingerprint="").values_list("fingerprint", flat=True))
    by_others = Tip.objects.filter(fingerprint__in=sent).exclude(pk__in=tips.values("pk"))
    sent -= set(by_others.values_list("fingerprint", flat=True))
    unlearn(fingerprints=sent, known_ids=(), at=at)


def delete_pictures(pictures: QuerySet[TipPicture]) -> None:
    """Delete rows and files; the files once it is sure that the rows are gone."""
    for picture in pictures.exclude(file=""):
        transaction.on_commit(partial(picture.file.storage.delete, str(picture.file.name)))
    pictures.delete()


def _drop_waiting(asker: Asker) -> None:
    waiting = Q(state=Reply.State.WAITING)
    asker.replies.filter(waiting).update(state=Reply.State.DROPPED, lease="", lease_until=None)
