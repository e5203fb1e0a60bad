"""The voting rules as a conversation: one question after the other, and the same answer as the page.

What was answered so far is in the buttons' identifiers, a date of birth never: it is asked last,
and used for the one answer. What is said about it leaves the reader's own dates out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from sasando.claims.talking import Heard
from sasando.claims.wording import Words
from sasando.education import voting
from sasando.education.rules import (
    LANGUAGES,
    Decision,
    Election,
    Question,
    State,
    Table,
    decide,
    headline,
    is_date,
    problem,
    speak,
    table_of,
)
from sasando.education.rules.tables import words
from sasando.rendering.dates import local_day
from sasando.rendering.phrases import Phrases

_MARK = "v"
_STOP = "stop"
_OPEN = "-"  # a question that was not answered yet
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TOPICS = ("voter", "ballots", "bring")
_LONGEST_CODE = 40  # of an election: an identifier has 64 bytes
_LONGEST_ATTEMPT = 60  # characters of what is taken for a date
_LABEL, _DESCRIPTION = 20, 72
_AROUND = " ?!.,/\"'()"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one conversation has come."""

    language: str
    topic: str
    election: str  # its code, as far as an identifier has room; "" for the one that is next
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """The rules it is about."""
        return table_of(self.topic)

    def identifier(self, *more: str) -> str:
        """Return what a button sends back to go on from here."""
        given = "".join(_digit(question, self.answers) for question in _choices(self.table))
        code = self.election[:_LONGEST_CODE]
        return ":".join((_MARK, self.language, self.topic, code, given, *more))


def talk(heard: Heard) -> Words | None:
    """Answer what belongs to a conversation about the voting rules; ``None`` for anything else."""
    if heard.pressed:
        standing, more = _read(heard.pressed)
        if standing is None:
            return None
        if more == _STOP:
            return Words(text=Phrases(standing.language)("talk.stopped"))
        return _go_on(standing, heard)
    begun = _begun(heard)
    if begun is not None:
        return _go_on(begun, heard)
    waiting = next((s for s, more in map(_read, heard.offered) if s and more == _STOP), None)
    if waiting is not None and _attempts_a_date(heard.text):
        return _go_on(waiting, heard, birth=heard.text)
    if is_date(heard.text):  # of birth, as like as not: it is not written down
        return Words(text=Phrases(heard.language)("talk.lone_date"))
    return None


def _go_on(standing: Standing, heard: Heard, *, birth: str = "") -> Words:
    """Ask what is to be asked next, or say what the rules say."""
    found, today = voting.elections(), local_day(heard.at)
    offered = voting.to_choose(found, today)
    if not standing.election and offered:
        standing = replace(standing, election=offered[0].code)
    code = standing.election[:_LONGEST_CODE]
    election = next((one for one in found if one.code[:_LONGEST_CODE] == code), None)
    given = standing.answers | ({"birth": birth} if birth else {})
    decision = decide(standing.table, given, election=election, today=today)
    if decision.state is State.REFUSED:
        return _complaint(standing, decision)
    if decision.state is State.ASKING:
        return _question(standing, decision.needs[0], election)
    return _answer(standing, decision, election, birth=bool(birth))


def _question(standing: Standing, name: str, election: Election | None) -> Words:
    language, t = standing.language, Phrases(standing.language)
    question = standing.table.question(name)
    head = "" if standing.answers else _head(standing, election)
    said = [head, question.ask[language], question.help.get(language, "")]
    options = [
        [
            replace(standing, answers=standing.answers | {name: answer.id}).identifier(),
            answer.short[language][:_LABEL],
            answer.label[language][:_DESCRIPTION],
        ]
        for answer in question.answers
    ]
    if question.kind == "date":
        options = [[standing.identifier(_STOP), t("talk.stop"), ""]]
    return Words(text=_lines(*said), options=options)


def _complaint(standing: Standing, decision: Decision) -> Words:
    """Say what cannot be read; the question stays open."""
    language, t = standing.language, Phrases(standing.language)
    said = [problem(wrong, language) for wrong in decision.problems.values()]
    again = [[standing.identifier(_STOP), t("talk.stop"), ""]]
    return Words(text=_lines(*said), options=again if "birth" in decision.problems else [])


def _answer(
    standing: Standing, decision: Decision, election: Election | None, *, birth: bool
) -> Words:
    language, t = standing.language, Phrases(standing.language)
    contact = str(voting.contact(language))
    told = speak(decision, language=language, contact=contact, election=election)
    findings = [one.text if one.quiet else f"{one.verdict}. {one.text}" for one in told]
    laws = list(dict.fromkeys(str(law) for said in told for law in said.laws))
    basis = t("talk.laws", laws="\n".join(f"· {law}" for law in laws)) if laws else ""
    head = headline(standing.table, decision, language) if standing.table.headline else ""
    text = _lines(head, *findings, basis, t("talk.forgotten") if birth else "")
    return Words(text=text, options=_others(standing))


def _others(standing: Standing) -> list[list[str]]:
    """Offer the same tool anew, and those beside it."""
    t = Phrases(standing.language)
    fresh = replace(standing, answers={})
    rest = [replace(fresh, topic=topic) for topic in _TOPICS if topic != standing.topic]
    buttons = [[fresh.identifier(), t("talk.again"), ""]]
    return buttons + [
        [one.identifier(), t(f"talk.{one.topic}"), t(f"tools.{one.topic}")] for one in rest
    ]


def _head(standing: Standing, election: Election | None) -> str:
    t = Phrases(standing.language)
    name = election.name[standing.language] if election else ""
    return t("talk.about", tool=t(f"tools.{standing.topic}"), election=name)


def _begun(heard: Heard) -> Standing | None:
    """Return the conversation that ``heard.text`` begins, with the election it may name."""
    said = " ".join(heard.text.casefold().strip(_AROUND).split())
    if not said or len(said) > _LONGEST_ATTEMPT:
        return None
    if said in _beginnings():
        return Standing(*_beginnings()[said], election="")
    rest, _, last = said.rpartition(" ")
    if rest not in _beginnings():
        return None
    code = next((one.code for one in voting.elections() if one.code == last), "")
    return Standing(*_beginnings()[rest], election=code) if code else None


@cache
def _beginnings() -> dict[str, tuple[str, str]]:
    """Return what begins a conversation: by the words, the language and the topic."""
    return {
        phrase: (language, topic)
        for topic, text in words()["begin"].items()
        for language in LANGUAGES
        for phrase in text[language].split("|")
    }


def _attempts_a_date(text: str) -> bool:
    return len(text) <= _LONGEST_ATTEMPT and any(character.isdigit() for character in text)


def _choices(table: Table) -> Sequence[Question]:
    return [question for question in table.questions if question.kind == "choice"]


def _digit(question: Question, answers: dict[str, str]) -> str:
    ids = [answer.id for answer in question.answers]
    answer = answers.get(question.id)
    return _DIGITS[ids.index(answer)] if answer in ids else _OPEN


def _read(identifier: str) -> tuple[Standing | None, str]:
    """Return where a button goes on from, and what else it says; ``None`` for others' buttons."""
    mark, *parts = identifier.split(":")
    if mark != _MARK or len(parts) not in (4, 5):
        return None, ""
    language, topic, election, given, more = (*parts, "")[:5]
    if language not in LANGUAGES or topic not in _TOPICS:
        return None, ""
    questions = _choices(table_of(topic))
    if len(given) != len(questions):
        return None, ""  # of a table that was another one then
    answers: dict[str, str] = {}
    for question, digit in zip(questions, given, strict=True):
        position = _DIGITS.find(digit)
        if 0 <= position < len(question.answers):
            answers[question.id] = question.answers[position].id
    return Standing(language, topic, election, answers), more


def _lines(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
