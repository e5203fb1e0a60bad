"""The desk's page of goals, which both partners see: progress, proposals, and the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sasando.accounts.actions import goals as actions
from sasando.accounts.goals.exceptions import GoalRefused
from sasando.accounts.goals.forms import GoalForm, NewGoalForm
from sasando.accounts.goals.measures import (
    Named,
    Rows,
    countable,
    measure_of,
    named,
    read_once,
)
from sasando.accounts.goals.progress import Progress, progress_of
from sasando.accounts.models import Goal, GoalVersion
from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Organisation, Person
from sasando.partnership.permissions import parties_of, reads_agreements, shown_to
from sasando.reach.figures import Dimension, Reached

_GOALS = "sasando_accounts_goals"


@dataclass(frozen=True, slots=True)
class Row:
    """One goal as the page shows it."""

    goal: Goal
    progress: Progress | None
    proposed: GoalVersion | None
    name: Named | None  # of what is proposed
    side: str  # for which the reader speaks, "" for neither
    history: list[GoalVersion]

    @property
    def may_answer(self) -> bool:
        """Whether the reader's side is the one that confirms."""
        return self.proposed is not None and bool(self.side) and self.side != self.proposed.side


@require_GET
def goals(request: HttpRequest) -> HttpResponse:
    """Show every goal with its progress, what waits for an answer, and what was ended."""
    person = _reader(request)
    mine = _shown(person)
    rows, today = read_once(), timezone.localdate()
    found = [_row(goal, person, rows, today) for goal in mine.open().with_all()]
    context = {
        "page_title": _("Goals"),
        "header_title": _("Goals"),
        "header_icon": "crosshairs",
        "rows": found,
        "ended": [(goal, goal.in_force) for goal in mine.filter(ended_at__isnull=False).with_all()],
        "may_set": bool(parties_of(person)),
    }
    return render(request, "sasando_accounts/goals.html", context)


@require_http_methods(["GET", "POST"])
def new_goal(request: HttpRequest) -> HttpResponse:
    """Propose a goal to the other partner."""
    person = _writer(request)
    form = NewGoalForm(request.POST or None, initial=_partners(person), **_choices(person))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_goal(
                wish=form.wish,
                commission=form.cleaned_data["commission"],
                media=form.cleaned_data["newsroom"],
                by=person,
                at=timezone.now(),
            )
        except GoalRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Proposed: it holds once the other side agrees."))
            return redirect(_GOALS)
    return _form(request, form, _("New goal"))


@require_http_methods(["GET", "POST"])
def change_goal(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose another version of a goal; the one before holds until the other side agrees."""
    person = _writer(request)
    goal = get_object_or_404(_shown(person).open().with_all(), pk=pk)
    said = goal.in_force or max(goal.versions.all(), key=lambda version: version.number)
    initial = {name: getattr(said, name) for name in GoalForm.base_fields}
    form = GoalForm(request.POST or None, initial=initial, **_choices(person))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_goal(goal=goal, wish=form.wish, by=person, at=timezone.now())
        except GoalRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Proposed: it holds once the other side agrees."))
            return redirect(_GOALS)
    return _form(request, form, _("Another version: %(goal)s") % {"goal": said.title})


@require_POST
def verb(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Agree, decline or end."""
    person = _writer(request)
    goal = get_object_or_404(_shown(person), pk=pk)
    reason, at = request.POST.get("reason", "")[:500], timezone.now()
    number = request.POST.get("number", "")
    if not (verb == "akhiri" or number.isdecimal()):
        raise Http404
    try:
        if verb == "setuju":
            actions.agree_to_goal(goal=goal, number=int(number), by=person, at=at)
            messages.success(request, _("Both sides agree: it holds from now on."))
        elif verb == "tolak":
            actions.decline_goal(goal=goal, number=int(number), reason=reason, by=person, at=at)
            messages.success(request, _("Declined, with your reason."))
        elif verb == "akhiri":
            actions.end_goal(goal=goal, reason=reason, by=person, at=at)
            messages.success(request, _("Ended, with your reason."))
        else:
            raise Http404
    except GoalRefused as refused:
        messages.error(request, str(refused))
    return redirect(_GOALS)


def _row(goal: Goal, person: Person, rows: Rows, today: date) -> Row:
    force, proposed = goal.in_force, goal.proposed
    progress = progress_of(goal, force, today=today, rows=rows) if force else None
    name = None
    if proposed is not None and (measure := measure_of(proposed.measure)) is not None:
        name = named(measure, _named_by(proposed, rows))
    codes = parties_of(person)
    side = "commission" if goal.commission.code in codes else ""
    side = side or ("media" if goal.media.code in codes else "")
    history = sorted(goal.versions.all(), key=lambda version: -version.number)
    return Row(goal, progress, proposed, name, side, history)


def _named_by(version: GoalVersion, rows: Rows) -> list[Reached]:
    """What knows the name of the channel or audience that a proposal is about."""
    if not version.measure.startswith("reach:"):
        return []
    return rows(version.starts, version.ends, Dimension(version.measure.split(":", 3)[2]))


def _form(request: HttpRequest, form: GoalForm, title: str) -> HttpResponse:
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "crosshairs",
        "breadcrumbs_items": [
            {"url": reverse(_GOALS), "label": _("Goals")},
            {"url": "", "label": title},
        ],
        "form": form,
    }
    return render(request, "sasando_accounts/goal_form.html", context)


def _choices(person: Person) -> dict[str, Any]:
    return {
        "measures": countable(timezone.localdate(), read_once()),
        "agreements": shown_to(person).order_by("-pk"),
    }


def _partners(person: Person) -> dict[str, Any]:
    """Whoever is the only one of their kind is chosen already."""
    found = {}
    for name, kind in (("commission", PartyKind.COMMISSION), ("newsroom", PartyKind.NEWSROOM)):
        some = list(Organisation.objects.of_kind(kind)[:2])
        if len(some) == 1:
            found[name] = some[0]
    return found


def _shown(person: Person) -> Any:
    if person.is_superuser:
        return Goal.objects.all()
    return Goal.objects.of_parties(parties_of(person))


def _reader(request: HttpRequest) -> Person:
    if not (isinstance(request.user, Person) and reads_agreements(request.user)):
        raise PermissionDenied
    return request.user


def _writer(request: HttpRequest) -> Person:
    person = _reader(request)
    if not parties_of(person):
        raise PermissionDenied
    return person
