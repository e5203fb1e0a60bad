"""Whether anything of what was removed is still inside a PDF, in whatever layer."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import pypdfium2 as pdfium

from sasando.openness.redaction.placing import folded
from sasando.trust.pdf import PDFIUM

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_SHORTEST = 3  # letters: what is shorter stands in any stream of bytes by chance


def plain(text: str) -> str:
    """Return ``text`` as terms are compared: letters and digits alone, small, without accents."""
    return folded(text)


def leaks(pdf: bytes, terms: Sequence[str]) -> tuple[str, ...]:
    """Return those of ``terms`` that are found in ``pdf``: in its text, its metadata, its attachments,
    or as bytes in the file or in a stream of it.
    """
    with PDFIUM:
        document = pdfium.PdfDocument(pdf)
        try:
            told = [str(value) for value in document.get_metadata_dict().values()]
            for page in document:
                text = page.get_textpage()
                told.append(text.get_text_range())
                text.close()
                page.close()
            if document.count_attachments():
                return tuple(terms)
        finally:
            document.close()
    words = folded("\n".join(told))
    raw = _bytes_in(pdf)
    return tuple(term for term in terms if _inside(term, words, raw))


def _inside(term: str, words: str, raw: bytes) -> bool:
    wanted = folded(term)
    if wanted and wanted in words:
        return True
    if len(wanted) < _SHORTEST:
        return False
    forms = (term.encode(), term.encode("utf-16-be"), term.encode("utf-16-le"))
    return any(form.lower() in raw for form in forms)


def _bytes_in(pdf: bytes) -> bytes:
    """Return the file and every stream of it that can be unpacked, in small letters."""
    parts = [pdf]
    for found in _STREAM.finditer(pdf):
        try:
            parts.append(zlib.decompressobj().decompress(found[1]))
        except zlib.error:  # a picture, which is no text
            continue
    return b"\n".join(parts).lower()
