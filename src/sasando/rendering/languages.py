"""Languages that texts are translated into beyond the languages of the house, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sasando.rendering.phrases import LANGUAGES, phrase

_FILE = Path(__file__).with_name("languages.toml")


@dataclass(frozen=True, slots=True)
class FurtherLanguage:
    """One language without pages and phrases of its own."""

    code: str
    names: Mapping[str, str]  # by language of the house
    source: str
    source_href: str


@cache
def further_languages() -> tuple[FurtherLanguage, ...]:
    """Return all of them, in the order of the file.

    Raises ``ValueError`` for one that is the house's own, stands twice or lacks a name.
    """
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["language"]
    found = tuple(
        FurtherLanguage(row["code"], row["name"], row["source"], row["source_href"]) for row in rows
    )
    codes = [*LANGUAGES, *(one.code for one in found)]
    if len(set(codes)) < len(codes) or any(set(one.names) != set(LANGUAGES) for one in found):
        raise ValueError(f"{_FILE.name}: a language stands twice, or lacks a name")
    return found


def language_name(code: str, language: str) -> str:
    """Return what the language ``code`` is called in ``language``; the code where nobody says."""
    if code in LANGUAGES:
        return phrase(f"page.language_{code}", language)
    return next((one.names[language] for one in further_languages() if one.code == code), code)
