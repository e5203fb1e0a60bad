"""What the voter API takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sasando.education.rules import Decision, Election, Said, State, Table, headline, problem
from sasando.education.rules.speaking import Source
from sasando.education.voting import Contact

Language = Literal["id", "en"]
Topic = Literal["voter", "ballots", "bring", "validity"]
_Answer = Annotated[str, Field(max_length=2000)]
_Marks = Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=200)]


class Asked(BaseModel):
    """The answers somebody gave, by question. Nothing of it is kept."""

    model_config = ConfigDict(extra="forbid")

    election: str = Field("", max_length=50, description="Its code; not needed for validity.")
    answers: dict[str, _Answer | _Marks] = Field(
        default_factory=dict, description="By question. A date of birth as people write it."
    )
    language: Language = "id"


class Choice(BaseModel):
    """One answer to choose."""

    id: str
    label: str


class Question(BaseModel):
    """One question; ``date`` takes a date, ``marks`` a list of marks, others one of ``answers``."""

    id: str
    kind: Literal["choice", "date", "marks"]
    ask: str
    help: str
    answers: list[Choice]


class ElectionOut(BaseModel):
    """One election of the calendar."""

    code: str
    name: str
    kind: str
    day: date | None = Field(description="Voting day; null while it is not set.")
    held: bool


class Form(BaseModel):
    """What a topic asks, for whoever builds a form of their own."""

    topic: Topic
    questions: list[Question]
    elections: list[ElectionOut]


class Law(BaseModel):
    """A provision: its citation, since when and how it was read, and where."""

    cite: str
    note: str
    href: str


class Finding(BaseModel):
    """One rule that holds."""

    rule: str
    about: str
    gives: str = Field(description="yes, no, unclear, over, now, ahead, valid, invalid, …")
    verdict: str
    text: str
    more: str
    laws: list[Law]


class Wrong(BaseModel):
    """What is wrong with one answer."""

    code: str
    words: str


class Verdict(BaseModel):
    """What the rules say."""

    topic: Topic
    state: State = Field(
        description="answered; asking: see needs; contradiction: two answers do not fit; "
        "refused: see problems."
    )
    headline: str
    findings: list[Finding]
    needs: list[str] = Field(description="Questions to answer yet.")
    problems: dict[str, Wrong]
    contact: str = Field(description="Whom to ask officially, where an answer is not clear.")


class Problem(BaseModel):
    """RFC 9457."""

    title: str
    status: int
    detail: str


def as_form(table: Table, elections: list[Election], language: str) -> Form:
    """Return the questions of ``table`` and the elections they may be about."""
    return Form(
        topic=table.topic,
        questions=[
            Question(
                id=question.id,
                kind=question.kind,
                ask=question.ask[language],
                help=question.help.get(language, ""),
                answers=[Choice(id=a.id, label=a.label[language]) for a in question.answers],
            )
            for question in table.questions
        ],
        elections=[_election(one, language) for one in elections],
    )


def as_verdict(
    table: Table, decision: Decision, said: tuple[Said, ...], *, contact: Contact, language: str
) -> Verdict:
    """Return ``decision`` with its findings as they were ``said``."""
    return Verdict(
        topic=table.topic,
        state=decision.state,
        headline=headline(table, decision, language),
        findings=[_finding(one) for one in said],
        needs=list(decision.needs),
        problems={
            name: Wrong(code=code, words=problem(code, language))
            for name, code in decision.problems.items()
        },
        contact=str(contact),
    )


def _election(election: Election, language: str) -> ElectionOut:
    return ElectionOut(
        code=election.code,
        name=election.name[language],
        kind=election.kind,
        day=election.day,
        held=election.held,
    )


def _finding(said: Said) -> Finding:
    own: dict[str, Any] = {
        name: getattr(said, name) for name in ("rule", "about", "gives", "verdict", "text", "more")
    }
    return Finding(**own, laws=[_law(law) for law in said.laws])


def _law(law: Source) -> Law:
    return Law(cite=law.cite, note=law.note, href=law.href)
