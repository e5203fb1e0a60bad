"""Comparing what someone holds with what was published."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.trust.comparison import Comparison, Difference, Match, compare
from sasando.trust.exceptions import Oversize
from sasando.trust.pdf import text_of_pdf
from tests.trust.pictures import a_pdf

ORIGINAL = """KPU Kota Kupang menetapkan 275.085 pemilih untuk Pilkada 2024

Rapat pleno terbuka pada 19 September 2024 menetapkan 275.085 pemilih, terdiri atas 134.400
laki-laki dan 140.685 perempuan. “Setiap warga yang memenuhi syarat berhak memilih,” kata Ketua.

• TPS dibuka 07.00–13.00 WITA
• Bawa KTP-el dan surat pemberitahuan
Periksa: sasando.example/v/7ZK3M-Q9T2A
"""


@pytest.mark.parametrize(
    "copied",
    [
        ORIGINAL,
        " ".join(ORIGINAL.split()),
        ORIGINAL.replace("\n", "\r\n"),
        ORIGINAL.replace("KPU Kota Kupang menetapkan", "*KPU Kota Kupang* _menetapkan_"),
        "> " + ORIGINAL.replace("• ", "- "),
        ORIGINAL.replace("“", '"').replace("”", '"'),
        ORIGINAL.replace("–", " - "),
        ORIGINAL.replace("pemilih", "pe\u00admilih"),
        ORIGINAL.replace("menetapkan", "mene-\ntapkan"),
        ORIGINAL.replace("laki-laki", "laki-\nlaki"),
        ORIGINAL.replace("menetapkan", "mene\u0002\r\ntapkan"),
        ORIGINAL.replace("menetapkan", "mene\ufffetapkan"),
        ORIGINAL.replace(" ", "\u00a0"),
        ORIGINAL.replace("/v/", "/v/\r\n").replace("7ZK3M-", "7ZK3M-\r\n"),
        ORIGINAL.replace("Kupang", "\u200bKupang\u200e"),
        ORIGINAL.upper(),
    ],
)
def test_what_copying_does_is_forgiven(copied: str) -> None:
    assert compare(ORIGINAL, copied) == Comparison(Match.IDENTICAL)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("275.085 pemilih untuk", "572.085 pemilih untuk"),
        ("07.00–13.00", "07.00–12.00"),
        ("Setiap", "Tidak setiap"),
        ("134.400", "134,400"),
        ("berhak", "~berhak~"),
        ("Ketua", "Кetua"),
        ("19", "-19"),
    ],
)
def test_every_word_figure_and_sign_counts(was: str, now: str) -> None:
    comparison = compare(ORIGINAL, ORIGINAL.replace(was, now, 1))
    assert comparison.match is Match.ALTERED
    assert comparison.differences


def test_differences_are_shown_as_people_read_them() -> None:
    altered = ORIGINAL.replace("275.085 pemilih, terdiri", "300.000 pemilih, terdiri").replace(
        " dan surat pemberitahuan", ""
    )
    assert compare(ORIGINAL, altered).differences == (
        Difference("275.085", "300.000", "pada 19 September 2024 menetapkan"),
        Difference("dan surat pemberitahuan", "", "dibuka 07.00-13.00 WITA Bawa KTP-el"),
    )


def test_an_unbroken_piece_is_a_part() -> None:
    piece = "Rapat pleno terbuka pada 19 September 2024 menetapkan 275.085 pemilih"
    assert compare(ORIGINAL, piece).match is Match.PART
    assert compare(ORIGINAL, piece + " palsu").match is Match.ALTERED
    assert compare(ORIGINAL, "85 pemilih").match is not Match.PART


@pytest.mark.parametrize(
    "given_text", ["", "???", "Harga beras naik lagi minggu ini di pasar Oeba."]
)
def test_another_text_altogether_is_unrelated(given_text: str) -> None:
    assert compare(ORIGINAL, given_text).match is Match.UNRELATED


def test_a_narrow_hyphenated_column_says_the_same() -> None:
    soft = ORIGINAL.replace("menetapkan", "me\u00adne\u00adtap\u00adkan").replace(
        "pemilih", "pe\u00admi\u00adlih"
    )
    column = a_pdf(f"#set page(width: 34mm, height: 400mm, margin: 3mm)\n{soft}")
    text = text_of_pdf(column)
    assert text.count("\n") > 12
    assert compare(ORIGINAL, text).match is Match.IDENTICAL


words = st.lists(
    st.sampled_from(["pemilih", "TPS", "275.085", "hak-suara", "07.00–13.00", "Ketua"])
)


@given(words, st.sampled_from([" ", "\n", "  ", "\u00a0", " \r\n"]))
def test_blanks_never_matter(sentence: list[str], blank: str) -> None:
    assert compare(" ".join(sentence), blank.join(sentence)).match is Match.IDENTICAL


@given(words.filter(bool), st.data())
def test_a_replaced_word_is_always_seen(sentence: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(sentence) - 1))
    forged = [*sentence[:place], "palsu", *sentence[place + 1 :]]
    assert compare(" ".join(sentence), " ".join(forged)).match in {Match.ALTERED, Match.UNRELATED}


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    compare(one, other)
    assert compare(one, one).match is Match.IDENTICAL


@pytest.mark.parametrize(
    ("original", "hostile"),
    [
        (ORIGINAL * 20, "yang pemilih " * 9_000),
        ("TPS " * 1_900, "TPS pemilih " * 1_000),
        (ORIGINAL * 20, "\n".join(ORIGINAL.split()[::-1]) * 100),
    ],
)
def test_a_hostile_text_takes_no_minutes(original: str, hostile: str) -> None:
    started = time.process_time()
    compare(original, hostile)
    assert time.process_time() - started < 20


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(Oversize):
        compare(ORIGINAL, "a " * 20_001)
