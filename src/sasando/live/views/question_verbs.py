"""What each tap on a viewer's question does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sasando.live import actions
from sasando.live.actions.rumours import send_to_claims
from sasando.live.exceptions import LiveError, WrongState
from sasando.live.forms import AnswerForm
from sasando.live.models import Production
from sasando.live.question_cards import answer_now
from sasando.live.views.named import question, seen
from sasando.parties.models import Person


def _air(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    actions.put_question_on_air(
        question=question(request, production),
        seen=seen(request),
        by=by,
        at=at,
        with_answer=request.POST.get("with_answer") == "1",
    )
    return ""


def _answer(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise LiveError(_("Write the answer."))
    answer = form.cleaned_data["answer"]
    actions.answer_question(question=question(request, production), answer=answer, by=by, at=at)
    return _("Answered; who asked is told where one can reply.")


def _answered(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    """Answered on air; with what is known, where the director says that this was the answer."""
    asked = question(request, production)
    answer = ""
    if request.POST.get("with_answer") == "1":
        found = answer_now(asked, at=at)
        if found is None:
            raise WrongState(_("What was known about it does not hold any more."))
        answer = f"{found.text or found.title}\n{found.source}: {found.short or found.href}"
    actions.answer_question(question=asked, answer=answer, by=by, at=at)
    return _("Answered; who asked is told where one can reply.")


def _hide(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    actions.hide_question(question=question(request, production), by=by, at=at)
    return ""


def _unhide(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    actions.show_question(question=question(request, production), by=by, at=at)
    return ""


def _group(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    leader = question(request, production)
    other = question(request, production, name="other")
    actions.group_questions(leader=leader, others=[other], at=at)
    return ""


def _ungroup(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    actions.ungroup_question(question=question(request, production), at=at)
    return ""


def _rumour(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    send_to_claims(question=question(request, production), by=by, at=at)
    return _("The claims desk has it, without who asked.")


QUESTION_VERBS: dict[str, Callable[[HttpRequest, Production, Person, datetime], str]] = {
    "tanya": _air,
    "jawab": _answer,
    "terjawab": _answered,
    "sembunyi": _hide,
    "munculkan": _unhide,
    "gabung": _group,
    "pisah": _ungroup,
    "rumor": _rumour,
}
