"""One matter: what was asked, until when and why then, who waits, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sasando.channels.exceptions import VaultError
from sasando.openness import actions
from sasando.openness.clock import explain
from sasando.openness.exceptions import OpennessError
from sasando.openness.forms import MATTER_FORMS
from sasando.openness.likely import likely_same
from sasando.openness.models import Matter, Redaction, Request
from sasando.openness.noticing import Flag
from sasando.openness.permissions import handles, matter_for, officer_of
from sasando.openness.timing import calendar, day_of, sums_of
from sasando.openness.verb_forms import MatterForm
from sasando.parties.languages import screen_language
from sasando.parties.models import Person

_ROWS = 100  # of the log
PER_PAGE = 50  # requests

Act = Callable[[Matter, Any, Person, datetime], str]
"""Does it; returns what to say."""


@require_GET
def matter_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one matter."""
    return show(request, matter_for(request, pk))


def show(
    request: HttpRequest, matter: Matter, bound: Mapping[str, MatterForm] | None = None
) -> HttpResponse:
    """Render the page of ``matter``; ``bound`` are forms that were sent and have to be mended."""
    language = screen_language()
    today = day_of(timezone.now())
    requests = matter.requests.order_by("state", "due_on", "pk")
    page = Paginator(requests, PER_PAGE).get_page(request.GET.get("p"))
    works = handles(request.user, matter.organisation)
    forms = {verb: form(matter=matter) for verb, form in MATTER_FORMS.items()} if works else {}
    first = Request.objects.open().filter(matter=matter).order_by("due_on", "pk").first()
    days = calendar(around=first.received_on if first else today)
    context: dict[str, Any] = {
        "matter": matter,
        "page_title": str(matter),
        "header_title": _("Request for information %(matter)s") % {"matter": matter},
        "header_icon": "folder-open-inverse",
        "breadcrumbs_items": [
            {"url": reverse("sasando_openness"), "label": _("Requests for information")},
            {"url": "", "label": str(matter)},
        ],
        "first": first,
        "sums": [explain(one.found, language) for one in sums_of(first, days)] if first else [],
        "today": today,
        "page": page,
        "abusive": Flag.ABUSE.value in matter.flags,
        "personal": bool({Flag.NUMBERS.value, Flag.PHONE.value} & set(matter.flags)),
        "decisions": list(matter.decisions.select_related("by").prefetch_related("files")),
        "redactions": [(row, _taken_out(row)) for row in matter.redactions.select_related("by")]
        if works
        else [],
        "log": list(matter.log.select_related("by", "request")[:_ROWS]),
        "likely": likely_same(matter) if works and matter.state == Matter.State.OPEN else [],
        "works": works,
        "bound": bound or {},
        "forms": forms | dict(bound or {}),
        "problems": [
            str(words) for form in (bound or {}).values() for words in form.non_field_errors()
        ],
    }
    return render(request, "sasando_openness/matter.html", context)


@require_POST
def work(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb to a matter. What cannot be done is said beside the form, which keeps its words."""
    person = officer_of(request)
    matter = matter_for(request, pk)
    act = _VERBS.get(verb)
    if act is None:
        raise Http404
    form = MATTER_FORMS[verb](request.POST, request.FILES, matter=matter)
    if form.is_valid():
        try:
            said = act(matter, form, person, timezone.now())
        except OpennessError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("sasando_openness_matter", pk=matter.pk)
    return show(request, matter_for(request, pk), {verb: form})


def _assign(matter: Matter, form: Any, by: Person, at: datetime) -> str:
    actions.assign(matter=matter, to=form.cleaned_data["to"], by=by, at=at)
    return _("Assigned.")


def _subject(matter: Matter, form: Any, by: Person, at: datetime) -> str:
    subject = form.cleaned_data["subject"]
    actions.name_in_register(matter=matter, subject=subject, by=by, at=at)
    return _("The public register says so now.")


def _note(matter: Matter, form: Any, by: Person, at: datetime) -> str:
    actions.note(matter=matter, text=form.cleaned_data["text"], by=by, at=at)
    return _("The note is in the log.")


def _extend(matter: Matter, form: Any, by: Person, at: datetime) -> str:
    count = actions.extend(matter=matter, reason=form.cleaned_data["reason"], by=by, at=at)
    return _("Extended for %(n)s requests; everyone is told why.") % {"n": count}


def _regime(matter: Matter, form: Any, by: Person, at: datetime) -> str:
    reason = form.cleaned_data["reason"]
    actions.put_under(matter=matter, regime=form.chosen, reason=reason, by=by, at=at)
    return _("The deadlines are counted by this rule now.")


def _join(matter: Matter, form: Any, by: Person, at: datetime) -> str:
    actions.join(source=form.cleaned_data["other"], target=matter, by=by, at=at)
    return _("They are one matter now: one answer goes to all.")


def _decide(matter: Matter, form: Any, by: Person, at: datetime) -> str:
    decision = actions.decide(matter=matter, answer=form.answer, by=by, at=at)
    return _("Decided for %(n)s requests; the letters are being written.") % {"n": decision.count}


def _redact(matter: Matter, form: Any, by: Person, at: datetime) -> str:
    given = form.cleaned_data
    row = actions.redact_file(
        matter=matter,
        name=given["upload"].name,
        pdf=given["upload"].read(),
        terms=given["terms"].splitlines(),
        areas=given["areas"],
        reason=given["reason"],
        by=by,
        at=at,
    )
    return _("%(name)s is made. Look at every page before it is given.") % {"name": row.name}


@require_GET
def redacted_file(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a redacted file, to be looked at."""
    officer_of(request)
    row = get_object_or_404(Redaction, pk=pk)
    matter_for(request, row.matter_id)
    response = FileResponse(row.file.open("rb"), content_type="application/pdf", filename=row.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _taken_out(row: Redaction) -> list[list[Any]]:
    """Return the terms with how often each was found; nothing where the key to them is lost."""
    try:
        return list(row.terms)
    except VaultError:
        return []


_VERBS: dict[str, Act] = {
    "redact": _redact,
    "assign": _assign,
    "subject": _subject,
    "note": _note,
    "extend": _extend,
    "regime": _regime,
    "join": _join,
    "decide": _decide,
}
