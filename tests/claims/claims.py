"""Claims to look at: rows as intake leaves them, without a platform."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from sasando.claims.actions.counting import count_tip
from sasando.claims.actions.filing import file_under_claim
from sasando.claims.likeness import fingerprint
from sasando.claims.messengers import stranger_context
from sasando.claims.models import Asker, Claim, Inbox, Tip
from sasando.plugins import Context
from tests.desk.builders import Desk

PLACE = "53.71"


def local_context() -> Context:
    """Links of strangers are followed to pages of this machine, which the house itself never does."""
    return replace(stranger_context("id"), allow_loopback=True)


def an_inbox(desk: Desk, messenger: str = "telegram") -> Inbox:
    inbox, _new = Inbox.objects.get_or_create(
        code=messenger,
        defaults={"name": messenger.title(), "organisation": desk.pos, "messenger": messenger},
    )
    return inbox


def an_asker(inbox: Inbox, name: str, at: datetime) -> Asker:
    asker, _new = Asker.objects.get_or_create(
        code=f"{name:0>64}",
        defaults={
            "inbox": inbox,
            "locked_address": f"sealed-{name}",
            "first_at": at,
            "last_at": at,
        },
    )
    return asker


def ask_about(desk: Desk, text: str, *, asker: str = "1", at: datetime | None = None) -> Tip:
    """A tip that was not known, filed under its claim."""
    at = at or timezone.now()
    inbox = an_inbox(desk)
    tip = Tip.objects.create(
        inbox=inbox,
        asker=an_asker(inbox, asker, at),
        text=text,
        received_at=at,
        ready_at=at,
        place=PLACE,
        fingerprint=fingerprint(text),
        state=Tip.State.UNKNOWN,
        outcome=Tip.Outcome.ABSTAIN,
        answered_at=at + timedelta(seconds=1),
    )
    file_under_claim(tip=tip, at=at)
    count_tip(tip=tip, outcome=tip.state, at=at)
    return tip


def a_claim(desk: Desk, text: str, *, people: int = 1, about: bool = False) -> Claim:
    for number in range(people):
        tip = ask_about(desk, text, asker=str(number + 1))
    Claim.objects.filter(pk=tip.claim_id).update(about_commission=about)
    return Claim.objects.get(pk=tip.claim_id)
