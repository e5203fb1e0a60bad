"""The rules in use: those that ship with the lens as the desk changed them, and the desk's own."""

from __future__ import annotations

from sasando.desk.lens import Category, Guideline, Rule, seed
from sasando.desk.lens.rules import LANGUAGES, compiled
from sasando.desk.models import LensRule


def rules_in_use() -> tuple[Rule, ...]:
    """Return what texts are read with, in one query."""
    rows = {row.key: row for row in LensRule.objects.all()}
    shipped = []
    for rule in seed():
        row = rows.pop(rule.key, None)
        if row is None:
            shipped.append(rule)
        elif row.active:
            shipped.append(rule.with_suggestion(row.suggestion) if row.suggestion else rule)
    return (*shipped, *(_own(row) for row in rows.values() if row.active and row.written))


def _own(row: LensRule) -> Rule:
    return Rule(
        key=row.key,
        category=Category(row.category),
        language=row.language,
        patterns=compiled(row.written, row.language),
        written=tuple(row.written),
        names=True,  # an editor who writes a word means that word
        reason=dict.fromkeys(LANGUAGES, row.reason),
        suggestion=dict.fromkeys(LANGUAGES, row.suggestion),
        guideline=Guideline(
            key=row.key,
            title=row.source_title,
            publisher=row.source_publisher,
            year=row.source_year,
            address=row.source_address,
        ),
    )
