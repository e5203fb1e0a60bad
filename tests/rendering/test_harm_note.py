"""A fact-check about harassment says so, on the page, in feeds and in print, and names where help is."""

import pytest
from lxml import html

from sasando.documents import Document
from sasando.rendering.html import Extras, Setting, article_html, item_page
from sasando.rendering.text import plain_text
from tests.documents.builders import a_statement, a_verdict, published

SITE = "https://sasando.example"
SETTING = Setting(site_url=SITE, site_name="Sasando")


def told(document: Document) -> list[str]:
    page = item_page(document, setting=SETTING, extras=Extras())
    texts = [html.fromstring(page).text_content(), article_html(document, setting=SETTING)]
    return [*texts, plain_text(document, site_url=SITE)]


@pytest.mark.parametrize(
    ("harm", "is_told"), [("harassment", True), ("hate", False), (None, False)]
)
def test_harassment_is_named_and_other_harms_speak_for_themselves(
    harm: str | None, is_told: bool
) -> None:
    document = published(a_verdict(verdict=a_statement(harm=harm)))
    for text in told(document):
        assert ("SAPA 129" in text) is is_told
