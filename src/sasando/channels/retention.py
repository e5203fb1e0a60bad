"""What the room keeps of accounts, readers and subscribers, for how long, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from sasando.channels.hub.actions import PATIENCE as TO_CONFIRM
from sasando.channels.models import (
    Copy,
    Note,
    SignUp,
    Spending,
    Subscription,
    SubscriptionRequest,
)
from sasando.channels.newsletter.actions.people import PATIENCE, SILENCE
from sasando.retention.rules import NOBODY, Effect, Rows, Rule, Stays


def _notes(at: datetime, kept: timedelta) -> Rows:
    return Rows(Note.objects.filter(at__lt=at - kept), "at")


def _spendings(at: datetime, kept: timedelta) -> Rows:
    return Rows(Spending.objects.filter(began__lt=at - kept), "began")


def _wishes(at: datetime, kept: timedelta) -> Rows:
    return Rows(SignUp.objects.filter(silent=False, expires_at__lte=at), "expires_at")


def _silent(at: datetime, kept: timedelta) -> Rows:
    return Rows(SignUp.objects.filter(silent=True, expires_at__lte=at), "expires_at")


def _copies(at: datetime, kept: timedelta) -> Rows:
    settled = Copy.objects.exclude(state=Copy.State.WAITING)
    return Rows(settled.filter(created_at__lt=at - kept), "created_at")


def _hub_wishes(at: datetime, kept: timedelta) -> Rows:
    return Rows(SubscriptionRequest.objects.filter(expires_at__lte=at), "expires_at")


def _hub_ended(at: datetime, kept: timedelta) -> Rows:
    ended = Subscription.objects.exclude(state=Subscription.State.LIVE)
    return Rows(ended.filter(ends_at__lte=at - kept), "ends_at")


_BY_IT_A_HAND_OVER_IS_KNOWN = _(
    "By it a hand-over that broke off is known again; longer than any is tried."
)

RULES = (
    Rule(
        key="channels.notes",
        kind=_("Notes of hand-overs to platforms"),
        personal=NOBODY,
        counted_from=_("the note"),
        why=_BY_IT_A_HAND_OVER_IS_KNOWN,
        usual=timedelta(days=60),
        bounds=(timedelta(days=30), timedelta(days=180)),
        models=("sasando_channels.Note",),
        due=_notes,
        every=timedelta(hours=6),
    ),
    Rule(
        key="channels.spendings",
        kind=_("What of a platform's allowance was used"),
        personal=NOBODY,
        counted_from=_("the beginning of the window"),
        why=_("So that no platform is asked for more than it allows."),
        usual=timedelta(days=60),
        bounds=(timedelta(days=30), timedelta(days=180)),
        models=("sasando_channels.Spending",),
        due=_spendings,
        every=timedelta(hours=6),
    ),
    Rule(
        key="channels.newsletter-wishes",
        kind=_("Wishes for a newsletter that nobody confirmed"),
        personal=_("Sealed e-mail address, keyed hash of it, choices"),
        counted_from=_("the wish"),
        why=_("The time that the mail with the link is good for."),
        usual=PATIENCE,
        models=("sasando_channels.SignUp",),
        due=_wishes,
    ),
    Rule(
        key="channels.silent-addresses",
        kind=_("Addresses that refused a newsletter or complained"),
        personal=_("Keyed hash of the address, nothing else"),
        counted_from=_("the refusal"),
        why=_("So that nobody can have this address written to by the form again at once."),
        usual=SILENCE,
        models=("sasando_channels.SignUp",),
        due=_silent,
    ),
    Rule(
        key="channels.newsletter-copies",
        kind=_("Which issue of a newsletter went to which reader"),
        personal=_("A link to the reader's row, without the address"),
        counted_from=_("the making of the copy"),
        why=_("To understand bounces and receipts that come later."),
        effect=Effect.COUNTED,
        usual=timedelta(days=30),
        bounds=(timedelta(days=14), timedelta(days=90)),
        models=("sasando_channels.Copy",),
        due=_copies,
    ),
    Rule(
        key="channels.hub-wishes",
        kind=_("Wishes to be told of news that nobody confirmed"),
        personal=_("Address of the machine that asked"),
        counted_from=_("the wish"),
        why=_("The time in which the machine must confirm."),
        usual=TO_CONFIRM,
        models=("sasando_channels.SubscriptionRequest",),
        due=_hub_wishes,
        every=timedelta(minutes=1),
    ),
    Rule(
        key="channels.hub-ended",
        kind=_("Subscriptions of machines that ended"),
        personal=_("Address of the machine that was told"),
        counted_from=_("its end"),
        why=_("So that its owner can be told why it ended."),
        usual=timedelta(days=30),
        bounds=(timedelta(days=7), timedelta(days=180)),
        models=("sasando_channels.Subscription",),
        due=_hub_ended,
    ),
)

STAYS = (
    Stays(
        models=("sasando_channels.Subscriber",),
        why=_("As long as they read: who leaves is deleted at that moment, address and all."),
        personal=_("Sealed address of a reader, keyed hash of it, choices."),
    ),
    Stays(
        models=(
            "sasando_channels.Delivery",
            "sasando_channels.Attempt",
            "sasando_channels.HandOver",
        ),
        why=_(
            "The receipts of what was published, and what each platform said: the partnership is "
            "accounted for by them."
        ),
        personal=_("Name of who carried a copy by hand."),
    ),
    Stays(
        models=(
            "sasando_channels.AccessToken",
            "sasando_channels.Issue",
            "sasando_channels.Newsletter",
            "sasando_channels.Outlet",
            "sasando_channels.Position",
        ),
        why=_("Outlets, newsletters with their counts, and tokens of partner systems."),
    ),
)
