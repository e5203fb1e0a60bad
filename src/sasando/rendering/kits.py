"""What was found of a village kit, in words."""

from __future__ import annotations

from datetime import date

from sasando.rendering.dates import long_date
from sasando.rendering.phrases import phrase
from sasando.trust.kit import KitFinding

_NAMED = 5  # files


def kit_sentence(found: KitFinding, language: str = "id") -> str:
    """Return what was found of a kit, or of one of its files, as one sentence."""
    until = found.statement.get("valid_until", "")
    day = long_date(date.fromisoformat(until), language) if until else "?"
    files = ", ".join(found.differing[:_NAMED])
    return phrase(f"kit.verified_{found.state.value}", language, date=day, files=files)
