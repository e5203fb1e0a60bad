"""A lesson on every surface: as a series of messages, as story cards, on paper, read aloud."""

import io

import pypdfium2
import pytest
from PIL import Image

from sasando.documents.blocks import (
    Choice,
    Fact,
    FactBox,
    Heading,
    Listing,
    Paragraph,
    Quiz,
    Span,
    Video,
)
from sasando.documents.blocks import Image as Photo
from sasando.documents.lesson import LessonStatement, Term
from sasando.documents.vocabulary import Kind
from sasando.rendering.announcing import announcement_text
from sasando.rendering.html import Setting, article_html
from sasando.rendering.lessons import glosses_of, steps_of, valid_until
from sasando.rendering.print import column_pdf, icml, poster_pdf, teaching
from sasando.rendering.series import whatsapp_series
from sasando.rendering.story import story_alts, story_cards
from sasando.rendering.text import plain_text
from sasando.trust.pdf import read_codes_in_pdf, text_of_pdf
from sasando.trust.qr import read_codes
from tests.documents.builders import PUBLISHED, a_document, published

SITE = "https://sasando.example"


def quiz(question: str) -> Quiz:
    return Quiz(
        question=question,
        choices=(
            Choice(text="Pulpen", feedback="Tulisan membuatnya tidak sah."),
            Choice(text="Paku", right=True, feedback="Hanya alat yang disediakan."),
        ),
    )


def said(text: str) -> Paragraph:
    return Paragraph(spans=(Span(text=text),))


def lesson(**change: object):
    body = (
        Heading(text="Alat"),
        said("Di TPS Anda mencoblos dengan paku."),
        quiz("Dengan apa?"),
        Heading(text="Kotak"),
        Listing(ordered=True, items=((Span(text="Lipat."),), (Span(text="Masukkan."),))),
        FactBox(
            title="Dasar", facts=(Fact(label="Cara", value="Mencoblos", source="PKPU 25/2023"),)
        ),
        quiz("Di mana?"),
    )
    values = {
        "kind": Kind.LESSON,
        "headline": "Sah atau tidak?",
        "body": body,
        "lesson": LessonStatement(
            aim="dapat mencoblos",
            minutes=2,
            easy=("Coblos dengan paku.", "Jangan menulis."),
            terms=(
                Term(term="TPS", meaning="Tempat pemungutan suara."),
                Term(term="Bawaslu", meaning="Pengawas pemilu."),
            ),
        ),
    }
    return published(a_document(**(values | change)))


def test_steps_begin_at_headings_and_terms_stand_where_they_are_used_first() -> None:
    document = lesson()
    assert [step.title for step in steps_of(document)] == ["Alat", "Kotak"]
    assert [len(step.quizzes) for step in steps_of(document)] == [1, 1]
    found = {n: [term.term for term in terms] for n, terms in glosses_of(document).items()}
    assert found == {1: ["TPS"], 6: ["Bawaslu"]}  # the second stands nowhere: after the last block


def test_a_series_answers_each_question_in_the_next_message() -> None:
    messages = whatsapp_series(lesson(), site_url=SITE)
    assert [message.splitlines()[0] for message in messages] == [f"({n}/4)" for n in (1, 2, 3, 4)]
    address = f"{SITE}/v/{lesson().code}"
    assert all(message.endswith(address) for message in messages)
    assert "Hanya alat yang disediakan." not in messages[1]
    assert messages[2].index("Hanya alat yang disediakan.") < messages[2].index("Kotak")
    assert "Di mana?" in messages[3]


def test_the_cards_are_stories_and_the_qr_leads_to_the_version() -> None:
    document = lesson()
    cards = story_cards(document, site_url=SITE)
    assert len(cards) == len(story_alts(document)) == 6  # title, two steps, two questions, answers
    for card in cards:
        with Image.open(io.BytesIO(card)) as picture:
            assert picture.size == (1080, 1920)
        assert len(card) < 300_000
        assert read_codes(card) == (f"{SITE}/v/{document.code}",)


def test_an_announcement_is_easy_neutral_and_says_until_when() -> None:
    text = announcement_text(lesson(), site_url=SITE)
    assert "Coblos dengan paku.\nJangan menulis." in text
    assert "tidak menganjurkan calon atau partai" in text
    assert valid_until(lesson()).year == PUBLISHED.year + 1
    assert str(PUBLISHED.year + 1) in text


@pytest.mark.parametrize(
    "make",
    [
        teaching.wall_poster_pdf,
        teaching.leaflet_pdf,
        teaching.facilitator_pdf,
        teaching.quiz_cards_pdf,
    ],
)
def test_a_sheet_has_its_pages_its_words_and_its_code(make) -> None:
    document = lesson()
    pdf = make(document, site_url=SITE)
    assert pdf == make(document, site_url=SITE)
    assert f"{SITE}/v/{document.code}" in read_codes_in_pdf(pdf)
    words = " ".join(text_of_pdf(pdf).split())
    assert "Berlaku sampai" in words
    assert "Sah atau tidak?" in words


def test_long_words_and_many_questions_still_fit_their_pages() -> None:
    body = tuple(
        block
        for n in range(5)
        for block in (
            Heading(text=f"Langkah {n} " + "panjang " * 12),
            said("Kalimat yang cukup panjang untuk mengisi halaman. " * 14),
            quiz("Pertanyaan yang panjang sekali " * 6 + "?"),
        )
    )
    document = lesson(body=body)
    assert text_of_pdf(teaching.wall_poster_pdf(document, site_url=SITE)).count("\f") == 0
    assert text_of_pdf(teaching.leaflet_pdf(document, site_url=SITE)).count("\f") == 1
    assert text_of_pdf(teaching.quiz_cards_pdf(document, site_url=SITE)).count("\f") == 2
    assert len(story_cards(document, site_url=SITE)) == 12


def test_every_other_surface_says_the_question_and_the_right_answer() -> None:
    document = lesson()
    told = (
        plain_text(document, site_url=SITE),
        icml(document, site_url=SITE).decode(),
        " ".join(text_of_pdf(column_pdf(document, site_url=SITE)).replace("\u00ad", "").split()),
        article_html(document, setting=Setting(site_url=SITE, site_name="x")),
    )
    for text in told:
        assert "Dengan apa?" in text
        assert "Hanya alat yang disediakan." in text
    assert poster_pdf(document, site_url=SITE)


def test_only_a_lesson_is_taught() -> None:
    other = published(a_document())
    for make in (
        lambda: whatsapp_series(other),
        lambda: announcement_text(other),
        lambda: story_cards(other, site_url=SITE),
        lambda: teaching.leaflet_pdf(other, site_url=SITE),
    ):
        with pytest.raises(ValueError, match="only a lesson"):
            make()


class Store:
    """One red picture, whatever is asked for."""

    def read(self, sha256: str) -> bytes:
        out = io.BytesIO()
        Image.new("RGB", (300, 200), (200, 20, 20)).save(out, "PNG")
        return out.getvalue()


@pytest.mark.parametrize("make", [teaching.leaflet_pdf, teaching.large_print_pdf])
def test_pictures_of_a_sheet_have_no_colour(make) -> None:
    picture = Photo(
        sha256="a" * 64,
        content_type="image/png",
        width=300,
        height=200,
        href="/media/a.png",
        caption="Bilik",
        credit="Sasando",
        alt="Bilik suara",
    )
    pdf = make(lesson(body=(*lesson().body, picture)), site_url=SITE, media=Store())
    document = pypdfium2.PdfDocument(pdf)
    dark = 0
    for page in document:
        pixels = page.render(scale=0.5).to_pil().convert("RGB").get_flattened_data()
        for red, green, blue in pixels:
            assert max(red, green, blue) - min(red, green, blue) <= 2
            dark += 40 < red < 120
    document.close()
    assert dark > 1000  # it is there, in grey


def smallest_type(pdf: bytes) -> float:
    """The smallest type on any page, in points: a letter's size by the page's own scale."""
    document = pypdfium2.PdfDocument(pdf)
    sizes = []
    for page in document:
        text = page.get_textpage()
        for index in range(text.count_chars()):
            if text.get_text_range(index, 1).strip():
                sizes.append(pypdfium2.raw.FPDFText_GetFontSize(text.raw, index))
    document.close()
    return min(sizes)


def test_large_print_has_nothing_smaller_than_18_points_and_says_everything() -> None:
    document = lesson()
    pdf = teaching.large_print_pdf(document, site_url=SITE)
    assert smallest_type(pdf) >= 17.9
    text = " ".join(text_of_pdf(pdf).split())
    assert document.lesson is not None
    for words in (document.headline, *document.lesson.easy, "A. Pulpen", "B. Paku"):
        assert words in text
    assert f"{SITE}/v/{document.code}" in read_codes_in_pdf(pdf)
    assert pdf.count(b"/FontFile") >= 1
    assert b"/StructTreeRoot" in pdf


def test_a_film_has_places_for_sign_language_captions_and_its_words() -> None:
    film = Video(
        href="https://films.example/1",
        title="Cara mencoblos",
        duration_s=50,
        sign_href="https://films.example/1-bisindo",
        captioned_in=("id",),
        transcript="Buka surat suara.\nCoblos sekali.",
    )
    document = lesson(body=(Heading(text="Tonton"), film, *lesson().body))
    page = article_html(document, setting=Setting(site_url=SITE, site_name="Sasando"))
    assert (
        'href="https://films.example/1-bisindo">Dengan bahasa isyarat: Cara mencoblos</a>' in page
    )
    assert "Teks di layar: Bahasa Indonesia" in page
    assert "<p>Coblos sekali.</p>" in page
    text = plain_text(document)
    assert "Dengan bahasa isyarat: Cara mencoblos\nhttps://films.example/1-bisindo" in text
    assert "Buka surat suara. Coblos sekali." in text
    bare = Video(href="https://films.example/1", title="Cara mencoblos")
    assert set(bare.model_dump(mode="json", exclude_none=True)) == {"type", "href", "title"}
