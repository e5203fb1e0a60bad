"""The comparison of two versions loses nothing and marks what changed."""

from hypothesis import given
from hypothesis import strategies as st

from sasando.rendering.html import Setting, difference_page
from sasando.rendering.html.difference import compare_texts
from tests.documents.builders import a_document, paragraph, published

LINES = st.lists(st.text(alphabet="ab c.,", max_size=12), max_size=6).map("\n".join)


@given(LINES, LINES)
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    lines = compare_texts(before, after)
    old = ["".join(r.text for r in line.runs if r.mark != "ins") for line in lines]
    new = ["".join(r.text for r in line.runs if r.mark != "del") for line in lines]
    assert [line for line in old if line] == [line for line in before.splitlines() if line]
    assert [line for line in new if line] == [line for line in after.splitlines() if line]


@given(LINES)
def test_equal_texts_have_no_change(text: str) -> None:
    assert not any(line.changed for line in compare_texts(text, text))


def test_page_marks_words_for_eyes_and_ears() -> None:
    page = difference_page(
        published(a_document(body=(paragraph("Ada 552 TPS."),))),
        published(a_document(version=2, body=(paragraph("Ada 553 TPS."),))),
        setting=Setting(site_url="https://sasando.example", site_name="Sasando"),
        item_href="/rilis/dpt/",
    )
    assert "[dihapus: </span>552<" in page
    assert "[ditambahkan: </span>553<" in page
    assert "Perbedaan versi 1 dan versi 2" in page
