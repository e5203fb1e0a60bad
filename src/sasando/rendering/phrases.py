"""The fixed words around a Document, in every language of the site.

They live in ``phrases/<language>.toml``, one table a surface: ``[item] withdrawn = "…"`` is asked
for as ``item.withdrawn``. Placeholders are named: ``{date}``.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sasando.rendering.exceptions import PhraseMissing

LANGUAGES = ("id", "en")
_FOLDER = Path(__file__).with_name("phrases")


@cache
def phrases_of(language: str) -> dict[str, str]:
    """Return every phrase of ``language`` by its dotted key, ``surface.name``.

    Raises ``PhraseMissing`` for a language that has no file.
    """
    if language not in LANGUAGES:
        raise PhraseMissing(f"no phrases in language {language!r}; there are {LANGUAGES}")
    tables = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{table}.{key}": text for table, keys in tables.items() for key, text in keys.items()}


def phrase(key: str, language: str, **values: object) -> str:
    """Return the phrase ``key`` ("item.withdrawn") in ``language`` ("id", "en"), filled in.

    ``values`` fill its named placeholders; a value the phrase does not name is ignored. Raises
    ``PhraseMissing`` when the language, the key or a value is missing: a page never shows a hole.
    """
    try:
        text = phrases_of(language)[key]
    except KeyError:
        raise PhraseMissing(f"no phrase {key!r} in language {language!r}") from None
    try:
        return text.format_map(values)
    except KeyError as missing:
        raise PhraseMissing(f"phrase {key!r} ({language}) needs a value for {missing}") from None


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language, called as ``t("item.withdrawn", date=…)`` in templates."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        return phrase(key, self.language, **values)
