"""What somebody who asked on the site is shown: what stands now, not what stood when they asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sasando.claims import actions, answers
from sasando.claims.actions.answering import question_back
from sasando.claims.answers import Answer
from sasando.claims.intake.reading import text_of
from sasando.claims.models import Claim, Feedback, Inbox, Tip
from sasando.claims.wording import NO, NONE, YES
from sasando.desk.models import Version
from sasando.documents import Kind
from sasando.documents.verdict import Rating
from sasando.matching import Source

_AROUND = 220  # characters of a message shown on each side of what was recognised


class Stand(StrEnum):
    """Where a question stands."""

    WAITING = "waiting"  # a worker reads its pictures or links
    ANSWERED = "answered"
    SUGGESTED = "suggested"
    ASKED_BACK = "asked-back"
    UNKNOWN = "unknown"  # at the desk
    GONE = "gone"  # what was given then does not hold any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Part of a message, and in it what was recognised. ``start`` and ``end`` are of the whole."""

    before: str
    text: str
    after: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One answer, and why it is thought to be one."""

    number: int  # as ``choose_on_site`` takes it
    answer: Answer
    source: Source
    probability: float | None = None
    how: str = ""
    passage: Passage | None = None
    rating: Rating | None = None
    changed: str = ""  # what a correction since then changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A question of the site as it now stands."""

    tip: Tip
    stand: Stand
    found: tuple[Found, ...] = ()
    question: str = ""  # which of ``[chat]`` is asked back
    confirmed: bool = False  # the visitor said that this was meant
    out_since: bool = False  # the verdict came out after the question

    @property
    def choices(self) -> tuple[str, ...]:
        """What ``choose_on_site`` takes now."""
        if self.stand is Stand.ANSWERED and not self.out_since:
            return (YES, NO)
        if self.stand is Stand.SUGGESTED:
            return (*(str(found.number) for found in self.found), NONE)
        return ()


def tip_of_site(token: str) -> Tip | None:
    """Return the tip whose page is named ``token``; those of messengers have none."""
    tips = Tip.objects.filter(token=token, inbox=None).select_related("claim")
    return tips.prefetch_related("pictures").first()


def show(tip: Tip, *, language: str, at: datetime) -> Shown:
    """Return what ``tip`` is shown as in ``language`` at ``at``; at most five queries."""
    if tip.state == Tip.State.WAITING:
        return Shown(tip=tip, stand=Stand.WAITING)
    if tip.state == Tip.State.ASKED_BACK:
        return Shown(tip=tip, stand=Stand.ASKED_BACK, question=question_back(tip))
    if tip.state == Tip.State.ANSWERED:
        return _answered(tip, language, at)
    if tip.state == Tip.State.SUGGESTED:
        since = actions.answer_since(tip, language=language, at=at)
        return _out_since(tip, since) if since else _suggested(tip, language, at)
    version = _verdict(tip, language, at)
    if version is None:
        return Shown(tip=tip, stand=Stand.UNKNOWN)
    return _out_since(tip, answers.of_version(version))


def _out_since(tip: Tip, answer: Answer) -> Shown:
    found = _of(tip, answer, 1, {})
    return Shown(tip=tip, stand=Stand.ANSWERED, found=(found,), out_since=True)


def _answered(tip: Tip, language: str, at: datetime) -> Shown:
    answer = answers.find(tip.known_id, language=language, at=at)
    if answer is None:
        return Shown(tip=tip, stand=Stand.GONE)
    matches = tip.decision.get("matches", [])
    match: dict[str, Any] = next((one for one in matches if one["id"] == tip.known_id), {})
    meant = Feedback.objects.filter(tip=tip, known_id=tip.known_id, meant=True).exists()
    found = _of(tip, answer, 1, match)
    return Shown(tip=tip, stand=Stand.ANSWERED, found=(found,), confirmed=meant)


def _suggested(tip: Tip, language: str, at: datetime) -> Shown:
    found = []
    for number, match in enumerate(tip.decision.get("matches", []), start=1):
        answer = answers.find(match["id"], language=language, at=at)
        if answer is not None:
            found.append(_of(tip, answer, number, match))
    return Shown(tip=tip, stand=Stand.SUGGESTED if found else Stand.GONE, found=tuple(found))


def _verdict(tip: Tip, language: str, at: datetime) -> Version | None:
    """The verdict that came out since on what was asked, if there is one."""
    claim = actions.standing(tip.claim) if tip.claim else None
    if claim is None or claim.state != Claim.State.SETTLED:
        return None
    return actions.verdict_of(claim, language=language, at=at)


def _of(tip: Tip, answer: Answer, number: int, match: dict[str, Any]) -> Found:
    version = answer.version
    verdict = version.content.verdict if version else None
    passage = match.get("passage")
    return Found(
        number=number,
        answer=answer,
        source=Source(match["source"]) if match else _source(answer),
        probability=match.get("probability"),
        how=match.get("how", ""),
        passage=_cut_out(text_of(tip), *passage) if passage else None,
        rating=verdict.rating if verdict else None,
        changed=_changed(tip, version),
    )


def _source(answer: Answer) -> Source:
    if answer.version is None:
        stage = answer.known_id.startswith(answers.STAGE)
        return Source.CALENDAR if stage else Source.FOREIGN
    kind = answer.version.content.kind
    official = kind in (Kind.RELEASE, Kind.NOTICE)
    return Source.CHECK if kind is Kind.VERDICT else Source.OFFICIAL if official else Source.LESSON


def _changed(tip: Tip, version: Version | None) -> str:
    """What was changed in ``version`` after ``tip`` was answered by the one before."""
    if version is None or version.published_at is None or tip.answered_at is None:
        return ""
    return version.change if version.published_at > tip.answered_at else ""


def _cut_out(text: str, start: int, end: int) -> Passage | None:
    if not 0 <= start < end <= len(text):
        return None
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return Passage(
        before=f"…{before}" if start > _AROUND else before,
        text=text[start:end],
        after=f"{after}…" if end + _AROUND < len(text) else after,
        start=start,
        end=end,
    )


def doors() -> list[tuple[str, str]]:
    """Return (name, address) of every active inbox that people can be led to; one query."""
    found = []
    for inbox in Inbox.objects.active():
        named = str(inbox.options.get("username", "")).lstrip("@")
        if inbox.messenger == "telegram" and named:
            found.append((inbox.name, f"https://t.me/{named}"))
        elif inbox.messenger == "whatsapp" and (number := _digits(inbox.options.get("number"))):
            found.append((inbox.name, f"https://wa.me/{number}"))
        elif inbox.messenger == "mailbox" and (sender := str(inbox.options.get("sender", ""))):
            address = sender.rpartition("<")[2].rstrip("> ")
            found.append((inbox.name, f"mailto:{address}"))
    return found


def _digits(number: object) -> str:
    return "".join(sign for sign in str(number or "") if sign in "0123456789")
