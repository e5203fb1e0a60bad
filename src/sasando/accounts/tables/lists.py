"""The lists of codes that other tables speak in: kinds of texts, audiences, measures of reach."""

from __future__ import annotations

from datetime import datetime

from sasando.accounts.package import Resource
from sasando.accounts.tables.codes import CODES, phrased
from sasando.accounts.tables.defined import filled


def tables(at: datetime) -> tuple[Resource, ...]:
    """Return the lists; no query."""
    return (_list("kinds"), _list("audiences"), _measures())


def _list(name: str) -> Resource:
    return filled(
        name,
        (
            {"code": code, "name_id": words.id, "name_en": words.en}
            for code, words in CODES[name]().items()
        ),
    )


def _measures() -> Resource:
    return filled(
        "measures",
        (
            {
                "code": code,
                "name_id": words.id,
                "name_en": words.en,
                "means_id": (means := phrased(f"measure.{code}_means")).id,
                "means_en": means.en,
            }
            for code, words in CODES["measures"]().items()
        ),
    )
