"""What is done to a claim: one address a verb, each sent by its own small form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sasando.claims import actions
from sasando.claims.dossier import page_of, same_wording
from sasando.claims.exceptions import ClaimsError
from sasando.claims.forms import FORMS
from sasando.claims.models import Claim
from sasando.claims.permissions import claim_for, worker_of
from sasando.claims.views.claim import show
from sasando.desk.exceptions import DeskError
from sasando.parties.exceptions import PartiesError
from sasando.parties.models import Person

Act = Callable[[Claim, Any, Person, datetime], tuple[str, str]]
"""Does it; returns what to say, and where to go then ("" for the claim's page)."""


@require_POST
def work(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb to a claim. What cannot be done is said beside the form, which keeps its words."""
    person = worker_of(request)
    claim = claim_for(request, pk)
    act = _VERBS.get(verb)
    if act is None:
        raise Http404
    form = FORMS[verb](request.POST, request.FILES, claim=claim)
    if form.is_valid():
        try:
            said, there = act(claim, form, person, timezone.now())
        except (ClaimsError, DeskError, PartiesError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect(there or page_of(claim))
    return show(request, claim_for(request, pk), {verb: form})


def _take(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    second = claim.second_checker if claim.second_checker_id != by.pk else None
    actions.assign(claim=claim, checker=by, second=second, by=by, at=at)
    return _("You check this claim now."), ""


def _assign(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    actions.assign(claim=claim, **form.cleaned_data, by=by, at=at)
    return _("The claim is assigned."), ""


def _describe(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    actions.describe(claim=claim, **form.cleaned_data, by=by, at=at)
    return _("The description is saved."), ""


def _note(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    actions.note(claim=claim, text=form.cleaned_data["text"], by=by, at=at)
    return _("The note is in the work log."), ""


def _drop(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    actions.drop(claim=claim, because=form.cleaned_data["because"], by=by, at=at)
    return _("The claim is closed. It can be taken up again."), ""


def _reopen(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    actions.reopen(claim=claim, by=by, at=at)
    return _("The claim is open again."), ""


def _evidence(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    actions.add_evidence(claim=claim, **form.cleaned_data, by=by, at=at)
    return _("The evidence is on record."), ""


def _ask(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    question = actions.ask(
        claim=claim,
        organisation=form.cleaned_data["organisation"],
        text=form.cleaned_data["text"],
        within=form.within,
        by=by,
        at=at,
    )
    said = _("%(name)s is asked. The clock is running.") % {"name": question.organisation}
    return said, ""


def _merge(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    actions.merge(source=form.cleaned_data["other"], target=claim, by=by, at=at)
    return _("They are one claim now. You can undo it below."), ""


def _split(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    tips = same_wording(claim, form.cleaned_data["tips"])
    wording = form.cleaned_data["wording"]
    move = actions.split(claim=claim, tips=tips, wording=wording, by=by, at=at)
    return _("This is a claim of its own now."), page_of(move.target)


def _move(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    tips = same_wording(claim, form.cleaned_data["tips"])
    move = actions.move(tips=tips, target=form.cleaned_data["target"], by=by, at=at)
    return _("The messages are moved. You can undo it below."), page_of(move.target)


def _undo(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    actions.undo(move=form.cleaned_data["move"], by=by, at=at)
    return _("It is as it was before."), f"{page_of(claim)}?here"


def _verdict(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    seen_in = form.cleaned_data["seen_in"]
    verdict = actions.write_verdict(claim=claim, seen_in=seen_in, by=by, at=at)
    said = _("The draft says what is known so far. Rate the claim and say what is true.")
    return said, reverse("wagtailadmin_pages:edit", args=[verdict.pk])


def _answered(claim: Claim, form: Any, by: Person, at: datetime) -> tuple[str, str]:
    known_id = form.cleaned_data["known_id"]
    stands = actions.answer_with(claim=claim, known_id=known_id, by=by, at=at)
    return _("Everyone who asked is being told."), page_of(stands)


_VERBS: dict[str, Act] = {
    "take": _take,
    "assign": _assign,
    "describe": _describe,
    "note": _note,
    "drop": _drop,
    "reopen": _reopen,
    "evidence": _evidence,
    "ask": _ask,
    "merge": _merge,
    "split": _split,
    "move": _move,
    "undo": _undo,
    "verdict": _verdict,
    "answered": _answered,
}
