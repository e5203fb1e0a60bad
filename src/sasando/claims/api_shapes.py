"""What goes in and out of the check API, as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from ninja import Schema
from pydantic import ConfigDict, Field

from sasando.claims.actions.receiving import MAX_LINKS, MAX_TEXT
from sasando.claims.models import Tip
from sasando.claims.shown import Found, Passage, Shown, Stand, show
from sasando.claims.wording import NO, NONE, YES
from sasando.desk.addresses import absolute
from sasando.rendering.phrases import phrase

Language = Literal["id", "en"]
Meant = Literal["yes", "no", "none", "1", "2", "3"]
_WORDS: dict[str, Meant] = {YES: "yes", NO: "no", NONE: "none", "1": "1", "2": "2", "3": "3"}


class Problem(Schema):
    """What was refused, and why (RFC 9457). ``detail`` is a sentence to show."""

    title: str
    status: int
    detail: str


class Question(Schema):
    """A message as it was received: its words, its links, or both."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field("", max_length=MAX_TEXT)
    links: list[Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2000)]] = Field(
        default_factory=list, max_length=MAX_LINKS
    )
    language: Language = "id"


class Stretch(Schema):
    """What of the message was recognised; ``start`` and ``end`` count code points of all of it."""

    before: str
    text: str
    after: str
    start: int
    end: int


class Match(Schema):
    """One known thing. ``says`` names who says it; ``rating`` is that of a fact-check of this desk.

    ``choice`` is what to send as feedback if this one was meant.
    """

    choice: str
    title: str
    text: str
    says: str
    source: Literal["official", "check", "foreign", "calendar", "lesson"]
    rating: str
    href: str
    code: str
    until: str
    changed: str
    language: str
    probability: float | None
    how: str
    passages: list[Stretch]


class Check(Schema):
    """What is known about a message now. Ask again with ``token`` while ``state`` is "waiting".

    ``said`` is the sentence to show; ``href`` is the page where the verdict will appear, known to
    nobody but who asked. ``choices`` are what feedback takes now.
    """

    token: str
    state: Stand
    said: str
    href: str
    language: Language
    matches: list[Match]
    choices: list[Meant]


class Choice(Schema):
    """Whether an answer was meant ("yes", "no"), or which of those suggested ("1" to "3", "none")."""

    model_config = ConfigDict(extra="forbid")

    choice: Meant


def as_check(tip: Tip) -> Check:
    """Return what ``tip`` is answered now, in the language it was asked in."""
    language: Language = "en" if tip.language == "en" else "id"
    shown = show(tip, language=language, at=timezone.now())
    return Check(
        token=tip.token,
        state=shown.stand,
        said=_sentence(shown, language),
        href=absolute(import_string(settings.CHECK_AT)(tip.token, language)),
        language=language,
        matches=[_as_match(found, shown) for found in shown.found],
        choices=[_WORDS[choice] for choice in shown.choices],
    )


def _sentence(shown: Shown, language: str) -> str:
    keys = {
        Stand.WAITING: "check.stand_waiting",
        Stand.ANSWERED: "check.stand_answered",
        Stand.SUGGESTED: "chat.suggest",
        Stand.ASKED_BACK: f"chat.{shown.question}",
        Stand.UNKNOWN: "chat.not_yet",
        Stand.GONE: "check.gone",
    }
    return phrase(keys[shown.stand], language)


def _as_match(found: Found, shown: Shown) -> Match:
    answer = found.answer
    return Match(
        choice=str(found.number) if shown.stand is Stand.SUGGESTED else "yes",
        title=answer.title,
        text=answer.text,
        says=answer.source,
        source=found.source.value,
        rating=found.rating.value if found.rating else "",
        href=answer.href,
        code=answer.code,
        until=answer.until,
        changed=found.changed,
        language=answer.language,
        probability=found.probability,
        how=found.how,
        passages=[_as_stretch(found.passage)] if found.passage else [],
    )


def _as_stretch(passage: Passage) -> Stretch:
    return Stretch(
        before=passage.before,
        text=passage.text,
        after=passage.after,
        start=passage.start,
        end=passage.end,
    )
