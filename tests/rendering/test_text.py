"""Plain text: all that the Document says, what matters first, the way to check it last."""

from hypothesis import given

from sasando.rendering.text import plain_text
from tests.documents.builders import a_document, full_document, published
from tests.rendering.published import CHANGE, any_text, corrected, current, hostile, withdrawn


def test_every_block_is_said() -> None:
    text = plain_text(current())
    for part in (
        "KUPANG — Rapat pleno terbuka menetapkan 275.085 pemilih <& lihat daftar "
        "(https://cekdptonline.kpu.go.id/)).",
        "Cara memeriksa nama Anda",
        "1. Buka laman.\n2. Isi NIK.",
        "“Setiap warga yang memenuhi syarat berhak memilih.”\n— Ismael Manoe, Ketua KPU Kota Kupang",
        "Tanya: Apa yang dibawa ke TPS?\nJawab: KTP-el dan surat pemberitahuan.",
        "- Pemilih: 275.085 (KPU Kota Kupang, per 19 September 2024)",
        "- Laki-laki: 134.400",
        "Pilkada Serentak 2024: 27 November 2024",
        "Semula: 24–26 Agustus 2024\nSekarang: 25–27 Agustus 2024",
        "Nunbaun Sabu, Alak, Kota Kupang. 12 TPS",
        "(Foto: Humas KPU Kota Kupang)",
        "Video: Rekaman pleno (60 menit)\nhttps://www.youtube.com/watch?v=abc",
        "Telepon: +62 380 000000",
        "Periksa nama Anda: https://cekdptonline.kpu.go.id/",
        "- Hari pemungutan suara: https://sasando.example/rilis/a/",
        "Berlaku sampai 27 November 2024, 13.00 WITA",
        "- Maria Lado, Kepala Subbagian Data dan Informasi (KPU Kota Kupang)",
    ):
        assert part in text


def test_it_ends_with_the_short_address_and_the_code() -> None:
    document = current()
    lines = plain_text(document, site_url="https://kpu.example").splitlines()
    assert lines[-2:] == [
        f"Periksa keaslian: https://kpu.example/v/{document.code}",
        f"Kode: {document.code}",
    ]


def test_a_wide_table_needs_no_columns() -> None:
    table = {
        "type": "table",
        "caption": "Pemilih",
        "header": ("Kecamatan", "L", "P"),
        "rows": (("Alak", "1", "2"),),
    }
    assert "- Alak — L: 1; P: 2" in plain_text(a_document(body=(table,)))


def test_a_correction_comes_first() -> None:
    text = plain_text(corrected())
    assert text.startswith(f"RALAT: {CHANGE}\n\n")
    assert "Diralat 21 September 2024, 09.30 WITA" in text


def test_what_is_withdrawn_or_expired_says_so_first() -> None:
    assert plain_text(withdrawn()).startswith(
        "Informasi ini ditarik dan tidak boleh dipakai lagi. Alasan: Data keliru.\n"
    )
    expired = published(a_document(), standing="expired")
    assert plain_text(expired).startswith("Informasi ini sudah lewat masa berlakunya.\n")


def test_an_unconfirmed_notice_says_so_first() -> None:
    notice = published(a_document(kind="notice"), confirmed=False)
    assert plain_text(notice).startswith("Pengumuman ini belum dikonfirmasi")


def test_english_is_complete() -> None:
    text = plain_text(published(full_document(language="en")))
    assert "Was: 24–26 August 2024\nIs now: 25–27 August 2024" in text
    assert "Polling stations: 12" in text


@given(any_text)
def test_the_same_document_gives_the_same_text(text: str) -> None:
    document = hostile(text)
    again = document.model_copy()
    assert plain_text(document) == plain_text(again)
    assert " ".join(text.split()) in plain_text(document) or not text.isprintable()
