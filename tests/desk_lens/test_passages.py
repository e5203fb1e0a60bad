"""Which words of a Document are read, and where they stand."""

from uuid import uuid4

from sasando.desk.lens import Place, passages_of
from sasando.documents import Document, Kind
from sasando.documents.blocks import (
    CallToAction,
    Contact,
    Fact,
    FactBox,
    Heading,
    Image,
    Listing,
    Paragraph,
    QuestionAnswer,
    Quote,
    Span,
    Video,
)
from sasando.documents.imprint import Party
from sasando.documents.vocabulary import PartyKind


def test_all_that_is_written_is_read_and_names_are_not() -> None:
    document = Document(
        item=uuid4(),
        version=1,
        kind=Kind.NEWS,
        language="id",
        href="https://x.test/a/",
        headline="Judul",
        key_message="Pesan.",
        publisher=Party(code="pos", name="Pos", kind=PartyKind.NEWSROOM),
        body=(
            Paragraph(spans=(Span(text="Satu "), Span(text="dua.", strong=True))),
            Heading(text="Anak judul"),
            Listing(items=((Span(text="butir"),),)),
            Quote(text="ucapan", speaker="Ani"),
            QuestionAnswer(question="Apa?", answer=(Span(text="Itu."),)),
            FactBox(title="t", facts=(Fact(label="Pemilih", value="7"),)),
            Image(
                sha256="0" * 64,
                content_type="image/jpeg",
                width=1,
                height=1,
                href="/m/",
                caption="takarir",
                credit="Foto",
                alt="alt",
            ),
            Video(href="https://x.test/v", title="film"),
            Contact(name="Ani"),
            CallToAction(label="Cek", href="/cek/"),
        ),
    )
    read = [(p.place, p.text, p.block) for p in passages_of(document)]
    assert read == [
        (Place.HEADLINE, "Judul", None),
        (Place.TEXT, "Pesan.", None),
        (Place.TEXT, "Satu dua.", 0),
        (Place.HEADLINE, "Anak judul", 1),
        (Place.TEXT, "butir", 2),
        (Place.QUOTE, "ucapan", 3),
        (Place.TEXT, "Apa?", 4),
        (Place.TEXT, "Itu.", 4),
        (Place.TEXT, "Pemilih: 7", 5),
        (Place.CAPTION, "takarir", 6),
        (Place.CAPTION, "alt", 6),
        (Place.HEADLINE, "film", 7),
        (Place.TEXT, "Cek. ", 9),
    ]
