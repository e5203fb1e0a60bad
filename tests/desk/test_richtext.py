"""Rich text of the editor becomes spans, and nothing else gets through."""

from hypothesis import given
from hypothesis import strategies as st

from sasando.desk.richtext import read_rich_text
from sasando.documents.blocks import Listing, Paragraph, plain


def read(html):
    return read_rich_text(
        html, page_href=lambda pk: f"https://s.example/{pk}/" if pk == 3 else None
    )


def test_marks_and_links_are_kept():
    (paragraph,) = read(
        '<p>Rapat <b>pleno <i>ter</i></b><i>buka</i> di <a href="https://kpu.go.id/">KPU</a>.</p>'
    )
    assert [(s.text, s.strong, s.emphasis, s.href) for s in paragraph.spans] == [
        ("Rapat ", False, False, None),
        ("pleno ", True, False, None),
        ("ter", True, True, None),
        ("buka", False, True, None),
        (" di ", False, False, None),
        ("KPU", False, False, "https://kpu.go.id/"),
        (".", False, False, None),
    ]


def test_lists_keep_their_order():
    before, listing, after = read("<p>A</p><ol><li>satu</li><li>dua</li></ol><p>B</p>")
    assert isinstance(listing, Listing)
    assert listing.ordered
    assert [plain(item) for item in listing.items] == ["satu", "dua"]
    assert (plain(before.spans), plain(after.spans)) == ("A", "B")


def test_links_to_pages_get_their_public_address_or_none():
    (paragraph,) = read('<p><a linktype="page" id="3">a</a> <a linktype="page" id="4">b</a></p>')
    assert [s.href for s in paragraph.spans] == ["https://s.example/3/", None]


def test_scripts_and_dangerous_links_go():
    (paragraph,) = read(
        '<p>Aman<script>alert(1)</script><a href="javascript:alert(1)">klik</a>'
        "<img src=x onerror=alert(1)></p>"
    )
    assert plain(paragraph.spans) == "Amanklik"
    assert all(span.href is None for span in paragraph.spans)


def test_empty_text_is_nothing():
    assert read("<p>  </p><p><b></b></p>") == ()


words = st.text("abc <>&\"'éñ\n", max_size=20)


@given(
    st.lists(
        st.one_of(
            words,
            st.sampled_from(
                [
                    "<p>",
                    "</p>",
                    "<b>",
                    "</b>",
                    "<i>",
                    "<ul>",
                    "<li>",
                    "</li>",
                    "</ul>",
                    "<br/>",
                    "<script>",
                    "</script>",
                    '<a href="https://a.b/c">',
                    "</a>",
                    "<ol>",
                    "</i>",
                ]
            ),
        ),
        max_size=15,
    )
)
def test_any_markup_gives_valid_blocks(parts):
    for block in read("".join(parts)):
        assert isinstance(block, Paragraph | Listing)
        texts = block.items if isinstance(block, Listing) else (block.spans,)
        for spans in texts:
            assert plain(spans) == plain(spans).strip() != ""
