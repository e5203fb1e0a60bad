"""What is a paid partnership says so on every surface, and nothing else does."""

from collections.abc import Callable

import pytest

from sasando.channels.builtin.telegram_post import post_html
from sasando.channels.builtin.youtube_text import description_of
from sasando.documents import Document
from sasando.documents.imprint import Party
from sasando.rendering.html.article import article_html
from sasando.rendering.html.setting import Setting as Page
from sasando.rendering.posts import post_text
from sasando.rendering.print.blocks import Setting
from sasando.rendering.print.frame import frame
from sasando.rendering.script import broadcast_script, script_text
from sasando.rendering.sources import source_line
from sasando.rendering.text import plain_text
from sasando.rendering.whatsapp import channel_update, whatsapp_messages
from tests.documents.builders import a_document, published

SITE = "https://sasando.example"
POS = Party(code="pos", name="Pos Kupang", kind="newsroom")
KPU = Party(code="kpu", name="KPU Kota Kupang", kind="commission")
WORDS = {"id": "kerja sama", "en": "partnership"}


def _on_paper(document: Document) -> str:
    setting = Setting(language=document.language, site_url=SITE, width_mm=60)
    values = frame(document, setting)
    return f"{values['kind']} {values['partners']}"


def _script(document: Document) -> str:
    return script_text(broadcast_script(document, seconds=60), document.language)


SURFACES: dict[str, Callable[[Document], str]] = {
    "text": lambda d: plain_text(d, site_url=SITE),
    "social post": lambda d: post_text(d, site_url=SITE, limit=500),
    "WhatsApp": lambda d: "\n".join(whatsapp_messages(d, site_url=SITE)),
    "WhatsApp channel": lambda d: channel_update(d, site_url=SITE),
    "Telegram": lambda d: post_html(d, limit=1024, site_url=SITE, whole=False),
    "YouTube": lambda d: description_of(d, site_url=SITE),
    "broadcast script": _script,
    "paper and cards": _on_paper,
    "page, feeds, mail": lambda d: article_html(
        d, setting=Page(site_url=SITE, site_name="Sasando", language=d.language)
    ),
}


def made(kind: str, language: str) -> Document:
    return published(
        a_document(
            kind=kind, language=language, publisher=POS, partners=(KPU,), headline="Pindah memilih"
        )
    )


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("surface", SURFACES)
def test_a_partnership_story_says_so_and_with_whom(surface: str, language: str) -> None:
    said = SURFACES[surface](made("partnership", language))
    assert WORDS[language] in said.casefold()
    if surface != "page, feeds, mail":  # there the names stand above, in the page's own frame
        assert "KPU Kota Kupang" in said or "K-P-U Kota Kupang" in said


@pytest.mark.parametrize("surface", SURFACES)
def test_news_is_never_called_a_partnership(surface: str) -> None:
    news = published(a_document(kind="news", publisher=POS, headline="Pindah memilih"))
    assert WORDS["id"] not in SURFACES[surface](news).casefold()


def test_names_are_made_fit_for_the_surface() -> None:
    document = made("partnership", "id")
    assert source_line(document, str.upper) == "Kerja sama berbayar: POS KUPANG, KPU KOTA KUPANG"
