"""Broadcast scripts: what matters first, never longer than the time that was given."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.rendering.script import broadcast_script, script_text, sentences_of
from tests.documents.builders import a_document, full_document, paragraph
from tests.rendering.published import any_text, corrected, current, withdrawn


@pytest.mark.parametrize("seconds", [30, 60])
def test_it_opens_with_the_key_message_and_closes_with_the_source(seconds: int) -> None:
    script = broadcast_script(current(), seconds=seconds)
    assert script.lead == (
        "Daftar pemilih tetap memuat dua ratus tujuh puluh lima ribu delapan puluh lima orang di "
        "lima ratus lima puluh dua T-P-S; periksa nama Anda."
    )
    assert script.spoken_lines[-1] == "Sumber: K-P-U Kota Kupang."
    assert script.seconds <= seconds


def test_moves_of_stages_are_read_before_the_rest() -> None:
    script = broadcast_script(current(), seconds=60)
    assert script.sentences[0].startswith("Jadwal Pengumuman pendaftaran pasangan calon berubah")


def test_a_quote_is_given_to_its_speaker() -> None:
    script = broadcast_script(current(), seconds=300)
    assert (
        "Ismael Manoe, Ketua K-P-U Kota Kupang, mengatakan: Setiap warga yang memenuhi syarat "
        "berhak memilih." in script.sentences
    )


def test_steps_are_read_together_under_their_heading() -> None:
    script = broadcast_script(current(), seconds=300)
    assert "Cara memeriksa nama Anda: Buka laman. Isi NIK." in script.sentences


def test_a_correction_is_named_first() -> None:
    assert broadcast_script(corrected(), seconds=30).lead.startswith("Ralat. Jumlah T-P-S semula")


def test_a_withdrawn_text_is_not_read() -> None:
    script = broadcast_script(withdrawn(), seconds=60)
    assert script.lead.startswith("Informasi ini ditarik")
    assert script.sentences == ()
    assert "JANGAN DISIARKAN." in script_text(script, "id")


def test_hard_names_get_a_pronunciation_line_when_they_are_read() -> None:
    pronunciations = ({"term": "Nunbaun", "respelling": "nun-BA-un"},)
    read = a_document(key_message="TPS di Nunbaun pindah.", pronunciations=pronunciations)
    unread = a_document(pronunciations=pronunciations)
    assert broadcast_script(read, seconds=30).pronunciations == (("Nunbaun", "nun-BA-un"),)
    assert broadcast_script(unread, seconds=30).pronunciations == ()


def test_the_text_for_the_presenter() -> None:
    document = full_document()
    text = script_text(broadcast_script(document, seconds=30), "id")
    assert text.startswith(f"NASKAH SIAR · {document.headline}\n")
    assert text.endswith(f"Sumber: K-P-U Kota Kupang.\nKode: {document.code}\n")


def test_the_text_for_the_presenter_says_how_hard_names_are_said() -> None:
    pronunciations = ({"term": "Nunbaun", "respelling": "nun-BA-un"},)
    document = a_document(key_message="TPS di Nunbaun pindah.", pronunciations=pronunciations)
    text = script_text(broadcast_script(document, seconds=30), "id")
    assert "Cara baca\nNunbaun: nun-BA-un\n" in text


def test_sentences_survive_abbreviations() -> None:
    assert sentences_of("Datang ke Jl. Contoh No. 1. Bawa KTP-el. Tanya Dr. A. Lado.") == (
        "Datang ke Jl. Contoh No. 1.",
        "Bawa KTP-el.",
        "Tanya Dr. A. Lado.",
    )


@settings(deadline=None)
@given(st.integers(1, 300), st.integers(60, 250), st.lists(any_text, max_size=6))
def test_it_is_never_longer_than_the_time(seconds: int, rate: int, texts: list[str]) -> None:
    body = (*full_document().body, *(paragraph(text * 5) for text in texts))
    script = broadcast_script(full_document(body=body), seconds=seconds, words_per_minute=rate)
    assert script.seconds <= seconds or script.sentences == ()


def test_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        broadcast_script(a_document(), seconds=0)
