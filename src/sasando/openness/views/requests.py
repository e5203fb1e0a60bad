"""One request: who asks, its deadline day by day, its letters, its objection and dispute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sasando.channels.exceptions import VaultError
from sasando.openness import actions
from sasando.openness.clock import explain
from sasando.openness.exceptions import OpennessError
from sasando.openness.forms import REQUEST_FORMS
from sasando.openness.letters import pdf_of
from sasando.openness.models import Letter, Objection, Request
from sasando.openness.permissions import (
    handles,
    matters_for,
    officer_of,
    reads_requests,
    superior_in,
)
from sasando.openness.timing import calendar, last_day_to_object, sum_of_objection, sums_of
from sasando.openness.verb_forms import RequestForm
from sasando.parties.languages import screen_language
from sasando.parties.models import Person

Act = Callable[[Request, Any, Person, datetime], str]


def request_for(request: HttpRequest, pk: int) -> Request:
    """Return the request ``pk``, or 404 where it is not shown to this person."""
    if not reads_requests(request.user):
        raise Http404
    rows = Request.objects.filter(matter__in=matters_for(request.user).order_by())
    return get_object_or_404(rows.select_related("matter__organisation", "organisation"), pk=pk)


@require_GET
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request."""
    return show(request, request_for(request, pk))


def show(
    request: HttpRequest, asked: Request, bound: Mapping[str, RequestForm] | None = None
) -> HttpResponse:
    """Render the page of ``asked``; ``bound`` are forms that were sent and have to be mended."""
    language = screen_language()
    days = calendar(around=asked.received_on, at=asked.closed_at)
    objections = list(asked.objections.select_related("decided_by").prefetch_related("disputes"))
    open_one = next((one for one in objections if one.decided_at is None), None)
    last = last_day_to_object(asked, days)
    works = handles(request.user, asked.organisation)
    forms = _forms(request, asked, objections) if works else {}
    context = {
        "asked": asked,
        "who": _who(asked) if works else {},
        "page_title": asked.number,
        "header_title": asked.number,
        "header_icon": "doc-full",
        "breadcrumbs_items": [
            {"url": reverse("sasando_openness"), "label": _("Requests for information")},
            {
                "url": reverse("sasando_openness_matter", args=[asked.matter_id]),
                "label": str(asked.matter),
            },
            {"url": "", "label": asked.number},
        ],
        "sums": [explain(one.found, language) for one in sums_of(asked, days)],
        "objections": objections,
        "objection_sum": explain(sum_of_objection(open_one, calendar()), language)
        if open_one
        else None,
        "last": last.due if last else None,
        "letters": list(asked.letters.order_by("pk")),
        "log": list(asked.log.select_related("by")[:50]),
        "works": works,
        "forms": forms | dict(bound or {}),
        "problems": [
            str(words) for form in (bound or {}).values() for words in form.non_field_errors()
        ],
    }
    return render(request, "sasando_openness/request.html", context)


def _who(asked: Request) -> dict[str, str]:
    """Return name, address and contact; a word where the key to them is lost."""
    try:
        told: dict[str, str] = asked.applicant
    except VaultError as error:
        return {"name": str(error)}
    return told


def _forms(
    request: HttpRequest, asked: Request, objections: list[Objection]
) -> dict[str, RequestForm]:
    """Return the forms of the verbs that can be done now."""
    verbs = []
    if asked.state == Request.State.OPEN:
        verbs.append("ask-back")
    if asked.state == Request.State.WAITING:
        verbs += ["complete", "lapse"]
    if not objections:
        verbs.append("object")
    elif any(one.decided_at is None for one in objections):
        if asked.organisation.code in superior_in(request.user):
            verbs.append("review")
    else:
        verbs.append("dispute")
    return {verb: REQUEST_FORMS[verb](asked=asked) for verb in verbs}


@require_POST
def work(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb to a request. What cannot be done is said beside the form, which keeps its words."""
    person = officer_of(request)
    asked = request_for(request, pk)
    act = _VERBS.get(verb)
    if act is None:
        raise Http404
    form = REQUEST_FORMS[verb](request.POST, request.FILES, asked=asked)
    if form.is_valid():
        try:
            said = act(asked, form, person, timezone.now())
        except OpennessError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("sasando_openness_request", pk=asked.pk)
    return show(request, request_for(request, pk), {verb: form})


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out one letter as PDF."""
    found = get_object_or_404(
        Letter.objects.select_related(
            "request__matter__organisation", "decision__by", "objection__decided_by"
        ),
        pk=pk,
    )
    officer_of(request)
    request_for(request, found.request_id)
    response = HttpResponse(pdf_of(found), content_type="application/pdf")
    name = f"{found.kind}-{found.request.number.replace('/', '-')}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a letter was given to its applicant, or posted."""
    person = officer_of(request)
    rows = Letter.objects.select_related("request__matter__organisation")
    found = get_object_or_404(rows, pk=pk)
    request_for(request, found.request_id)
    try:
        actions.hand_over(letter=found, by=person, at=timezone.now())
    except OpennessError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is noted that the letter is out."))
    return redirect("sasando_openness_request", pk=found.request_id)


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters that wait for a person: to be handed over, or in trouble."""
    officer_of(request)
    mine = matters_for(request.user).order_by()
    rows = Letter.objects.filter(request__matter__in=mine).select_related("request")
    context = {
        "page_title": _("Letters"),
        "header_title": _("Letters"),
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("sasando_openness"), "label": _("Requests for information")},
            {"url": "", "label": _("Letters")},
        ],
        "by_hand": list((rows & Letter.objects.by_hand())[:100]),
        "in_trouble": list((rows & Letter.objects.in_trouble())[:100]),
    }
    return render(request, "sasando_openness/letters.html", context)


def _ask_back(asked: Request, form: Any, by: Person, at: datetime) -> str:
    actions.ask_back(request=asked, missing=form.cleaned_data["missing"], by=by, at=at)
    return _("The applicant is asked to complete it; the clock waits.")


def _complete(asked: Request, form: Any, by: Person, at: datetime) -> str:
    actions.complete(request=asked, **form.cleaned_data, by=by, at=at)
    return _("It is complete; the clock begins today.")


def _lapse(asked: Request, form: Any, by: Person, at: datetime) -> str:
    actions.lapse(request=asked, by=by, at=at)
    return _("It is closed, and the applicant is told.")


def _object(asked: Request, form: Any, by: Person, at: datetime) -> str:
    actions.object_to(request=asked, **form.cleaned_data, by=by, at=at)
    return _("The objection is registered.")


def _review(asked: Request, form: Any, by: Person, at: datetime) -> str:
    objection = get_object_or_404(asked.objections.filter(decided_at__isnull=True))
    given = form.cleaned_data
    actions.review(
        objection=objection,
        outcome=given["verdict"],
        reply=given["reply"],
        answer=form.answer,
        by=by,
        at=at,
    )
    return _("The objection is answered, and the applicant is told.")


def _dispute(asked: Request, form: Any, by: Person, at: datetime) -> str:
    objection = asked.objections.order_by("-pk").first()
    if objection is None:
        raise Http404
    actions.record_dispute(objection=objection, **form.cleaned_data, by=by, at=at)
    return _("The stage of the dispute is on record.")


_VERBS: dict[str, Act] = {
    "ask-back": _ask_back,
    "complete": _complete,
    "lapse": _lapse,
    "object": _object,
    "review": _review,
    "dispute": _dispute,
}
