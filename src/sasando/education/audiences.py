"""Whom lessons are for, as data: the commission's bases of voters, and paths of our own in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sasando.documents.vocabulary import Audience

_FILE = Path(__file__).parent / "data" / "audiences.toml"


@dataclass(frozen=True, slots=True)
class Segment:
    """One audience: its code, the commission's number, and its words by language.

    ``basis`` is the commission's own number; ``within`` that of the basis it is a part of. One of
    the two is given.
    """

    code: Audience
    basis: int | None
    within: int | None
    names: Mapping[str, str]
    about: Mapping[str, str]

    def name_in(self, language: str) -> str:
        """Return the name in ``language``."""
        return self.names[language]


@cache
def segments() -> tuple[Segment, ...]:
    """Return all audiences in the order that learners see them.

    Raises ``ValueError`` for a code that is none, or twice.
    """
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))["audience"]
    found = tuple(
        Segment(
            code=Audience(row["code"]),
            basis=row.get("basis"),
            within=row.get("within"),
            names=row["name"],
            about=row["about"],
        )
        for row in raw
    )
    if len({segment.code for segment in found}) < len(found):
        raise ValueError("an audience stands in the list twice")
    return found


def segment_of(code: str) -> Segment | None:
    """Return the audience called ``code``, ``None`` when there is none."""
    return next((segment for segment in segments() if segment.code.value == code), None)
