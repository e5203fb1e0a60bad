"""What YouTube reads: titles and descriptions within its limits, chapters it takes for chapters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.channels.builtin.youtube_text import (
    chapter_list,
    description_of,
    fitting,
    tags_of,
    title_of,
)
from sasando.documents.blocks import Chapter, Paragraph, Span
from sasando.documents.document import ElectionTag
from tests.platforms.youtube_house import a_recording, an_episode
from tests.platforms.youtube_rules import video_snippet

SITE = "https://sasando.example"
TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=300).filter(
    lambda text: bool(text.strip())
)


def chapters(*starts: int) -> tuple[Chapter, ...]:
    return tuple(Chapter(starts_s=s, title=f"Bab {n}") for n, s in enumerate(starts, 1))


def test_the_description_says_what_must_be_known_first_and_where_more_is() -> None:
    document = an_episode()
    assert description_of(document, site_url=SITE).split("\n\n") == [
        document.key_message,
        f"Baca selengkapnya: {document.href}\nPeriksa keaslian: {SITE}/v/{document.code}",
        "Bab:\n0:00 Pembuka\n1:35 Siapa ‹yang› terdaftar\n30:00 Tanya jawab",
        "Kerja sama berbayar: KPU Kota Kupang",
        "Ketua KPU menjelaskan DPT.",
    ]


@pytest.mark.parametrize(
    ("starts", "lines"),
    [
        ((0, 10, 20), ["0:00 Bab 1", "0:10 Bab 2", "0:20 Bab 3"]),
        ((30, 60, 90), ["0:00 Pembuka", "0:30 Bab 1", "1:00 Bab 2", "1:30 Bab 3"]),
        ((4, 60, 3700), ["0:00 Bab 1", "1:00 Bab 2", "1:01:40 Bab 3"]),
        ((0, 5, 60, 90), ["0:00 Bab 1", "1:00 Bab 3", "1:30 Bab 4"]),
        ((0, 60, 120, 3995), ["0:00 Bab 1", "1:00 Bab 2", "2:00 Bab 3"]),
        ((0, 60), []),
        ((0, 4, 8), []),
        ((), []),
    ],
)
def test_chapters_are_as_youtube_wants_them(starts: tuple[int, ...], lines: list[str]) -> None:
    film = a_recording(duration_s=4000, chapters=chapters(*starts))
    assert chapter_list(film, "id").splitlines()[1:] == lines


def test_a_long_text_is_cut_and_the_addresses_stay() -> None:
    long = Paragraph(spans=(Span(text="Kalimat tentang pemilih — ä. " * 500),))
    document = an_episode(body=(long, a_recording()))
    description = description_of(document, site_url=SITE)
    assert 4900 < len(description.encode()) <= 5000
    assert description.endswith("…")
    assert f"{SITE}/v/{document.code}" in description


@settings(deadline=None, max_examples=60)
@given(headline=TEXT.map(lambda t: t[:200]), body=TEXT, name=TEXT)
def test_whatever_the_words_youtube_takes_them(headline: str, body: str, name: str) -> None:
    document = an_episode(
        headline=headline.strip()[:200] or "x",
        body=(Paragraph(spans=(Span(text=body * 40),)), a_recording()),
        elections=tuple(ElectionTag(code=str(n), name=f"{name} {n}") for n in range(9)),
    )
    snippet = {
        "title": title_of(document.headline),
        "description": description_of(document, site_url=SITE),
        "tags": tags_of(document),
        "categoryId": "25",
    }
    assert video_snippet(snippet) == snippet


@settings(deadline=None)
@given(TEXT, st.integers(10, 400))
def test_what_is_cut_fits_and_halves_no_character(text: str, limit: int) -> None:
    cut = fitting(text, limit)
    assert len(cut.encode()) <= limit
    assert cut == text.rstrip() or cut.endswith("…")
