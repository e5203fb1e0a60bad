"""The house's Indonesian for Wagtail's words: none of them left Wagtail, and Django finds them."""

from functools import cache
from pathlib import Path

import polib
import pytest
import wagtail
from django.utils import translation

from sasando.desk.wagtail_words import WORDS


@cache
def _words_of_wagtail() -> frozenset[str]:
    catalogues = Path(wagtail.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po")
    return frozenset(entry.msgid for path in catalogues for entry in polib.pofile(str(path)))


@pytest.mark.parametrize("word", [word for word in WORDS if isinstance(word, str)])
def test_wagtail_still_says_it(word: str) -> None:
    assert word in _words_of_wagtail()


def test_the_house_is_asked_before_wagtail() -> None:
    with translation.override("id"):
        assert translation.gettext("Save draft") == "Simpan draf"
        assert translation.gettext("in moderation") == "menunggu persetujuan"
