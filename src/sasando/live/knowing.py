"""Viewers' questions are held against what the answer desk knows, by its own rules of certainty."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from sasando.claims import answers, knowledge
from sasando.claims.models import KnownChange
from sasando.claims.speech import language_of
from sasando.live.actions.knowing import Found, claim_unmatched, note_known, put_off_matching
from sasando.live.models import Question
from sasando.matching import Decision, Match, Message, Outcome
from sasando.plugins.links import links_in

logger = logging.getLogger(__name__)

AT_ONCE = 16  # questions taken together
GIVE_UP_AFTER = 4  # attempts: then it stands as unknown, and a person looks
_TAKEN_IN = timedelta(seconds=30)  # how long the index is waited for when something has changed


def next_matches(now: datetime) -> list[Callable[[], None]]:
    """Take questions that were held against nothing yet; return what matches them.

    While the index takes in what changed just now they wait: it might be their answer.
    """
    if KnownChange.objects.filter(at__gt=now - _TAKEN_IN).exists():
        return []
    rows = claim_unmatched(at=now, limit=AT_ONCE)
    return [partial(match, rows)] if rows else []


def match(questions: Sequence[Question]) -> None:
    """Hold claimed questions against what is known, and write it down: all of them at once."""
    now = timezone.now()
    found: list[Found] = []
    try:
        for question in questions:
            found.append(
                _known(question, now) if question.attempts <= GIVE_UP_AFTER else Found(question)
            )
    except Exception as error:
        # An index that cannot be read, or a bug: they wait, and it is told upwards.
        put_off_matching(questions=questions, at=now)
        logger.warning(
            "%s questions could not be matched: %s", len(questions), type(error).__name__
        )
        raise
    note_known(found=found, at=timezone.now())


def _known(question: Question, at: datetime) -> Found:
    said = question.said or question.text
    language = language_of(said, question.production.episode.locale.language_code)
    message = Message(text=said, links=tuple(links_in(said)))
    decision = knowledge.index().answer(message, at=at, language=language)
    holding = _holding(decision, language, at)
    if not holding:
        return Found(question)
    known_id, told = holding[0]
    told["sure"] = decision.outcome is Outcome.ANSWER
    told["others"] = [
        {"id": other, "title": one["title"], "probability": one["probability"]}
        for other, one in holding[1:]
    ]
    return Found(question, known_id, told)


def _holding(decision: Decision, language: str, at: datetime) -> list[tuple[str, dict[str, Any]]]:
    """What of the decision holds now, in its order: the index finds, the database says what is so."""
    kept = []
    for match_ in decision.matches:
        for known in (match_.known, *match_.twins):
            answer = answers.find(known.id, language=language, at=at)
            if answer is not None:
                kept.append((answer.known_id, told(answer, match_)))
                break
    return kept


def told(answer: answers.Answer, found: Match) -> dict[str, Any]:
    """Return what stands beside a question: what is known, who says so, how likely it is meant."""
    return {
        "title": answer.title,
        "answer": answer.text,
        "source": answer.source,
        "href": answer.href,
        "until": answer.until,
        "probability": round(found.probability, 4),
        "how": found.how.value,
    }
