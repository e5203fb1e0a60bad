"""On air stands nothing that leads away, names somebody, or fills the screen, whatever was written."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sasando.live.masking import LONGEST_WORD, MOST_EMOJI, first_name, for_air

DANGERS = st.sampled_from(
    [
        *(
            "https://jahat.example/a",
            "WWW.judi.xyz",
            "t.me/x",
            "bit.ly/3",
            "ｗｗｗ.x.com",
            "𝗵𝘁𝘁𝗽𝘀://a.co",
        ),
        *(
            "0812-3456-7890",
            "+62 812 3456 789",
            "5371012345678901",
            "5371 0123 4567 8901",
            "٠٨١٢٣٤٥٦٧٨٩",
        ),
        *(
            "ina@surel.example",
            "①②③④⑤⑥⑦⑧⑨⓪",
            "\u202e",
            "\u2066",
            "\u200b",
            "z\u0335\u0335\u0335\u0335",
        ),
        *(
            "😂" * 30,
            "a" * 400,
            "КРU",
            "<script>alert(1)</script>",
            "\u0000",
            "kpu.go.id.jahat.com",
            ".",
        ),
        *("haha ", " ", "-", "/", "@", "www", "com", "1", "00", "😂", "\u200d"),
    ]
)
WRITTEN = st.lists(DANGERS | st.text(max_size=12), max_size=25).map("".join)
LINK = re.compile(r"://|\bwww\.|\b[\w-]+\.(?:com|net|org|xyz|top)\b(?![\w-])", re.I)
EMOJI = re.compile("[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")


def digits_together(text: str) -> int:
    """The most digits of one number, whatever signs stand between."""
    runs = re.findall(r"\d(?:[\s.,()/_~–—-]{0,3}\d)+", text)
    harmless = re.compile(
        r"[1-79]\d{0,2}(?:[.,]\d{3})+(?:,\d{1,2})?|(?:\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\D*)+"
    )
    return max(
        (len(re.sub(r"\D", "", run)) for run in runs if not harmless.fullmatch(run)), default=0
    )


@settings(max_examples=600, deadline=None)
@given(WRITTEN)
@example("hhhhttps://x.com")
@example("a" * 29 + ".com" + "b" * 40)
@example("ina" + "a" * 40 + "@surel.example")
@example("0 8 1 2 3 4 5 6 7 8 9")
@example("wwwwww.judi")
@example("z" * 40 + " x.com " + "ab" * 300)
def test_nothing_dangerous_reaches_the_screen(text: str) -> None:
    shown = for_air(text)
    assert len(shown) <= 500
    assert not LINK.search(shown)
    assert digits_together(shown) < 9
    assert not re.search(r"\w@\w", shown)
    assert len(EMOJI.findall(shown)) <= MOST_EMOJI * 4  # of joined ones
    assert all(len(word) <= LONGEST_WORD for word in shown.split())
    assert not any(
        unicodedata.bidirectional(c) in {"RLE", "LRE", "RLO", "LRO", "PDF"} for c in shown
    )
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"} for c in shown)
    assert not any(unicodedata.category(c) == "Cf" and c != "\u200d" for c in shown)
    assert for_air(shown) == shown  # fit once is fit for good


@settings(max_examples=300, deadline=None)
@given(WRITTEN)
def test_a_name_is_a_name_or_nothing(text: str) -> None:
    shown = first_name(text)
    assert len(shown) <= 20
    assert not shown or sum(c.isalpha() for c in shown) >= 2
    assert not any(c.isdigit() or c in "<>[]@" for c in shown)
    assert not LINK.search(shown)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Cek https://bit.ly/x ya", "Cek [link] ya"),
        ("buka kpu.go.id dulu", "buka kpu.go.id dulu"),
        ("buka kpu.go.id.palsu.com dulu", "buka [link] dulu"),
        ("WA saya 0812-3456-7890", "WA saya •••"),
        ("NIK 5371012345678901 terdaftar?", "NIK ••• terdaftar?"),
        ("NIK 53.71.01.234567.8901?", "NIK •••?"),
        ("DPT 275.085 pemilih, 552 TPS?", "DPT 275.085 pemilih, 552 TPS?"),
        ("Anggaran 37.500.000.000?", "Anggaran 37.500.000.000?"),
        ("27-11-2024 atau 28-11-2024?", "27-11-2024 atau 28-11-2024?"),
        ("tulis ke ina@surel.example", "tulis ke •••"),
        ("𝐊𝐏𝐔 bilang apa?", "KPU bilang apa?"),
        ("КРU bilang apa?", "KPU bilang apa?"),
        ("Kenapaaaaaaa??????", "Kenapaaa???"),
        ("tolong tolong tolong tolong jawab", "tolong tolong jawab"),
        ("<b>tebal</b>", "<b>tebal</b>"),
        ("😂😂😂😂😂😂 lucu", "😂😂😂 lucu"),
        ("10000000 orang", "10000000 orang"),
        ("a" * 60, "a" * 3),
    ],
)
def test_what_is_masked_and_what_stays(written: str, shown: str) -> None:
    assert for_air(written) == shown


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Maria Goreti Bria", "Maria"),
        ("Ibu Maria Bria", "Ibu Maria"),
        ("dr. Nus Lado", "Nus"),
        ("@maria_bria", "maria_bria"),
        ("xX_081234567890_Xx", ""),
        ("KPU goblok", ""),
        ("https://x.com", ""),
        ("\u202eairaM", "airaM"),
        ("", ""),
    ],
)
def test_a_first_name(name: str, called: str) -> None:
    assert first_name(name) == called
