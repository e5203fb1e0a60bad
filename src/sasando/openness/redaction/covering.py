"""A PDF made anew: pictures of its pages with black places, and unseen the words that remain."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageDraw

from sasando.openness.redaction.checking import leaks
from sasando.openness.redaction.exceptions import RedactionError
from sasando.openness.redaction.placing import (
    Box,
    Letter,
    Word,
    letters_of,
    letters_seen,
    places_of,
    words_of,
)
from sasando.trust.pdf import PDFIUM

MAX_PAGES = 60
_READ_AT_MOST = 12  # pages with pictures that OCR reads, some seconds each
_DPI = 150
_MOST_PIXELS = 12_000_000  # of one page; a page may claim to be a football field
_MARGIN = 3  # px around what is blackened: no edge of a letter looks out
_QUALITY = 80  # JPEG
_POINTS = 72


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a page (the first is 1), in parts of its width and height from the top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Redacted:
    """The new PDF and what was done."""

    content: bytes
    pages: int
    counts: dict[str, int]  # how often each term was found
    to_look_at: tuple[int, ...]  # pages with pictures: a person has to look at these
    read_by_ocr: tuple[int, ...]  # of them, those whose pictures were read
    left_out: dict[str, int]  # attachments and annotations, which are not carried over


@dataclass(slots=True)
class _Work:
    terms: tuple[str, ...]
    areas: Sequence[Area]
    counts: dict[str, int] = field(default_factory=dict)
    pictured: list[int] = field(default_factory=list)
    read: list[int] = field(default_factory=list)
    annotations: int = 0


def redact(pdf: bytes, *, terms: Sequence[str], areas: Sequence[Area] = ()) -> Redacted:
    """Return ``pdf`` without ``terms`` and without what stands in ``areas``.

    A term that is not found counts 0: whoever redacts has to see that. Raises ``RedactionError`` for
    what is no PDF, locked or longer than ``MAX_PAGES``, and if anything of a term were left.
    """
    work = _Work(tuple(dict.fromkeys(one.strip() for one in terms if one.strip())), areas)
    work.counts = dict.fromkeys(work.terms, 0)
    with PDFIUM:
        try:
            old = pdfium.PdfDocument(pdf)
        except pdfium.PdfiumError as error:
            raise RedactionError("unreadable", "no PDF that opens without a password") from error
        new, pages, attached = pdfium.PdfDocument.new(), len(old), old.count_attachments()
    out = io.BytesIO()
    try:
        if pages > MAX_PAGES:
            raise RedactionError("too_long", f"{pages} pages; at most {MAX_PAGES}")
        for number in range(pages):
            _page(old, new, number, work)
        with PDFIUM:
            new.save(out)
    except pdfium.PdfiumError as error:
        raise RedactionError("unreadable", "the PDF is broken") from error
    finally:
        with PDFIUM:
            new.close()
            old.close()
    content = out.getvalue()
    left = leaks(content, work.terms)
    if left:
        raise RedactionError("leaks", f"still inside: {len(left)} terms")
    return Redacted(
        content=content,
        pages=pages,
        counts=work.counts,
        to_look_at=tuple(work.pictured),
        read_by_ocr=tuple(work.read),
        left_out={"attachments": attached, "annotations": work.annotations},
    )


def _page(old: pdfium.PdfDocument, new: pdfium.PdfDocument, number: int, work: _Work) -> None:
    with PDFIUM:
        page = old[number]
        size = page.get_size()
        scale = min(_DPI / _POINTS, (_MOST_PIXELS / max(size[0] * size[1], 1.0)) ** 0.5)
        work.annotations += max(pdfium_c.FPDFPage_GetAnnotCount(page), 0)
        image = page.render(scale=scale, may_draw_forms=False, draw_annots=False).to_pil()
        image = image.convert("RGB")
        letters = letters_of(page, image.size)
        pictures = any(page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=3))
        page.close()
    seen = _seen(image, number, work) if pictures or not letters else []
    boxes = [
        *_found(letters, work),
        *_found(seen, work),
        *(_of_area(area, image.size) for area in work.areas if area.page == number + 1),
    ]
    draw = ImageDraw.Draw(image)
    for left, top, right, bottom in boxes:
        around = (left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN)
        draw.rectangle(around, fill="black")
    words = [word for word in words_of(letters or seen) if not _touched(word, boxes)]
    with PDFIUM:
        _lay(new, image, words, size, scale)


def _seen(image: Image.Image, number: int, work: _Work) -> list[Letter]:
    """Return what OCR reads on a page with pictures, or without any text; a person looks at it too."""
    work.pictured.append(number + 1)
    seen = letters_seen(image) if len(work.read) < _READ_AT_MOST else None
    if seen is not None:
        work.read.append(number + 1)
    return seen or []


def _found(letters: list[Letter], work: _Work) -> list[Box]:
    boxes: list[Box] = []
    for term in work.terms:
        places = places_of(term, letters)
        work.counts[term] += len(places)
        boxes += [box for place in places for box in place]
    return boxes


def _of_area(area: Area, size: tuple[int, int]) -> Box:
    wide, high = size
    across, down = sorted((area.left, area.right)), sorted((area.top, area.bottom))
    return (across[0] * wide, down[0] * high, across[1] * wide, down[1] * high)


def _touched(word: Word, boxes: Sequence[Box]) -> bool:
    left, top, right, bottom = word.box
    return any(
        left < box[2] + _MARGIN
        and box[0] - _MARGIN < right
        and top < box[3] + _MARGIN
        and box[1] - _MARGIN < bottom
        for box in boxes
    )


def _lay(
    new: pdfium.PdfDocument,
    image: Image.Image,
    words: Sequence[Word],
    size: tuple[float, float],
    scale: float,
) -> None:
    """Add a page: the picture over all of it, and each remaining word unseen where it stands."""
    wide, high = size
    page = new.new_page(wide, high)
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=_QUALITY)
    packed.seek(0)
    picture = pdfium.PdfImage.new(new)
    picture.load_jpeg(packed, inline=True)
    picture.set_matrix(pdfium.PdfMatrix().scale(wide, high))
    page.insert_obj(picture)
    font = pdfium_c.FPDFText_LoadStandardFont(new, b"Helvetica")
    for word in words:
        _lay_word(new, page, font, word, high, scale)
    pdfium_c.FPDFFont_Close(font)
    page.gen_content()
    page.close()


def _lay_word(
    new: pdfium.PdfDocument,
    page: pdfium.PdfPage,
    font: object,
    word: Word,
    high: float,
    scale: float,
) -> None:
    text = word.text.encode("cp1252", "ignore").decode("cp1252").strip()
    if not text:
        return
    left, top, right, bottom = (value / scale for value in word.box)
    tall = max(bottom - top, 1.0)
    letters = pdfium_c.FPDFPageObj_CreateTextObj(new, font, tall)
    encoded = (text + " ").encode("utf-16-le") + b"\x00\x00"
    wide = ctypes.cast(ctypes.create_string_buffer(encoded), pdfium_c.FPDF_WIDESTRING)
    pdfium_c.FPDFText_SetText(letters, wide)
    pdfium_c.FPDFTextObj_SetTextRenderMode(letters, pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)
    stretch = (right - left) / max(0.5 * tall * len(text), 0.1)
    pdfium_c.FPDFPageObj_Transform(letters, stretch, 0, 0, 1, left, high - bottom + 0.2 * tall)
    pdfium_c.FPDFPage_InsertObject(page, letters)
