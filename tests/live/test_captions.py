"""Captions, chapters and transcripts, as values."""

import random
import string
from datetime import UTC, datetime, timedelta

import pytest

from sasando.live.afterwards.captions import CaptionsRefused, Cue, in_order, read, write
from sasando.live.afterwards.timeline import Mark, Part, Timeline, Turn, chapters, clock
from sasando.live.afterwards.transcript import quotes, sayings, transcript

T = datetime(2024, 9, 22, 1, 0, tzinfo=UTC)


def problems(text: str) -> tuple[tuple[int, str], ...]:
    with pytest.raises(CaptionsRefused) as refused:
        read(text.encode())
    return refused.value.problems


def test_webvtt_and_subrip_say_the_same() -> None:
    vtt = "WEBVTT - judul\n\n1\n00:01.000 --> 00:02.500 align:start\nSelamat pagi\nKupang\n"
    srt = "1\r\n00:00:01,000 --> 00:00:02,500\r\nSelamat pagi\r\nKupang\r\n"
    assert read(vtt.encode()) == read(srt.encode()) == (Cue(1.0, 2.5, "Selamat pagi Kupang"),)


def test_what_is_no_cue_is_passed_over_and_voices_are_kept() -> None:
    text = (
        "\ufeffWEBVTT\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE\nbukan ucapan\n\n"
        "00:00:05.000 --> 00:00:07.000\n<v.keras Maria Bria>Dua&nbsp;ratus <i>ribu</i></v>\n"
    )
    assert read(text.encode()) == (Cue(5.0, 7.0, "Dua ratus ribu", "Maria Bria"),)


def test_bad_timings_are_said_with_their_lines() -> None:
    text = (
        "WEBVTT\n\n00:00:01.000 --> 00:00:00.500\nterbalik\n\n"
        "00:00:61.000 --> 00:01:02.000\nenam puluh satu\n\n"
        "tanpa waktu\n\n"
        "00:00:03.000 --> 00:00:04.000\nsatu\n00:00:04.000 --> 00:00:05.000\ndua\n"
    )
    assert problems(text) == (
        (3, "ends-before-it-starts"),
        (6, "bad-timing"),
        (9, "no-timing"),
        (12, "no-blank-line"),
    )


def test_what_is_no_captions_is_refused() -> None:
    assert problems("") == ((1, "no-cues"),)
    assert problems("<html><body>404</body></html>") == ((1, "no-timing"),)
    with pytest.raises(CaptionsRefused) as refused:
        read(b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xff\xfe")
    assert refused.value.problems == ((4, "not-utf-8"),)
    with pytest.raises(CaptionsRefused) as refused:
        read(b"x" * 4_000_001)
    assert refused.value.problems == ((0, "too-large"),)


def test_markup_and_turning_signs_do_not_come_out() -> None:
    raw = "<script>alert(1)</script> \u202eterbalik\u202c &lt;b&gt; 3 --&gt; 4"
    text = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{raw}\n"
    (cue,) = read(text.encode())
    assert cue.text == "alert(1) terbalik <b> 3 --> 4"
    written = write([cue])
    assert "<b>" not in written and written.count("-->") == 1
    assert read(written.encode()) == (cue,)


def test_cues_that_overlap_are_sorted_and_end_where_the_next_begins() -> None:
    mixed = [Cue(5, 9, "dua"), Cue(1, 6, "satu"), Cue(5, 7, "juga"), Cue(8, 10, "tiga")]
    assert [(c.starts_s, c.ends_s, c.text) for c in in_order(mixed)] == [
        (1, 5, "satu"),
        (5, 7, "juga"),
        (5, 8, "dua"),
        (8, 10, "tiga"),
    ]


def test_whatever_is_written_is_read_again_as_it_was() -> None:
    chance = random.Random(20240922)
    signs = string.ascii_letters + " <>&-;:.,'\"/éñ🗳"
    for _ in range(200):
        cues, at = [], 0
        for _ in range(chance.randint(1, 12)):
            at += chance.randint(1, 90_000)
            words = "".join(chance.choices(signs, k=chance.randint(1, 60)))
            starts, at = at, at + chance.randint(1, 8_000)
            cues.append(Cue(starts / 1000, at / 1000, " ".join(f"a{words}".split())))
        found = read(write(cues, note="dibuat mesin").encode())
        assert found == tuple(cues)


def test_no_bytes_at_all_make_the_reader_fail_otherwise() -> None:
    chance = random.Random(7)
    seed = b"WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nSelamat <b>pagi</b>\n\n2\n00:03,000 --> 00:04,000\nya\n"
    for _ in range(500):
        body = bytearray(seed)
        for _ in range(chance.randint(1, 6)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        try:
            found = read(bytes(body))
        except CaptionsRefused as refused:
            assert refused.problems
        else:
            assert all(cue.starts_s < cue.ends_s for cue in found)


def test_a_film_of_two_parts_has_one_clock() -> None:
    at = lambda s: T + timedelta(seconds=s)  # noqa: E731
    film = Timeline((Part(T, 100.0), Part(at(130), 50.0)))
    moments = (-5, 0, 40, 99, 110, 130, 150, 179, 181)
    assert [film.second(at(s)) for s in moments] == [0, 0, 40, 99, 100, 100, 120, 149, None]
    assert film.span(at(90), at(140)) == (90, 110)
    assert film.span(at(150), at(900)) == (120, 150)
    assert film.span(at(105), at(120)) is None
    assert film.span(at(200), at(900)) is None


def test_chapters_keep_the_platforms_rules() -> None:
    marks = [(2.4, "Pembukaan"), (60.9, "Bincang"), (65, "Sela"), (300, "Tanya"), (595, "Penutup")]
    assert chapters(marks, 600, "Awal") == [
        Mark(0, "Pembukaan"),
        Mark(60, "Bincang"),
        Mark(300, "Tanya"),
    ]
    assert chapters(marks[:2], 600, "Awal") == []
    assert chapters([(30, "A"), (60, "B")], 600, "Awal") == [
        Mark(0, "Awal"),
        Mark(30, "A"),
        Mark(60, "B"),
    ]
    chance = random.Random(3)
    for _ in range(500):
        length = chance.randint(1, 7200)
        made = chapters(
            [(chance.uniform(0, length), "x") for _ in range(chance.randint(0, 30))], length, "o"
        )
        if made:
            ends = [mark.starts_s for mark in made[1:]] + [length]
            assert made[0].starts_s == 0 and len(made) >= 3
            assert all(end - mark.starts_s >= 10 for mark, end in zip(made, ends, strict=True))


CUES = [
    Cue(0, 3, "Selamat datang."),
    Cue(3, 6, "Apa kabar pemilih muda?"),
    Cue(61, 64, "Daftar pemilih memuat 275.085 orang."),
    Cue(64, 68, "Periksa nama Anda sebelum hari Rabu."),
    Cue(80, 82, "Baik."),
]
TURNS = [Turn(0, 60, "h", "Rambu"), Turn(60, 75, "m", "Maria"), Turn(75, 90, "h", "Rambu")]


def test_a_transcript_says_who_and_when() -> None:
    said = sayings(CUES, TURNS)
    assert transcript(said, note="Dibuat mesin.") == (
        "Dibuat mesin.\n"
        "[0:00] Rambu: Selamat datang. Apa kabar pemilih muda?\n"
        "[1:01] Maria: Daftar pemilih memuat 275.085 orang. Periksa nama Anda sebelum hari Rabu.\n"
        "[1:20] Rambu: Baik."
    )
    assert clock(3725) == "1:02:05"


def test_a_quote_is_whole_sentences_of_the_one_who_said_them() -> None:
    said = sayings(CUES, TURNS)
    (quote,) = quotes(said, "m", [Mark(0, "a"), Mark(55, "b")])
    assert quote.text == "Daftar pemilih memuat 275.085 orang. Periksa nama Anda sebelum hari Rabu."
    assert quote.starts_s == 61
    assert quotes(said, "tidak-ada", [Mark(0, "a")]) == []
    long = [Cue(61, 64, f"Kalimat {'panjang ' * 20}pertama."), Cue(64, 68, f"Dua {'x ' * 99}.")]
    (cut,) = quotes(sayings(long, TURNS), "m", [Mark(55, "b")])
    assert cut.text.endswith("pertama.")
