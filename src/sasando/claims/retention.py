"""What the room keeps of who asked, for how long, and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from sasando.claims.actions import end_tips, forget_askers, unname_replies
from sasando.claims.models import Allowance, Asker, Claim, Evidence, Reply, Tip, TipPart
from sasando.retention.rules import Effect, Rows, Rule, Stays

_LAST_WORD = timedelta(hours=1)  # how long the answer to "forget me" is tried
_MONTH = timedelta(days=30)


def _allowances(at: datetime, kept: timedelta) -> Rows:
    return Rows(Allowance.objects.filter(at__lt=at - kept), "at")


def _parts(at: datetime, kept: timedelta) -> Rows:
    return Rows(TipPart.objects.filter(at__lt=at - kept), "at")


def _tips(at: datetime, kept: timedelta) -> Rows:
    return Rows(Tip.objects.outlived(at - kept), "received_at")


def _replies(at: datetime, kept: timedelta) -> Rows:
    return Rows(Reply.objects.outlived(at - kept), "created_at")


def _askers(at: datetime, kept: timedelta) -> Rows:
    """Askers whose time is over; who asked to be forgotten hears so first."""
    waiting = Reply.objects.filter(asker=OuterRef("pk"), state=Reply.State.WAITING)
    last_word = waiting.filter(created_at__gt=at - _LAST_WORD)
    return Rows(Asker.objects.outlived(at - kept, at).exclude(Exists(last_word)), "last_at")


def _dropped_evidence(at: datetime, kept: timedelta) -> Rows:
    """Copies of pages under claims that were dropped so long ago."""
    dropped = Evidence.objects.filter(
        claim__state=Claim.State.DROPPED, claim__closed_at__lt=at - kept
    )
    return Rows(dropped.exclude(file=""), "claim__closed_at")


def _drop_copies(rows: QuerySet[Any], at: datetime) -> None:
    """Delete the files once it is sure that nothing names them; digests and addresses stay."""
    for evidence in rows:
        transaction.on_commit(partial(evidence.file.storage.delete, str(evidence.file.name)))
    rows.update(file="")


_ASKED = _("Who wrote on is remembered; what they wrote is not kept longer than their address.")

RULES = (
    Rule(
        key="claims.allowances",
        kind=_("How much a sender sent lately"),
        personal=_("Keyed hash of the address; of the site's visitors another one every day"),
        counted_from=_("the last message"),
        why=_("To keep floods apart; a full allowance says nothing."),
        usual=timedelta(hours=3),
        models=("sasando_claims.Allowance",),
        due=_allowances,
        every=timedelta(minutes=1),
    ),
    Rule(
        key="claims.parts",
        kind=_("Marks of messages, to take each once"),
        personal=_("Keyed hash of what the platform calls the message"),
        counted_from=_("the message"),
        why=_("Platforms bring the same message again."),
        usual=_MONTH,
        bounds=(timedelta(days=1), timedelta(days=365)),
        follows="claims.askers",
        models=("sasando_claims.TipPart",),
        due=_parts,
    ),
    Rule(
        key="claims.tips",
        kind=_("What people sent in: words, links, pictures"),
        personal=_("What the sender wrote and showed, and what the platform calls it"),
        counted_from=_("the message"),
        why=_ASKED,
        effect=Effect.COUNTED,
        usual=_MONTH,
        bounds=(timedelta(days=1), timedelta(days=365)),
        follows="claims.askers",
        models=("sasando_claims.Tip", "sasando_claims.TipPicture"),
        due=_tips,
        forget=end_tips,
    ),
    Rule(
        key="claims.replies",
        kind=_("What platforms call our answers"),
        personal=_("Identifiers that hold a chat's or telephone's number, sealed"),
        counted_from=_("the answer"),
        why=_("Only to understand what a platform says of an answer afterwards."),
        effect=Effect.UNNAMED,
        usual=_MONTH,
        bounds=(timedelta(days=1), timedelta(days=365)),
        follows="claims.askers",
        models=("sasando_claims.Reply",),
        due=_replies,
        forget=unname_replies,
    ),
    Rule(
        key="claims.askers",
        kind=_("Who asked: the address to answer by"),
        personal=_("Sealed address at the platform, keyed hash of it, language"),
        counted_from=_("their last message; at once after “forget me”"),
        why=_("To answer, and to tell everyone who asked when the verdict is out."),
        usual=_MONTH,
        bounds=(timedelta(days=1), timedelta(days=365)),
        models=("sasando_claims.Asker",),
        due=_askers,
        forget=forget_askers,
        every=timedelta(0),
    ),
    Rule(
        key="claims.dropped-evidence",
        kind=_("Copies of pages under claims that were not checked"),
        personal=_("What stood on a stranger's page"),
        counted_from=_("the day the claim was dropped"),
        why=_("No verdict stands on them. Address and digest stay, the copy goes."),
        usual=timedelta(days=365),
        bounds=(timedelta(days=90), timedelta(days=1825)),
        models=("sasando_claims.Evidence",),
        due=_dropped_evidence,
        forget=_drop_copies,
        every=timedelta(hours=6),
    ),
)

STAYS = (
    Stays(
        models=(
            "sasando_claims.Question",
            "sasando_claims.WorkEntry",
            "sasando_claims.Move",
            "sasando_claims.Feedback",
        ),
        why=_(
            "The check of a claim, by which a reader can follow the verdict (IFCN: transparency of "
            "sources and methodology)."
        ),
        personal=_("Name of who checked, asked and replied for their organisation."),
    ),
    Stays(
        models=(
            "sasando_claims.Alias",
            "sasando_claims.Claim",
            "sasando_claims.ClaimVerdict",
            "sasando_claims.CheckSource",
            "sasando_claims.ForeignCheck",
            "sasando_claims.Inbox",
            "sasando_claims.KnownChange",
            "sasando_claims.Prebunk",
            "sasando_claims.PrebunkOffer",
            "sasando_claims.Sighting",
            "sasando_claims.TipCount",
        ),
        why=_(
            "What circulates, how often, and what is true: wordings and counts that do not say who "
            "asked."
        ),
    ),
)
