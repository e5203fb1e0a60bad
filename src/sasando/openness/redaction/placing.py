"""Where the words of a page stand: in its text, and in its pictures as OCR reads them."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from sasando.matching.pictures.exceptions import OcrTimedOut, OcrUnavailable
from sasando.matching.pictures.tesseract import lines_read

Box = tuple[float, float, float, float]  # left, top, right, bottom, in px of the rendered page
_OCR_S = 30.0


@dataclass(frozen=True, slots=True)
class Letter:
    """One character and where it stands; ``box`` is ``None`` for what is only space."""

    sign: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space between them."""

    text: str
    box: Box


def letters_of(page: pdfium.PdfPage, size: tuple[int, int]) -> list[Letter]:
    """Return the characters of a page in their order, placed on a picture of ``size`` px."""
    text = page.get_textpage()
    try:
        return [_letter(page, text, index, size) for index in range(text.count_chars())]
    finally:
        text.close()


def letters_seen(image: Image.Image) -> list[Letter] | None:
    """Return what OCR reads in a picture; ``None`` where there is no OCR, or it takes too long."""
    grey = np.asarray(image.convert("L"))
    try:
        lines = lines_read(grey, seconds=_OCR_S)
    except (OcrUnavailable, OcrTimedOut):
        return None
    found: list[Letter] = []
    for line in lines:
        for word in line:
            step = word.width / max(len(word.text), 1)
            for number, sign in enumerate(word.text):
                left = word.left + number * step
                box = (left, float(word.top), left + step, float(word.top + word.height))
                found.append(Letter(sign, box))
            found.append(Letter(" ", None))
    return found


def words_of(letters: Iterable[Letter]) -> list[Word]:
    """Return the words of ``letters``, each with the box around it."""
    words: list[Word] = []
    run: list[Letter] = []
    for letter in [*letters, Letter(" ", None)]:
        if letter.box is not None and letter.sign.strip():
            run.append(letter)
        elif run:
            boxes = [one.box for one in run if one.box is not None]
            words.append(Word("".join(one.sign for one in run), around(boxes)))
            run = []
    return words


def places_of(term: str, letters: Sequence[Letter]) -> list[list[Box]]:
    """Return where ``term`` stands, each time the boxes of its letters.

    Case, accents, spaces, line ends and marks between make no difference: what is hyphenated across two
    lines or set apart is found, and so is the term inside a longer word.
    """
    plain: list[str] = []
    where: list[int] = []
    for index, letter in enumerate(letters):
        for sign in folded(letter.sign):
            plain.append(sign)
            where.append(index)
    wanted, text = folded(term), "".join(plain)
    found: list[list[Box]] = []
    start = text.find(wanted) if wanted else -1
    while start >= 0:
        indexes = dict.fromkeys(where[start : start + len(wanted)])
        boxes = [letters[index].box for index in indexes]
        found.append([box for box in boxes if box is not None])
        start = text.find(wanted, start + 1)
    return found


def folded(text: str) -> str:
    """Return the letters and digits of ``text``, small and without accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def around(boxes: Sequence[Box]) -> Box:
    """Return the box around ``boxes``, of which there is at least one."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _letter(
    page: pdfium.PdfPage, text: pdfium.PdfTextPage, index: int, size: tuple[int, int]
) -> Letter:
    code = pdfium_c.FPDFText_GetUnicode(text, index)
    sign = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
    if not sign.strip():
        return Letter(" ", None)
    left, bottom, right, top = text.get_charbox(index, loose=True)
    corners = [_on_picture(page, size, x, y) for x, y in ((left, bottom), (right, top))]
    return Letter(sign, around([(x, y, x, y) for x, y in corners]))


def _on_picture(
    page: pdfium.PdfPage, size: tuple[int, int], x: float, y: float
) -> tuple[float, float]:
    """Return a point of the page in px, its rotation and its crop box respected."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(
        page, 0, 0, size[0], size[1], 0, x, y, ctypes.byref(across), ctypes.byref(down)
    )
    return float(across.value), float(down.value)
