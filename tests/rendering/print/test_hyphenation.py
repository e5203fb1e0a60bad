"""Indonesian words are divided where a reader would, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.rendering.print.hyphenation import hyphenate, without_soft_hyphens


@pytest.mark.parametrize(
    ("word", "divided"),
    [
        ("pemilihan", "pe-mi-lih-an"),
        ("kelurahan", "ke-lu-rah-an"),
        ("masyarakat", "ma-sya-ra-kat"),
        ("jawaban", "ja-wab-an"),
        ("penyelenggaraan", "pe-nye-leng-ga-ra-an"),
        ("pemungutan", "pe-mu-ngut-an"),
        ("keadaan", "ke-ada-an"),
        ("Waingapu", "Wai-nga-pu"),
        ("Pengumuman,", "Peng-umum-an,"),
        ("(demokrasi)", "(de-mo-kra-si)"),
    ],
)
def test_words_are_divided_between_syllables(word: str, divided: str) -> None:
    assert hyphenate(word).replace("\u00ad", "-") == divided


@pytest.mark.parametrize(
    "token",
    [
        "suara",  # short
        "PILKADA",  # a name in capitals
        "https://cekdptonline.kpu.go.id/daftar/pemilih",
        "cekdptonline.kpu.go.id",
        "humas@kpukupang.example",
        "#pilkadaserentak",
        "MFJPC-XF92K",
        "275.085",
        "pkd2024kupang",
    ],
)
def test_what_is_typed_letter_by_letter_stays_whole(token: str) -> None:
    assert hyphenate(token) == token


ODD = ("l-ih", "r-ah", "k-at", "-s-", "-a-", "-u-", "-i-")


@pytest.mark.parametrize(
    "word",
    [
        "pemilih",
        "pemilihan",
        "kelurahan",
        "masyarakat",
        "transparan",
        "keadaan",
        "mengajukan",
        "pengawas",
        "perubahan",
        "diumumkan",
        "terakhir",
        "kewajiban",
        "rekapitulasi",
        "audio",
        "beruang",
        "penghitungan",
        "kecamatan",
    ],
)
def test_no_piece_is_a_lone_letter_or_without_a_vowel(word: str) -> None:
    divided = hyphenate(word).replace("\u00ad", "-")
    assert not any(odd in f"{divided}" for odd in ODD)
    assert all(len(piece) > 1 and set(piece) & set("aeiou") for piece in divided.split("-"))


@given(st.text(st.characters(exclude_characters="\u00ad"), max_size=200))
def test_taking_the_soft_hyphens_out_gives_the_text_back(text: str) -> None:
    assert without_soft_hyphens(hyphenate(text)) == text
