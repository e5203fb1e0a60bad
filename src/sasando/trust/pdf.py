"""What a PDF carries: its text, and the QR codes on its pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import pypdfium2

from sasando.trust.exceptions import Oversize, Unreadable
from sasando.trust.qr import codes_in_picture

MAX_PAGES = 40
MAX_CHARACTERS = 400_000
_SCALE = 200 / 72  # 200 dots an inch: a QR module of 0.4 mm becomes 3 px
_MAX_SIDE = 5000  # px; a page may claim to be a football field

PDFIUM = Lock()
"""PDFium keeps state of its own and is not made for threads: whoever calls it holds this."""


@contextmanager
def _opened(pdf: bytes, max_pages: int) -> Iterator[pypdfium2.PdfDocument]:
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise Unreadable("this is no PDF that can be opened without a password") from error
        try:
            if len(document) > max_pages:
                raise Oversize(f"{len(document)} pages; at most {max_pages} are read")
            yield document
        except pypdfium2.PdfiumError as error:
            raise Unreadable("the PDF is broken") from error
        finally:
            document.close()


def text_of_pdf(pdf: bytes, *, max_pages: int = MAX_PAGES) -> str:
    """Return the text of a PDF, pages parted by a form feed.

    Raises ``Oversize`` beyond ``max_pages`` or 400,000 characters, ``Unreadable`` when it is
    broken or locked.
    """
    texts: list[str] = []
    length = 0
    with _opened(pdf, max_pages) as document:
        for page in document:
            text_page = page.get_textpage()
            length += text_page.count_chars()
            if length > MAX_CHARACTERS:
                raise Oversize(f"more than {MAX_CHARACTERS:,} characters of text")
            texts.append(text_page.get_text_range())
            text_page.close()
            page.close()
    return "\f".join(texts)


def read_codes_in_pdf(pdf: bytes, *, max_pages: int = MAX_PAGES) -> tuple[str, ...]:
    """Return the texts of all QR codes on the pages of a PDF, each once, in order.

    Raises ``Oversize`` beyond ``max_pages``, ``Unreadable`` when it is broken or locked.
    """
    found: dict[str, None] = {}
    with _opened(pdf, max_pages) as document:
        for page in document:
            scale = min(_SCALE, _MAX_SIDE / max(*page.get_size(), 1))
            bitmap = page.render(scale=scale, grayscale=True)
            found |= dict.fromkeys(codes_in_picture(bitmap.to_pil()))
            bitmap.close()
            page.close()
    return tuple(found)
