"""A viewer's question as the screen shows it: its text, a first name, what is known in one line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sasando.claims import answers
from sasando.claims.answers import Answer
from sasando.live.cleaning import clean_text
from sasando.live.exceptions import WrongState
from sasando.live.masking import first_name, for_air
from sasando.live.models import Question
from sasando.rendering.phrases import phrase

ONE_LINE = 160  # characters of an answer that are read on a screen


def shown_on_air(question: Question, *, with_answer: bool, at: datetime) -> dict[str, Any]:
    """Return what the overlay shows of a question (of a group: its best wording).

    Everything a stranger wrote is made fit once more. Raises ``WrongState`` when an answer is wanted
    and none holds at ``at``.
    """
    language = language_of_episode(question)
    said = question.best or question
    shows: dict[str, Any] = {
        "question": question.pk,
        "text": for_air(said.text),
        "name": first_name(said.name) or phrase("live_question.viewer", language),
        "source": question.get_source_display(),
        "count": question.count,
    }
    if with_answer:
        found = answer_now(question, at=at)
        if found is None:
            raise WrongState(_("What was known about it does not hold any more."))
        shows["answer"] = clean_text(found.text or found.title, limit=ONE_LINE)
        shows["answer_source"] = clean_text(found.source, limit=ONE_LINE)
        shows["address"] = found.short or found.href
    return shows


def answer_now(question: Question, *, at: datetime) -> Answer | None:
    """Return what holds at ``at`` of what was found for ``question``; ``None``: nothing does."""
    if not question.known_id:
        return None
    return answers.find(question.known_id, language=language_of_episode(question), at=at)


def language_of_episode(question: Question) -> str:
    """Return "id" or "en": what the episode is spoken in."""
    return question.production.episode.locale.language_code
