"""A sum in words: the same days, in the reader's language, with the provision it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from sasando.openness.clock.calendar import Kind
from sasando.openness.clock.counting import Line, Sum
from sasando.openness.clock.rules import Rule
from sasando.rendering.dates import long_date
from sasando.rendering.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Told:
    """A sum as it is told."""

    headline: str  # "The last day is Thursday, 5 December 2024."
    rule: str  # what is counted, and by which provision
    lines: tuple[str, ...]  # one a day
    notes: tuple[str, ...]  # what is uncertain about it

    @property
    def text(self) -> str:
        """All of it as plain text."""
        return "\n".join((self.headline, self.rule, *self.lines, *self.notes))


def explain(found: Sum, language: str) -> Told:
    """Return ``found`` in ``language`` ("id", "en")."""
    t = Phrases(language)
    rule = found.rule
    notes = [rule.note[language]] if rule.note[language] else []
    for year in found.unknown_years:
        notes.append(t("clock.undecreed", year=year))
    if any(line.off and line.off.estimated for line in found.lines):
        notes.append(t("clock.estimated"))
    return Told(
        headline=t("clock.due", day=long_date(found.due, language, with_weekday=True)),
        rule=t(
            "clock.rule_same_day" if rule.same_day else "clock.rule",
            days=rule.days,
            day=long_date(found.starts, language, with_weekday=True),
            law=cited(rule, language),
        ),
        lines=tuple(_line(line, language, t) for line in found.lines),
        notes=tuple(notes),
    )


def cited(rule: Rule, language: str) -> str:
    """Return "Law 14/2008, Article 22(7); read as quoted by others"."""
    return f"{rule.cite[language]}; {Phrases(language)(f'clock.how_{rule.how}')}"


def _line(line: Line, language: str, t: Phrases) -> str:
    day = long_date(line.day, language, with_weekday=True)
    if line.off is None:
        known = line.worked.name_in(language) if line.worked else ""
        counted = "clock.counted_worked" if line.worked else "clock.counted"
        return t(counted, day=day, number=line.number, name=known)
    if line.off.kind is Kind.WEEKEND:
        return t("clock.off_weekend", day=day)
    key = line.off.kind.value.replace("-", "_")
    source = f" ({line.off.source})" if line.off.source else ""
    return t(f"clock.off_{key}", day=day, name=f"{line.off.name_in(language)}{source}")
