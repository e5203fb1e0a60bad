"""A verdict on every surface: rating, claim in quotes, truth, and never the claim alone."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from PIL import Image

from sasando.documents import Document
from sasando.documents.verdict import Rating, Stamp
from sasando.rendering.cards import CardSize, card_png
from sasando.rendering.html import Extras, Setting, article_html, item_page
from sasando.rendering.ninjs import ninjs
from sasando.rendering.print import column_pdf, poster_pdf
from sasando.rendering.print.layout import flow
from sasando.rendering.script import broadcast_script
from sasando.rendering.text import body_text, plain_text
from sasando.rendering.verdicts import (
    family_link,
    family_message,
    rated,
    rating_meaning,
    told_blocks,
)
from sasando.rendering.whatsapp import whatsapp_messages
from tests.documents.builders import a_document, a_statement, a_verdict, full_document, published
from tests.rendering.published import any_text

SITE = "https://sasando.example"
SIZES = pytest.mark.parametrize("size", list(CardSize), ids=lambda size: size.label)
PICTURE = {
    "type": "image",
    "sha256": "ef" * 32,
    "content_type": "image/jpeg",
    "width": 800,
    "height": 600,
    "href": f"{SITE}/media/pictures/ef.jpg",
    "caption": "Diberi cap “SALAH”.",
    "credit": "Periksa Fakta",
    "alt": "Surat suara dengan nomor terbalik.",
}


def page(document: Document, **extras) -> html.HtmlElement:
    setting = Setting(site_url=SITE, site_name="Sasando")
    return html.fromstring(item_page(document, setting=setting, extras=Extras(**extras)))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_a_document_without_a_verdict_is_told_as_it_was() -> None:
    assert told_blocks(full_document()) is full_document().body or (
        told_blocks(full_document()) == full_document().body
    )


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("rating", list(Rating))
def test_every_rating_has_its_words(rating: Rating, language: str) -> None:
    assert rated(rating, language)[0].isupper()
    assert rating_meaning(rating, language).endswith(".")
    document = published(a_verdict({"rating": rating}, language=language))
    assert rated(rating, language) in body_text(document)
    assert words(page(document)).count("“Nomor urut paslon")


def test_text_says_rating_claim_truth_how_reply_and_sources_in_this_order() -> None:
    text = plain_text(published(a_verdict()))
    parts = [
        "Salah: Konten palsu. Seluruhnya dibuat-buat",
        "Klaim yang beredar: “Nomor urut paslon",
        "Yang benar: Nomor urut di surat suara sama",
        "Bagaimana kami mengetahuinya",
        "Jawaban KPU",
        "KPU tidak melihat dan tidak ikut menentukan",
        "“Nomor urut dicetak sesuai keputusan.”",
        "Sumber",
        "https://sasando.example/rilis/nomor/",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_silence_of_the_commission_is_shown() -> None:
    silence = {"asked_on": "2024-11-25", "reply_by": "2024-11-26"}
    text = body_text(published(a_verdict({"commission_reply": silence})))
    assert "ditanyai 25 November 2024. Sampai 26 November 2024 belum ada jawaban" in text
    assert silence["asked_on"] not in text
    nothing = a_verdict({"commission_reply": None, "about_commission": False})
    assert "Jawaban KPU" not in body_text(published(nothing))


@pytest.mark.parametrize("seconds", range(8, 61, 4))
def test_on_air_the_claim_never_goes_without_its_verdict(seconds: int) -> None:
    claim = "Nomor tertukar! Pilih yang terbalik. Sebarkan."
    script = broadcast_script(published(a_verdict({"claim": claim})), seconds=seconds)
    read = " ".join(script.spoken_lines)
    assert script.lead.startswith("Nomor urut paslon di surat suara sama")
    for part in ("Nomor tertukar!", "Pilih yang terbalik", "Sebarkan"):
        assert (part in read) == ("Kabar itu salah" in read)


def test_the_words_for_the_family_end_with_the_address() -> None:
    document = published(a_verdict())
    message = family_message(document)
    assert message.endswith(f"\n\n{SITE}/v/{document.code}")
    assert len(message) < 800
    link = family_link(document, site_url=SITE)
    assert link.startswith("https://wa.me/?text=Nomor+paslon+TIDAK") and " " not in link
    with pytest.raises(ValueError, match="only a fact-check"):
        family_message(a_document())


def test_the_page_says_all_of_it_and_never_by_colour_alone() -> None:
    document = published(a_verdict({"picture": PICTURE}))
    tree = page(document, card="/v/x/1080x1080.png")
    stamp = tree.xpath("//p[contains(@class, 'stamp-false')]")[0]
    assert words(stamp).startswith("Penilaian: Salah Konten palsu")
    assert stamp.xpath(".//*[local-name()='svg'][@aria-hidden='true']")
    assert words(tree.xpath("//figure[contains(@class, 'claim')]/blockquote")[0]).startswith("“")
    closed = tree.xpath("//details[contains(@class, 'claim-picture')]")[0]
    assert "open" not in closed.attrib
    assert closed.xpath(".//img/@src") == [f"{SITE}/media/pictures/ef-ringan.webp"]
    assert tree.xpath("//a[starts-with(@href, 'https://wa.me/?text=Nomor')]")
    assert tree.xpath("//button[@data-copy=$m]", m=family_message(document, site_url=SITE))
    assert tree.xpath("//a[@href='/v/x/1080x1080.png'][@download]")
    for link in tree.xpath("//details[@class='appearances']//a"):
        assert "nofollow" in link.get("rel")
    assert not tree.xpath("//aside[contains(@class, 'must-know')]")
    kinds = [json.loads(s)["@type"] for s in tree.xpath("//script[@type]/text()")]
    assert kinds == ["NewsArticle", "ClaimReview"]


def test_a_withdrawn_verdict_passes_nothing_on() -> None:
    text = html.tostring(page(published(a_verdict(), standing="withdrawn"))).decode()
    assert "wa.me" not in text and "ClaimReview" not in text and "tertukar, pilih" not in text


@settings(deadline=None)
@given(any_text | st.sampled_from(["<script>1</script>", '"><img src=x>', "</blockquote><h1>"]))
def test_no_word_of_a_claim_becomes_markup(text: str) -> None:
    def elements(said: str) -> int:
        document = published(a_verdict({"claim": said, "truth": said, "claimant": said}))
        page(document)
        setting = Setting(site_url=SITE, site_name="S")
        fragment = article_html(document, setting=setting)
        return len(list(html.fragment_fromstring(fragment, create_parent=True).iter("*")))

    assert elements(text) == elements("x")


def test_the_fragment_for_feeds_and_mail_says_it_too() -> None:
    fragment = article_html(published(a_verdict()), setting=Setting(site_url=SITE, site_name="S"))
    for part in ("Salah: Konten palsu", "“Nomor urut paslon", "Yang benar", "Keputusan KPU"):
        assert part in fragment
    assert "<img" not in fragment


def test_ninjs_names_the_rating() -> None:
    item = ninjs(published(a_verdict()), html="<p></p>")
    assert {"name": "Salah: Konten palsu", "rel": "rating", "literal": "fabricated"} in (
        item["subjects"]
    )


def test_whatsapp_quotes_the_claim_under_its_rating() -> None:
    (message,) = whatsapp_messages(published(a_verdict()))
    assert message.index("*Salah: Konten palsu.*") < message.index("“Nomor urut paslon")


def test_paper_says_it_too() -> None:
    document = published(a_verdict({"claim": "Satu " * 60}))
    assert column_pdf(document, site_url=SITE).startswith(b"%PDF")
    assert poster_pdf(document, site_url=SITE).startswith(b"%PDF")
    texts = ["".join(run.text for run in p.runs) for p in flow(document) if hasattr(p, "runs")]
    assert any(text.startswith("Salah: Konten palsu") for text in texts)


def pixels(document: Document, size: CardSize, colour: tuple[int, int, int]) -> int:
    card = Image.open(io.BytesIO(card_png(document, size=size, site_url=SITE))).convert("RGB")
    found = card.getcolors(1 << 22) or []
    return sum(n for n, c in found if all(abs(a - b) < 12 for a, b in zip(c, colour, strict=True)))


@SIZES
def test_a_card_wears_the_stamp_of_its_rating(size: CardSize) -> None:
    morinda, plain = (156, 47, 36), published(a_document(kind="verdict"))
    false = published(a_verdict())
    assert pixels(false, size, morinda) > pixels(plain, size, morinda) + 8_000
    true = published(a_verdict({"rating": "true"}))
    assert pixels(true, size, morinda) < pixels(false, size, morinda) - 8_000


@SIZES
@pytest.mark.parametrize("rating", ["misleading", "satire", "no-evidence"])
def test_every_stamp_is_set_and_the_card_stays_light(size: CardSize, rating: str) -> None:
    document = published(a_verdict(a_statement(rating=rating), headline="Klarifikasi " * 15))
    card = card_png(document, size=size, site_url=SITE)
    assert len(card) < 300_000
    assert card == card_png(document, size=size, site_url=SITE)
    assert Image.open(io.BytesIO(card)).size == (size.value.width, size.value.height)


def test_all_stamps_are_drawn() -> None:
    assert {stamp.value for stamp in Stamp} == {
        "true", "false", "misleading", "satire", "unproven",
    }  # fmt: skip
