"""Suggestions that nobody answered: what only resembles something known may be new to the desk."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from sasando.channels.looking import Look
from sasando.claims.actions.answering import IGNORED_AFTER, answer_of, language_of
from sasando.claims.actions.checking import take_up
from sasando.claims.actions.filing import file_under_claim
from sasando.claims.actions.linking import tell_by_others
from sasando.claims.actions.telling import tell_latecomer
from sasando.claims.models import Asker, Claim, Tip

logger = logging.getLogger(__name__)

_AT_ONCE = 20  # tips of one look: the clock has other duties, and they wait
_BEHIND = timedelta(seconds=0.5)  # so long past its time a tip waits only when many came at once
_some_wait = Look(Tip.objects.claimable)


def file_unchosen(*, at: datetime) -> int:
    """File tips whose suggestions were neither taken nor turned down; return how many.

    They gather under claims as unknown ones do, and their senders hear of a verdict as everyone
    does. Nothing is promised or sent now, and the suggestions stand. Any number of workers may do it.
    Nobody waits for this: where people wait for an answer it is one a call.
    """
    due = Tip.objects.filter(file_at__lte=at).order_by("file_at", "id")
    keys = list(due.values_list("pk", flat=True)[:_AT_ONCE])
    filed = 0
    for place, key in enumerate(keys):
        if place and _some_wait(timezone.now() - _BEHIND):
            break
        filed += _file(key, at)
    return filed


def _file(key: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            return _filed(key, at)
    except Exception:
        logger.exception("tip %s was not filed", key)  # it keeps none of the others
        Tip.objects.filter(pk=key, file_at__lte=at).update(file_at=at + IGNORED_AFTER)
        return False


def _filed(key: int, at: datetime) -> bool:
    still = Tip.objects.unchosen().filter(pk=key, file_at__lte=at).select_for_update(of=("self",))
    tip = still.select_related("inbox", "asker").prefetch_related("pictures").first()
    Tip.objects.filter(pk=key, file_at__lte=at).update(file_at=None)
    if tip is None:  # its sender chose, or another worker was quicker
        return False
    claim = file_under_claim(tip=tip, at=tip.received_at)
    if claim.state == Claim.State.SETTLED:
        _catch_up(tip, claim, at)
    return True


def _catch_up(tip: Tip, claim: Claim, at: datetime) -> None:
    """Do for ``tip`` what was done for the others of ``claim`` (locked) when it was settled.

    A claim that nothing answers any more is the desk's again. One that was dropped stays so: the
    desk has seen it, and nobody was promised word.
    """
    found = answer_of(claim, language_of(tip), at)
    if found is None:
        take_up(claim=claim, at=at)
        return
    if claim.closed_at is None or tip.answered_at is None or tip.answered_at > claim.closed_at:
        return  # it was out already when the suggestions were made
    if found.version is not None:
        tell_latecomer(tip=tip, claim=claim, version=found.version, at=at)
    else:
        tell_by_others(askers=Asker.objects.filter(tips=tip), found=found, at=at)
