"""Screenshots of chats read as their text would be, without the furniture around it."""

import functools
import re
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from sasando.matching.pictures import OcrTimedOut, OcrUnavailable
from sasando.matching.pictures.reading import Reading, read_text
from sasando.matching.pictures.tesseract import check_ocr
from tests.matching_pictures.chats import Bubble, Chat, render, shots
from tests.matching_pictures.gallery import picture

pytestmark = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="needs tesseract-ocr and tesseract-ocr-ind"
)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


@functools.cache
def readings() -> tuple[Reading, ...]:
    """Return what is read from the 20 screenshots; Tesseract runs beside the test, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return tuple(pool.map(read_text, [render(chat) for chat in shots()]))


def test_20_screenshots_are_read_as_their_text() -> None:
    good = 0
    for chat, reading in zip(shots(), readings(), strict=True):
        wanted, got = _words(chat.text()), _words(reading.text)
        shared = (wanted & got).total()
        good += shared >= 0.9 * wanted.total() and shared >= 0.9 * got.total()
    assert good >= 18


def test_the_furniture_of_a_chat_is_left_out() -> None:
    everything = " ".join(reading.text for reading in readings()).lower()
    for furniture in (
        "diteruskan berkali",
        "ketik pesan",
        "hari ini",
        "19.05",
        "cory",
        "keluarga besar",
    ):
        assert furniture not in everything


def test_bubbles_are_kept_apart_and_in_order() -> None:
    chat = Chat(
        (
            Bubble("Jam buka TPS besok diubah menjadi pukul sepuluh pagi.", sender="Tante Yuli"),
            Bubble("Itu tidak benar, tante. TPS buka pukul tujuh pagi.", own=True, at="09.44"),
            Bubble("Oh begitu, terima kasih banyak sudah diberi tahu.", at="09.45"),
        ),
        width=900,
    )
    for dark in (False, True):
        bubbles = read_text(render(replace(chat, dark=dark))).bubbles
        assert [bubble.split()[0] for bubble in bubbles] == ["Jam", "Itu", "Oh"], dark


def test_a_poster_keeps_its_date_and_every_line() -> None:
    board = Chat((Bubble("Rabu\n27 November 2024\nPemungutan suara serentak"),), chrome=False)
    image = render(board)
    poster = image.crop((40, 10, image.width // 2, image.height - 40))  # inside the bubble
    assert "27 November 2024" in read_text(poster).text


def test_where_no_letters_stand_nothing_is_read() -> None:
    assert read_text(Image.new("RGB", (900, 600), "navy")) == Reading()
    assert read_text(picture(9)).text == ""


def test_reading_ends_in_time() -> None:
    with pytest.raises(OcrTimedOut) as late:
        read_text(render(shots()[0]), seconds=0.01)
    assert late.value.key == "ocr_timed_out"


def test_missing_tesseract_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "tesseract" in check_ocr()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(OcrUnavailable):
        check_ocr()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OcrUnavailable, match="install tesseract-ocr"):
        read_text(render(shots()[0]))
