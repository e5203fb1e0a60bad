"""Normalisation: what it undoes, and that no text breaks it or loses its place."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sasando.matching.normalise import canonical_link, normalise, stem
from sasando.matching.normalise.letters import fold
from sasando.matching.normalise.spelling import Spelling


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("𝐉𝟎𝐊𝟎𝐖𝐈 rus4k b4nts0s", "jokowi rusak bantsos"),
        ("🅱🅰🅽🆂🅾🆂 ⓖⓡⓐⓣⓘⓢ", "bansos gratis"),
        ("HATIIII hatiiii yaaaa", "hati hati ya"),
        ("sy gak tau knp dia blm dtg", "saya tidak tahu kenapa dia belum datang"),
        ("hati2 anak2nya", "hati hati anak anaknya"),
        ("Jоkоwі", "jokowi"),
        ("Rp 1.250.000 pukul 07.00 sebesar 9,8", "rp 1250000 pukul 07.00 sebesar 9.8"),
        ("ba\u200bn\u200bsos", "bansos"),
        ("covid19 dan 5g", "covid19 dan 5g"),
        ("#GantiPresiden2019 #covid19 #TOLAK", "ganti presiden 2019 covid19 tolak"),
    ],
)
def test_disguises_and_chat_spellings_are_undone(written: str, meant: str) -> None:
    assert normalise(written, framed=False).plain == meant


@pytest.mark.parametrize(
    "framed",
    [
        "Min ini bener gak? gempa besar guncang kupang terima kasih",
        "Diteruskan berkali-kali. Gempa besar guncang Kupang mohon pencerahannya",
        "Assalamualaikum, mau tanya apakah berita ini hoaks atau fakta? gempa besar guncang kupang",
        "[20/11/24, 08.12] Om Beni: gempa besar guncang kupang",
        "gempa besar guncang kupang (kiriman dari grup WA RT)",
        "Benar kah gempa besar guncang kupang? hoaks kah",
    ],
)
def test_the_frame_around_a_message_is_taken_off(framed: str) -> None:
    assert normalise(framed).plain == "gempa besar guncang kupang"


def test_a_text_that_is_all_frame_stays() -> None:
    assert normalise("halo admin, apa benar?").plain == "halo admin apa benar"


@pytest.mark.parametrize(
    "text",
    [
        *("a b c a b c a b c", "tes tes tes", "tes 1 2 3", "abc abc abc", "aaaaaaa", "😀 😀 😀"),
        *("1 2 3 4", "123 456", "1111111111111", "🙏🙏 ok", "pemilu"),
        *("benar kah?", "benarkah", "hoaks kah", "hoax kah?", "apakah benar", "apa kah benar ini"),
        *("benar kah berita ini admin?", "hoaks atau bukan ya kak", "benar apa tidak"),
        *("apakah informasi ini valid?", "halo admin", "selamat pagi kak, mau tanya", "ini benar?"),
        *("is this true?", "true or fake", "Good morning", "makasih banyak", "terima kasih"),
    ],
)
def test_what_could_mean_nothing_is_told_apart(text: str) -> None:
    assert not normalise(text).telling


@pytest.mark.parametrize(
    "text",
    [
        *("kapan coblos", "TPS 12", "jam tps", "ktp hilang", "KK hilang", "paslon 02"),
        *("selamat pagi kak, kapan coblos", "benar kah pemilu ditunda?", "cek nik"),
        *("hoaks pemilu", "golput dosa"),
        *("5g dan covid19", "hari pencoblosan", "where to vote", "election day"),
    ],
)
def test_short_questions_tell_enough(text: str) -> None:
    assert normalise(text).telling


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("hubungi 0812-3456-7890", "phone:+6281234567890"),
        ("WA +62 812 3456 7890 ya", "phone:+6281234567890"),
        ("https://wa.me/6281234567890", "phone:+6281234567890"),
        ("transfer ke rek 1234 5678 9012 34", "account:12345678901234"),
        ("daftar di bansos-kpu.xyz/isi", "domain:bansos-kpu.xyz"),
        ("lewat bank BRI", "bank:bri"),
    ],
)
def test_what_matches_exactly_is_found_however_it_is_written(text: str, key: str) -> None:
    assert key in normalise(text).keys


def test_an_address_is_one_however_it_is_shared() -> None:
    shared = "https://www.Facebook.com/warga/posts/1/?fbclid=x&utm_source=wa#top"
    assert canonical_link(shared) == canonical_link("http://m.facebook.com/warga/posts/1")


def test_forms_of_a_word_share_their_stem() -> None:
    assert stem("menyebarkan") == stem("penyebaran") == stem("disebarkan")


def test_a_slip_is_mended_by_the_commonest_neighbour() -> None:
    spelling = Spelling.of({"gempa": 9, "guncang": 5, "kupang": 7, "jakarta": 3})
    assert [spelling.mend(w) for w in ("gemppa", "gucnang", "kupng", "kupang", "resep")] == [
        *("gempa", "guncang", "kupang", "kupang", "resep"),
    ]


anything = st.text(st.characters(), max_size=200) | st.text(
    "aA1@ .:/+-_0\n>[]🙏é\u202e\x00𝐀", max_size=200
)


@given(anything)
@example("www.")
@example("http://[")
@example("\ud800")
@settings(max_examples=300, deadline=None)
def test_every_text_is_taken_and_every_place_lies_in_it(text: str) -> None:
    for framed in (True, False):
        normal = normalise(text, framed=framed)
        for thing in (*normal.words, *normal.exact):
            assert 0 <= thing.start <= thing.end <= len(text)
        assert normal.plain == normal.plain.lower()


@given(anything)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@pytest.mark.parametrize("text", ["a" * 10**6, "1 " * 500_000, "www." * 250_000, "> " * 500_000])
def test_a_megabyte_takes_little_time(text: str) -> None:
    start = time.process_time()
    normalise(text, most=len(text))
    assert time.process_time() - start < 20
