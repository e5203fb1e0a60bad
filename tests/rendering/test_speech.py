"""Figures, dates, times and initials, as a presenter says them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.rendering.dates import number
from sasando.rendering.exceptions import PhraseMissing
from sasando.rendering.speech import spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("275.085 pemilih", "dua ratus tujuh puluh lima ribu delapan puluh lima pemilih"),
        ("552 TPS.", "lima ratus lima puluh dua T-P-S."),
        ("1.202", "seribu dua ratus dua"),
        ("tahun 2024", "tahun dua ribu dua puluh empat"),
        ("77,5%", "tujuh puluh tujuh koma lima persen"),
        ("0,05 persen", "nol koma nol lima persen"),
        ("Rp1,5 miliar", "satu koma lima miliar rupiah"),
        ("Rp 2.500.000,00", "dua juta lima ratus ribu rupiah"),
        ("07.00", "pukul tujuh"),
        ("pukul 07.30 WITA", "pukul tujuh lewat tiga puluh waktu Indonesia tengah"),
        ("07.00–13.00 WIB", "pukul tujuh sampai pukul tiga belas waktu Indonesia barat"),
        ("27 November 2024", "dua puluh tujuh November dua ribu dua puluh empat"),
        ("24–26 Agustus", "dua puluh empat sampai dua puluh enam Agustus"),
        ("30 Agustus – 2 September", "tiga puluh Agustus sampai dua September"),
        ("19/9/2024", "sembilan belas September dua ribu dua puluh empat"),
        ("ke-2", "kedua"),
        ("KTP-el dan KPU", "K-T-P elektronik dan K-P-U"),
        ("NIK 5371010101", "NIK lima tiga tujuh satu nol satu nol satu nol satu"),
        ("0380 21", "nol tiga delapan nol dua satu"),
        ("Formulir C1", "Formulir C satu"),
        ("Jl. Contoh No. 1", "Jalan Contoh nomor satu"),
        ("buka https://www.kpu.go.id/a?b=1.", "buka kpu titik go titik id."),
    ],
)
def test_indonesian(written: str, said: str) -> None:
    assert spoken(written, "id") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("275,085 voters", "two hundred and seventy-five thousand and eighty-five voters"),
        ("77.5%", "seventy-seven point five percent"),
        ("Rp1.5 billion", "one point five billion rupiah"),
        ("07:00 WITA", "seven o’clock in the morning Central Indonesia Time"),
        ("13:30", "one thirty in the afternoon"),
        ("27 November 2024", "the twenty-seventh of November twenty twenty-four"),
        ("the 2nd round", "the second round"),
    ],
)
def test_english(written: str, said: str) -> None:
    assert spoken(written, "en") == said


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(["id", "en"]))
def test_a_number_with_separators_is_one_number(value: int, language: str) -> None:
    from num2words import num2words

    expected = num2words(value, lang=language).replace(",", "")
    assert spoken(f"x {number(value, language)} x", language) == f"x {expected} x"


@given(st.text(), st.sampled_from(["id", "en"]))
def test_no_digit_is_left_to_the_presenter(text: str, language: str) -> None:
    assert not any(c in "0123456789" for c in spoken(text, language))


@given(st.text(st.sampled_from("0123456789.,:%/-– Rpke+"), max_size=30))
def test_no_figure_breaks_it(text: str) -> None:
    for language in ("id", "en"):
        assert not any(c.isdigit() for c in spoken(text, language))


def test_another_language_is_an_error() -> None:
    with pytest.raises(PhraseMissing):
        spoken("1", "fr")
