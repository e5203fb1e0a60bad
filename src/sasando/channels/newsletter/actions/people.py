"""Readers come, change their minds and go. Who goes leaves nothing but counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from sasando.channels import leasing
from sasando.channels.models import Copy, Issue, Medium, Newsletter, Rhythm, SignUp, Subscriber
from sasando.channels.newsletter.contents import PERIODS
from sasando.channels.newsletter.tags import Tag
from sasando.channels.privacy import code_of
from sasando.channels.waking import wake_on_commit

PATIENCE = timedelta(hours=48)  # for an address to confirm
SILENCE = timedelta(days=30)  # an address that refused or complained is left alone so long
MOST_MAILS = 3  # confirmations to one address while a wish is open
APART = timedelta(minutes=10)  # between two of them
SOFT_ENDS = 5  # soft bounces that follow each other end a subscription
SOFT_FORGIVEN = timedelta(days=30)  # so long without one, the count begins anew
BY_MAIL = "newsletter/mail"  # beside the address in its keyed hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody chose."""

    language: str
    rhythm: str = ""
    at_once: bool = False
    kinds: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    elections: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, object]:
        """As ``Choice`` keeps it."""
        lists = {"kinds": self.kinds, "audiences": self.audiences, "elections": self.elections}
        said = {"language": self.language, "rhythm": self.rhythm, "at_once": self.at_once}
        return {**said, **{name: sorted(set(values)) for name, values in lists.items()}}


@transaction.atomic
def ask(*, newsletter: Newsletter, address: str, wish: Wish, at: datetime) -> None:
    """Keep ``wish`` until the address confirms it; a later wish takes its place.

    Nothing comes back: whoever asks learns nothing about the address. One that is to be left alone,
    or was written to just now or often, gets no mail, and nothing changes. Raises ``VaultError``.
    """
    code = code_of(BY_MAIL, address.lower())
    found = SignUp.objects.select_for_update().filter(newsletter=newsletter, code=code).first()
    if found is not None and found.expires_at <= at:
        found.delete()
        found = None
    if found is None:
        SignUp.objects.create(
            newsletter=newsletter,
            code=code,
            address=address,
            asked_at=at,
            due_at=at,
            expires_at=at + PATIENCE,
            **wish.columns,
        )
        wake_on_commit("copies")
    elif not found.silent and found.mails < MOST_MAILS and at - found.asked_at >= APART:
        _ask_anew(found, wish, at)


def _ask_anew(found: SignUp, wish: Wish, at: datetime) -> None:
    SignUp.objects.filter(pk=found.pk).update(
        **wish.columns,
        asked_at=at,
        due_at=at,
        expires_at=at + PATIENCE,
        mails=F("mails") + 1,
        waits=True,
        attempts=0,
        lease="",
        lease_until=None,
    )
    wake_on_commit("copies")


def wish_of(*, tag: Tag, at: datetime) -> SignUp | None:
    """Return the wish that a link of ``tag`` confirms; ``None`` when it is settled or too old."""
    open_ones = SignUp.objects.filter(mark=tag.mark, silent=False, expires_at__gt=at)
    found = open_ones.select_related("newsletter__organisation").first()
    return found if found and int(found.asked_at.timestamp()) == tag.number else None


@transaction.atomic
def confirm(*, tag: Tag, at: datetime) -> Subscriber | None:
    """Do what the link of ``tag`` confirms; return the subscriber, ``None`` for a link that is spent.

    A subscription that runs takes the new choices; what its reader was told stays told.
    """
    asked = wish_of(tag=tag, at=at)
    if asked is None:
        return None
    reader = _settle(
        newsletter=asked.newsletter,
        medium=Medium.MAIL,
        code=asked.code,
        address=asked.address,
        mark=asked.mark,
        choice=asked.chosen,
        at=at,
    )
    asked.delete()
    return reader


def _settle(
    *,
    newsletter: Newsletter,
    medium: str,
    code: str,
    address: str,
    mark: str,
    choice: Mapping[str, object],
    at: datetime,
) -> Subscriber:
    period = PERIODS.get(str(choice["rhythm"]), PERIODS[Rhythm.DAILY])
    reader = Subscriber.objects.select_for_update().filter(newsletter=newsletter, code=code).first()
    if reader is None:
        named = {"mark": mark} if mark else {}
        return Subscriber.objects.create(
            newsletter=newsletter,
            medium=medium,
            code=code,
            address=address,
            since=at,
            told_until=at - period,  # the first issue tells what a usual one does
            **named,
            **choice,
        )
    told = reader.told_until if reader.rhythm else at - period
    Subscriber.objects.filter(pk=reader.pk).update(
        **choice, told_until=max(told, at - PERIODS[Rhythm.WEEKLY]), soft_bounces=0
    )
    reader.refresh_from_db()
    return reader


@transaction.atomic
def subscribe_by_chat(
    *, newsletter: Newsletter, code: str, address: str, wish: Wish, at: datetime
) -> Subscriber:
    """Subscribe who asked for it by a word to the bot: the word itself is the consent.

    ``code`` is the keyed hash that the inbox knows them by. Raises ``VaultError``.
    """
    return _settle(
        newsletter=newsletter,
        medium=Medium.CHAT,
        code=code,
        address=address,
        mark="",
        choice=wish.columns,
        at=at,
    )


def newsletter_of(inbox: str) -> Newsletter | None:
    """Return the newsletter whose readers may subscribe by the inbox with this code."""
    return Newsletter.objects.open().filter(options__inbox=inbox).first() if inbox else None


def leave_by_chat(*, code: str) -> bool:
    """End the subscription of who is known by ``code``; return whether there was one."""
    reader = Subscriber.objects.filter(code=code, medium=Medium.CHAT).first()
    return reader is not None and end(subscriber=reader)


def leave(*, tag: Tag) -> bool:
    """End the subscription that ``tag`` names, and count it at its issue; return whether it ran."""
    reader = Subscriber.objects.filter(mark=tag.mark).first()
    return reader is not None and end(subscriber=reader, issue=tag.number, counted="unsubscribed")


@transaction.atomic
def end(*, subscriber: Subscriber, issue: int = 0, counted: str = "") -> bool:
    """Delete a subscriber; return whether this call did. What waited for them is dropped.

    ``counted`` is the column of ``issue`` that counts one more.
    """
    if not Subscriber.objects.select_for_update().filter(pk=subscriber.pk).exists():
        return False
    waiting = Copy.objects.filter(subscriber=subscriber, state=Copy.State.WAITING)
    waiting.update(state=Copy.State.DROPPED, lease="", lease_until=None)
    Subscriber.objects.filter(pk=subscriber.pk).delete()
    if issue and counted:
        mine = Issue.objects.filter(pk=issue, newsletter=subscriber.newsletter_id)
        mine.update(**{counted: F(counted) + 1})
    return True


@transaction.atomic
def hard_bounce(*, tag: Tag, at: datetime) -> bool:
    """The address takes nothing: end it at once, and leave it alone. Return whether it was known."""
    return _silence(tag, counted="bounced", at=at)


@transaction.atomic
def complain(*, tag: Tag, at: datetime) -> bool:
    """The reader calls it spam: unsubscribed, and left alone (RFC 5965)."""
    return _silence(tag, counted="complained", at=at)


def _silence(tag: Tag, *, counted: str, at: datetime) -> bool:
    reader = Subscriber.objects.filter(mark=tag.mark).first()
    asked = SignUp.objects.filter(mark=tag.mark, silent=False).first()
    known = reader or asked
    if known is None:
        return False
    if reader is not None:
        end(subscriber=reader, issue=tag.number, counted=counted)
        Copy.objects.filter(key=Copy.key_for(Issue(pk=tag.number), tag.mark)).update(bounced=True)
    _leave_alone(known.newsletter_id, known.code, at)
    return True


def _leave_alone(newsletter_id: int, code: str, at: datetime) -> None:
    """Remember the hash alone, so that nobody has this address written to by the form."""
    SignUp.objects.update_or_create(
        newsletter_id=newsletter_id,
        code=code,
        defaults={
            **Wish(language="id").columns,
            "address": "",
            "silent": True,
            "waits": False,
            "asked_at": at,
            "due_at": at,
            "expires_at": at + SILENCE,
            "lease": "",
            "lease_until": None,
        },
    )


@transaction.atomic
def soft_bounce(*, tag: Tag, at: datetime) -> bool:
    """The address takes nothing for now: count it, and end it when that goes on."""
    reader = Subscriber.objects.select_for_update().filter(mark=tag.mark).first()
    if reader is None:
        return False
    copy = Copy.objects.filter(key=Copy.key_for(Issue(pk=tag.number), tag.mark))
    if not copy.filter(bounced=False).update(bounced=True):
        return True  # told before, or long ago
    Issue.objects.filter(pk=tag.number).update(bounced=F("bounced") + 1)
    recent = reader.bounced_at is not None and at - reader.bounced_at < SOFT_FORGIVEN
    count = reader.soft_bounces + 1 if recent else 1
    Subscriber.objects.filter(pk=reader.pk).update(soft_bounces=count, bounced_at=at)
    if count >= SOFT_ENDS:
        end(subscriber=reader)
    return True


def asked_by_mail(*, asked: SignUp) -> None:
    """The mail with the link is out."""
    leasing.release(asked, waits=False)


def ask_later(*, asked: SignUp, at: datetime) -> None:
    """The mail with the link could not go out now."""
    wait = leasing.backoff(asked.attempts, longest=timedelta(minutes=30))
    leasing.release(asked, due_at=at + wait)


@transaction.atomic
def ask_no_more(*, asked: SignUp, at: datetime) -> None:
    """No such address: nothing stays of the wish but the hash, for a while."""
    if leasing.release(asked, waits=False):
        _leave_alone(asked.newsletter_id, asked.code, at)
