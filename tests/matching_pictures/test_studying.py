"""One upload, all that is to be had from it; and a screenshot answered as its text would be."""

import io
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sasando.matching import Index, Known, Message, Source, pictures
from tests.matching_pictures.chats import render, shots
from tests.matching_pictures.gallery import picture
from tests.matching_pictures.test_reading import readings

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="needs tesseract-ocr and tesseract-ocr-ind"
)


def _upload(image: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)  # type: ignore[attr-defined]
    return out.getvalue()


@needs_tesseract
def test_a_screenshot_is_studied_by_its_words() -> None:
    studied = pictures.study(_upload(render(shots()[3])))
    assert studied.picture.textual
    assert studied.reading.text.startswith("KPU membagikan bantuan 600 ribu")
    assert studied.unread is None


def test_without_tesseract_the_looks_are_still_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    studied = pictures.study(_upload(picture(3)))  # it has letters, so Tesseract is asked
    assert isinstance(studied.unread, pictures.OcrUnavailable)
    assert len(studied.picture.points) > 50


def test_what_cannot_be_opened_is_not_studied() -> None:
    with pytest.raises(pictures.PictureRefused):
        pictures.study(b"no picture")


def test_an_index_opens_without_loading_opencv() -> None:
    asked = "import sys, sasando.matching.pictures; print('cv2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@needs_tesseract
def test_screenshots_are_answered_as_their_text_would_be(tmp_path: Path) -> None:
    index = Index.open(tmp_path)
    index.put(
        Known(
            id=f"check:{number}",
            source=Source.CHECK,
            title="Kabar: " + " ".join(chat.bubbles[0].text.split()[:9]),
            claim=chat.bubbles[0].text,
            explanation="Kabar ini tidak benar.",
        )
        for number, chat in enumerate(shots())
    )
    same = 0
    for number, (chat, reading) in enumerate(zip(shots(), readings(), strict=True)):
        by_text = index.answer(Message(text=chat.text()), at=AT)
        by_screen = index.answer(Message(text=reading.text), at=AT)
        first = [match.known.id for match in by_screen.matches[:1]]
        same += by_screen.outcome is by_text.outcome and first == [f"check:{number}"]
    assert same >= 18
    whole = index.answer(Message(pictures=(_upload(render(shots()[3])),)), at=AT)
    assert [match.known.id for match in whole.matches[:1]] == ["check:3"]
