"""Every surface has every phrase in every language, and a hole is an error."""

from string import Formatter

import pytest

from sasando.rendering.exceptions import PhraseMissing
from sasando.rendering.phrases import LANGUAGES, Phrases, phrase, phrases_of


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_all_languages_have_the_same_phrases() -> None:
    keys = {language: set(phrases_of(language)) for language in LANGUAGES}
    assert keys["id"] == keys["en"]


def test_a_phrase_takes_the_same_values_in_all_languages() -> None:
    english = phrases_of("en")
    assert [
        key
        for key, text in phrases_of("id").items()
        if placeholders(text) != placeholders(english[key])
    ] == []


def test_phrases_are_filled_in_by_name() -> None:
    assert phrase("item.published", "id", moment="hari ini") == "Terbit hari ini"
    assert Phrases("en")("item.published", moment="today") == "Published today"


def test_values_are_never_read_as_placeholders() -> None:
    assert phrase("item.code", "en", code="{moment}") == "Code: {moment}"


@pytest.mark.parametrize(
    ("key", "language", "values"),
    [
        ("item.nothing", "id", {}),
        ("item.published", "id", {}),
        ("item.published", "fr", {"moment": "x"}),
    ],
)
def test_a_hole_is_an_error(key: str, language: str, values: dict[str, str]) -> None:
    with pytest.raises(PhraseMissing):
        phrase(key, language, **values)
