"""The desk's page of what is kept and for how long, which both partners see."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from sasando.parties.models import Person
from sasando.retention import actions
from sasando.retention.declared import schedule, sets_its_own
from sasando.retention.exceptions import RetentionError
from sasando.retention.forms import PeriodForm
from sasando.retention.models import Period
from sasando.retention.rules import Rule
from sasando.retention.standing import kept_for, span, standings

_SOON = timedelta(days=7)


@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """Show every rule: what, how long, why, what goes within a week, what went last; and what stays."""
    rows = [
        (
            standing,
            span(standing.kept) if standing.kept else _("not at all"),
            sets_its_own(standing.rule),
        )
        for standing in standings(timezone.now(), ahead=_SOON, oldest=False)
    ]
    context = {
        "page_title": _("What is kept, and for how long"),
        "header_title": _("What is kept, and for how long"),
        "header_icon": "history",
        "rows": rows,
        "stays": schedule().stays,
        "may_set": _person(request).is_superuser,
    }
    return render(request, "sasando_retention/kept.html", context)


@require_http_methods(["GET", "POST"])
def period(request: HttpRequest, key: str) -> HttpResponse:
    """Show how long one kind was and is kept, and let an administrator set it.

    The button "look" tells how much would go at once, and changes nothing.
    """
    rule = _rule(key)
    person = _person(request)
    form = PeriodForm(request.POST or None, rule=rule)
    would_go = None
    if request.method == "POST":
        if not person.is_superuser:
            raise PermissionDenied
        if form.is_valid():
            days = form.cleaned_data["days"]
            if "look" in request.POST:
                would_go = _would_go(rule, days)
            elif _set(request, rule, form, person):
                return redirect("sasando_retention")
    title = _("How long: %(kind)s") % {"kind": rule.kind}
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "history",
        "breadcrumbs_items": [
            {"url": reverse("sasando_retention"), "label": _("What is kept, and for how long")},
            {"url": "", "label": str(rule.kind)},
        ],
        "rule": rule,
        "kept": span(kept_for(rule)),
        "usual": span(rule.usual),
        "bounds": [span(bound) for bound in rule.bounds or ()],
        "versions": list(Period.objects.of(rule.key)),
        "form": form if person.is_superuser else None,
        "would_go": would_go,
    }
    return render(request, "sasando_retention/period.html", context)


def _set(request: HttpRequest, rule: Rule, form: PeriodForm, person: Person) -> bool:
    try:
        row = actions.set_period(
            rule=rule,
            days=form.cleaned_data["days"],
            reason=form.cleaned_data["reason"],
            by=person,
            at=timezone.now(),
        )
    except RetentionError as error:
        form.add_error(None, str(error))
        return False
    words = ngettext(
        "Kept for %(n)s day from now on.", "Kept for %(n)s days from now on.", row.days
    )
    messages.success(request, words % {"n": row.days})
    return True


def _would_go(rule: Rule, days: int) -> str:
    least, most = rule.bounds or (timedelta(0), timedelta.max)
    asked = min(max(timedelta(days=days), least), most)
    count = rule.due(timezone.now(), asked).count()
    words = ngettext(
        "%(n)s would go at once when it is kept for %(kept)s.",
        "%(n)s would go at once when it is kept for %(kept)s.",
        count,
    )
    return words % {"n": count, "kept": span(asked)}


def _rule(key: str) -> Rule:
    try:
        rule = schedule().rule(key)
    except LookupError as error:
        raise Http404 from error
    if not sets_its_own(rule):
        raise Http404
    return rule


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 - the desk knows nobody else
    return request.user
