"""The house's Indonesian for Wagtail's words: none of them has left Wagtail."""

from functools import cache
from pathlib import Path

import polib
import pytest
import wagtail

from sasando.desk.wagtail_words import WORDS


@cache
def _words_of_wagtail() -> frozenset[str]:
    catalogues = Path(wagtail.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po")
    return frozenset(entry.msgid for path in catalogues for entry in polib.pofile(str(path)))


@pytest.mark.parametrize("word", [word for word in WORDS if isinstance(word, str)])
def test_wagtail_still_says_it(word: str) -> None:
    assert word in _words_of_wagtail()
