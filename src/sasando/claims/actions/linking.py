"""A claim that something published answers already: everyone who asked is told, without a check."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sasando.claims import answers, wording
from sasando.claims.actions.gathering import merge
from sasando.claims.actions.remembering import remember
from sasando.claims.actions.replies import queue_reply
from sasando.claims.actions.telling import tell_verdict, tie_verdict
from sasando.claims.answers import Answer
from sasando.claims.exceptions import WrongState
from sasando.claims.models import Asker, Claim, ClaimVerdict, Reply, Tip, WorkEntry
from sasando.claims.models.askers import AskerQuerySet
from sasando.desk.models import Version
from sasando.parties.models import Person

_OPEN_TIPS = (Tip.State.UNKNOWN, Tip.State.SUGGESTED, Tip.State.ASKED_BACK)
_REMEMBERED = 1000  # of the newest messages of a claim


@transaction.atomic
def answer_with(*, claim: Claim, known_id: str, by: Person, at: datetime) -> Claim:
    """Say that ``known_id`` (an item, a stage, a fact-check by others) answers ``claim``.

    Everyone who asked and was not given it is told once, and the next forward is recognised. An
    item that answers another claim makes one claim of both; return the claim that stands now.
    Raises ``WrongState`` for a claim that is closed, or when ``known_id`` does not hold any more.
    """
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if claim.state in (Claim.State.MERGED, Claim.State.SETTLED):
        raise WrongState(_("This claim is closed already."))
    found = answers.find(known_id, language=claim.language, at=at)
    if found is None:
        raise WrongState(_("This answer does not hold any more. Choose another."))
    family = claim.family()
    text = f"{found.title} · {found.href}"
    WorkEntry.objects.create(
        claim=claim, kind=WorkEntry.Kind.VERDICT, text=text[:5000], by=by, at=at
    )
    stands = _answer_by_item(claim, found.version, by, at) if found.version else claim
    if found.version is None:
        _answer_by_others(claim, found, at)
    tips = Tip.objects.filter(claim__in=family, state__in=_OPEN_TIPS)
    tips.update(state=Tip.State.ANSWERED, known_id=found.known_id, answered_at=at)
    return stands


def _answer_by_item(claim: Claim, version: Version, by: Person, at: datetime) -> Claim:
    tied = ClaimVerdict.objects.filter(item=version.item_id).select_related("claim").first()
    if tied is not None and tied.claim_id != claim.pk:
        return merge(source=claim, target=tied.claim, by=by, at=at, reason=version.headline).target
    tie_verdict(claim=claim, item=version.item, by=by, at=at)
    tell_verdict(version=version, at=at)
    claim.refresh_from_db()
    return claim


def _answer_by_others(claim: Claim, found: Answer, at: datetime) -> None:
    """Settle by what is no version of the desk's: nothing is published later, so tell it here."""
    claim.state, claim.closed_at, claim.closed_because = Claim.State.SETTLED, at, found.title[:300]
    claim.save(update_fields=["state", "closed_at", "closed_because"])
    tips = Tip.objects.filter(claim__in=claim.family())
    once = {tip.fingerprint: tip for tip in tips.exclude(fingerprint="")[:_REMEMBERED]}
    for tip in once.values():
        remember(tip=tip, known_id=found.known_id, at=at)
    tell_by_others(askers=Asker.objects.filter(tips__in=tips), found=found, at=at)


def tell_by_others(*, askers: AskerQuerySet, found: Answer, at: datetime) -> None:
    """Queue ``found``, which is no version of the desk's, for those of ``askers`` it was not told."""
    told = Reply.objects.filter(known_id=found.known_id, asker__isnull=False)
    told = told.exclude(state=Reply.State.DROPPED)
    waiting = askers.reachable().exclude(pk__in=told.values("asker"))
    for asker in waiting.distinct().order_by("pk"):
        said = answers.find(found.known_id, language=asker.language, at=at) or found
        words = wording.Words(text=wording.body(said, asker.language))
        queue_reply(asker=asker, reason=Reply.Reason.ANSWER, words=words, found=said, at=at)
