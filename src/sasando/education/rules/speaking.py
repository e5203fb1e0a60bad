"""What the rules say, in the reader's language, with the days of the election put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sasando.education.rules.days import Election, day_in_words, days_before, turns_17
from sasando.education.rules.deciding import Decision, State
from sasando.education.rules.tables import Law, Rule, Table, words


@dataclass(frozen=True, slots=True)
class Source:
    """One provision as it is told beside a finding."""

    cite: str
    note: str  # since when it holds, and how its wording was read
    href: str

    def __str__(self) -> str:
        return f"{self.cite}; {self.note}"


@dataclass(frozen=True, slots=True)
class Said:
    """One finding as it is told."""

    rule: str
    about: str
    gives: str  # the code: "yes", "no", "unclear", "valid", …
    verdict: str  # in words
    quiet: bool  # the text says the verdict itself
    text: str
    more: str  # the reader's own dates; "" for none
    laws: tuple[Source, ...]


def speak(
    decision: Decision, *, language: str, contact: str, election: Election | None = None
) -> tuple[Said, ...]:
    """Return the findings of ``decision`` in ``language``; ``contact`` is whom to ask officially."""
    values = _values(decision, language, contact, election)
    kind = election.kind if election else ""
    return tuple(_said(rule, language, values, kind) for rule in decision.findings)


def headline(table: Table, decision: Decision, language: str) -> str:
    """Return what stands over the findings: the verdict, or how many parts were answered "yes"."""
    main, last = decision.main, decision.findings[-1:]
    if main is None:
        return ""
    if not table.headline or decision.state is State.CONTRADICTION or (last and last[0].ends):
        return words()["gives"][main.gives][language]
    count = sum(rule.about in table.counts and rule.gives == "yes" for rule in decision.findings)
    return table.headline[language].format(count=count)


def problem(name: str, language: str) -> str:
    """Return the words for what is wrong with an answer (``[problem]``)."""
    return words()["problem"][name][language]


def source(law: Law, language: str) -> Source:
    """Return "Law 7/2017, Article 200; in force since 16 August 2017; read as quoted by others"."""
    since = words()["law"]["since"][language].format(since=_since(law.since, language))
    note = f"{since}; {words()['how'][law.how][language]}"
    return Source(law.cite[language], note, law.read)


def _said(rule: Rule, language: str, values: Mapping[str, str], kind: str) -> Said:
    return Said(
        rule=rule.id,
        about=rule.about,
        gives=rule.gives,
        verdict=words()["gives"][rule.gives][language],
        quiet=rule.quiet,
        text=rule.say[language].format_map(values),
        more=rule.more[language].format_map(values) if rule.more else "",
        laws=tuple(source(law, language) for law in rule.laws if law.is_about(kind)),
    )


def _values(
    decision: Decision, language: str, contact: str, election: Election | None
) -> dict[str, str]:
    voting = election.day if election else None
    days = {"voting_day": voting} | {f"h{n}": days_before(voting, n) for n in (3, 7, 30)}
    days["turns_17"] = turns_17(decision.birth) if decision.birth else None
    return {name: day_in_words(day, language) for name, day in days.items()} | {
        "election": election.name[language] if election else "",
        "contact": contact,
    }


def _since(text: str, language: str) -> str:
    """Return "16 August 2017", "December 2023" or "2024", as much as is known."""
    year, month, day = (*text.split("-"), "", "")[:3]
    name = words()["calendar"]["months"][language].split()[int(month) - 1] if month else ""
    return " ".join(part for part in (day.lstrip("0"), name, year) if part)
