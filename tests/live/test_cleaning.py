"""Nothing a stranger writes hides, turns or piles up on the screen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.live.abuse import why_hidden
from sasando.live.cleaning import MAX_NAME, MAX_TEXT, clean_name, clean_text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("  Di   mana\n\nTPS  saya?\t", "Di mana TPS saya?"),
        ("\u202eUPK\u202c resmi", "UPK resmi"),
        ("\u2066KPU\u2069", "KPU"),
        ("K\u200bP\u200bU", "KPU"),
        ("Z\u0335\u0321\u0322\u0327\u0334\u0338algo", "Z\u0335\u0334algo"),
        ("\u0301x", "x"),
        ("cafe\u0301", "café"),
        ("👨\u200d👩\u200d👧 apa kabar", "👨\u200d👩\u200d👧 apa kabar"),
        ("<b>tebal</b> & 'kutip'", "<b>tebal</b> & 'kutip'"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("\u3164\u115f\u2800", ""),
    ],
)
def test_text_is_what_it_looks_like(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u3164", "...", "\u202e\u202d"])
def test_a_name_of_which_nothing_can_be_read_is_none(name: str) -> None:
    assert clean_name(name) == ""


@given(st.text(max_size=2000))
def test_whatever_comes_is_short_one_line_and_turns_nothing(text: str) -> None:
    for clean, limit in ((clean_text(text), MAX_TEXT), (clean_name(text), MAX_NAME)):
        assert len(clean) <= limit
        bad = {"Cc", "Co", "Cs", "Cn", "Zl", "Zp"}
        assert not any(unicodedata.category(c) in bad for c in clean)
        assert not any(unicodedata.category(c) == "Cf" and c != "\u200d" for c in clean)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("KPU goblok", "abuse"),
        ("dasar g o b l o k", "abuse"),
        ("4nj1ng", "abuse"),
        ("Anjiiiing", "abuse"),
        ("kunjungi https://judi.example", "spam"),
        ("slot gacor malam ini", "spam"),
        ("apa benar cekdptonline.kpu.go.id sudah tutup?", ""),
        ("Apakah asuransi KPPS sudah ada?", ""),  # begins like one, and is none
        ("Berapa TPS di Kelapa Lima?", ""),
        ("Anjing!", "abuse"),
        ("Dasar b@b!!!", "abuse"),
        ("bab! kau", "abuse"),
        ("Awas! Di mana TPS saya?!", ""),
    ],
)
def test_abuse_and_advertising_are_known_again(text: str, why: str) -> None:
    assert why_hidden(text) == why
