"""A page-layout desk gets well-formed ICML with every word in a named style."""

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sasando.documents.document import Correction
from sasando.rendering.print import icml
from tests.documents.builders import ITEM, a_document, full_document, paragraph, published


def _in_style(root: etree._Element, style: str) -> list[str]:
    ranges = root.iterfind(
        f".//ParagraphStyleRange[@AppliedParagraphStyle='ParagraphStyle/{style}']"
    )
    return ["".join(found.itertext("Content", with_tail=False)) for found in ranges]


def test_the_same_document_gives_the_same_story() -> None:
    assert icml(published(full_document())) == icml(published(full_document()))


def test_the_processing_instructions_say_what_the_file_is() -> None:
    lines = icml(full_document()).decode().splitlines()
    assert lines[0].startswith("<?xml ")
    assert lines[1].startswith('<?aid style="50" type="snippet"')
    assert lines[2] == '<?aid SnippetType="InCopyInterchange"?>'


def test_every_style_that_is_applied_is_defined() -> None:
    root = etree.fromstring(icml(published(full_document())))
    defined = {node.get("Self") for node in root.iter("ParagraphStyle", "CharacterStyle")}
    applied = {
        value
        for node in root.iter("ParagraphStyleRange", "CharacterStyleRange")
        for key, value in node.attrib.items()
        if key.startswith("Applied")
    }
    assert applied and applied <= defined


def test_the_parts_of_a_release_are_in_their_styles() -> None:
    root = etree.fromstring(icml(published(full_document())))
    assert _in_style(root, "Kind") == ["Rilis resmi · KPU Kota Kupang"]
    assert _in_style(root, "Headline")[0].startswith("KPU Kota Kupang menetapkan")
    assert _in_style(root, "Lead")[0].startswith("Daftar pemilih tetap memuat")
    assert _in_style(root, "Byline") == ["Oleh Humas KPU Kota Kupang · Bersama Pos Kupang"]
    assert _in_style(root, "BodyFirst")[0].startswith("KUPANG — Rapat pleno terbuka")
    assert _in_style(root, "Quote") == ["“Setiap warga yang memenuhi syarat berhak memilih.”"]
    assert _in_style(root, "QuoteSource") == ["Ismael Manoe, Ketua KPU Kota Kupang"]
    assert "Pemilih: 275.085 (KPU Kota Kupang per 19 September 2024)" in _in_style(root, "Fact")
    assert _in_style(root, "StageDate")[0] == "27 November 2024"
    assert "Foto: Humas KPU Kota Kupang" in _in_style(root, "Credit")
    code = full_document().code
    assert f"Periksa keaslian: sasando.example/v/{code}" in _in_style(root, "Credit")


def test_a_table_has_its_cells_by_column_and_row() -> None:
    root = etree.fromstring(icml(full_document()))
    table = root.find(".//Table")
    assert table is not None
    assert (table.get("HeaderRowCount"), table.get("BodyRowCount")) == ("1", "2")
    cells = {
        cell.get("Name"): "".join(cell.itertext("Content", with_tail=False))
        for cell in table.iter("Cell")
    }
    assert cells == {
        "0:0": "Jenis kelamin",
        "1:0": "Pemilih",
        "0:1": "Laki-laki",
        "1:1": "134.400",
        "0:2": "Perempuan",
        "1:2": "140.685",
    }


def test_corrections_and_withdrawals_come_before_the_headline() -> None:
    correction = Correction(
        item=ITEM,
        version=1,
        digest="ab" * 32,
        headline="KPU menetapkan pemilih",
        href="https://sasando.example/rilis/a/",
        change="Jumlah TPS 552, bukan 525.",
    )
    document = published(a_document(version=2, correction=correction), standing="withdrawn")
    root = etree.fromstring(icml(document))
    notices = _in_style(root, "CorrectionNotice")
    assert notices[0].startswith("Ditarik.")
    assert notices[1] == "RALAT. Jumlah TPS 552, bukan 525."


@settings(deadline=None)
@given(st.text(min_size=1).filter(str.strip))
def test_any_text_gives_well_formed_xml(text: str) -> None:
    document = a_document(body=(paragraph(text),), byline=(text,), dateline=text[:50])
    etree.fromstring(icml(document))
