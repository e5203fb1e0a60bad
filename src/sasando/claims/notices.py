"""Mails to the commission: the fact-check desk asks it, and its time runs out. Once each, a person.

A mail says the question and nothing else of the claim: the commission is shown no more either.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.urls import reverse
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from sasando.claims import signals
from sasando.claims.models import Question
from sasando.claims.seats import people_who_reply
from sasando.parties.languages import screen_language
from sasando.parties.mailing import Mail, mail_to
from sasando.rendering.dates import long_moment


@receiver(signals.commission_asked)
def tell_who_is_asked(*, question: Question, **kwargs: Any) -> None:
    """Everyone who may reply for the commission: its clock runs already."""
    _tell(question, _asked)


@receiver(signals.commission_reminded)
def tell_time_runs_out(*, question: Question, **kwargs: Any) -> None:
    """The same people: without a reply it is published that there was none."""
    _tell(question, _reminded)


def _asked(question: Question, when: str) -> str:
    return _("The fact-check desk asks %(name)s: reply by %(when)s") % {
        "name": question.organisation,
        "when": when,
    }


def _reminded(question: Question, when: str) -> str:
    return _("Reminder for %(name)s: the fact-check desk waits for a reply by %(when)s") % {
        "name": question.organisation,
        "when": when,
    }


def _tell(question: Question, subject: Callable[[Question, str], str]) -> None:
    for person in people_who_reply(question.organisation):
        mail_to(person, partial(_mail, question, subject), about=f"question {question.pk}")


def _mail(question: Question, subject: Callable[[Question, str], str]) -> Mail:
    when = long_moment(question.due_at, screen_language(), get_default_timezone())
    return Mail(
        subject(question, when),
        [
            f"“{question.text}”",
            _(
                "The fact-check desk asks; your reply is signed and quoted word by word. If "
                "there is none in time, readers are told that too."
            ),
            _("Reply by %(when)s:") % {"when": when},
            settings.SITE_URL + reverse("sasando_question", args=[question.pk]),
        ],
    )
