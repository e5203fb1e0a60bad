"""The files a reader may take away of one version, each rendered from its frozen Document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings

from sasando.channels.builtin.article import ninjs_item
from sasando.channels.surroundings import issuer_of
from sasando.desk.media import FrozenPictures
from sasando.documents import Document
from sasando.rendering.cards import CardSize, card_jpeg, card_png
from sasando.rendering.print import column_pdf, poster_pdf
from sasando.rendering.script import broadcast_script, script_text
from sasando.rendering.text import plain_text
from sasando.rendering.whatsapp import whatsapp_messages
from sasando.site.lesson_copies import LESSON_FILES
from sasando.trust.credentials import embed
from sasando.trust.qr import qr_png

DOWNLOADS: dict[str, str] = {
    "poster": "poster.pdf",
    "column": "kolom.pdf",
    "square": "1080x1080.png",
    "tall": "1080x1920.png",
    "text": "teks.txt",
    "whatsapp": "whatsapp.txt",
    "script": "naskah-siar.txt",
    "ninjs": "ninjs.json",
    "document": "dokumen.json",
}
_COLUMN_MM = 80.0
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class File:
    """How one file is made."""

    content_type: str
    make: Callable[[Document], bytes]
    of_lessons: bool = False  # of no other kind


def _text(document: Document) -> bytes:
    return plain_text(document, site_url=settings.SITE_URL).encode()


def _whatsapp(document: Document) -> bytes:
    return ("\n\n".join(whatsapp_messages(document)) + "\n").encode()


def _script(document: Document) -> bytes:
    return script_text(broadcast_script(document, seconds=60), document.language).encode()


def _ninjs(document: Document) -> bytes:
    value = ninjs_item(document, site_url=settings.SITE_URL, site_name=settings.SITE_NAME)
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _qr(document: Document) -> bytes:
    return qr_png(f"{settings.SITE_URL}/v/{document.code}", scale=4)


def _poster(document: Document) -> bytes:
    return poster_pdf(document, site_url=settings.SITE_URL, media=FrozenPictures())


def _column(document: Document) -> bytes:
    return column_pdf(
        document, width_mm=_COLUMN_MM, site_url=settings.SITE_URL, media=FrozenPictures()
    )


def _card(size: CardSize, document: Document) -> bytes:
    card = card_png(document, size=size, site_url=settings.SITE_URL)
    issuer = issuer_of(Path(settings.KEYS) / document.publisher.code)
    if issuer is None:
        return card
    return embed(card, document=document, issuer=issuer, site_url=settings.SITE_URL)


def _jpeg(document: Document) -> bytes:
    """Return the card that Instagram fetches; credentials are for PNG, and it keeps none."""
    return card_jpeg(document, size=CardSize.SQUARE, site_url=settings.SITE_URL)


FILES: Mapping[str, File] = {
    "poster.pdf": File("application/pdf", _poster),
    "kolom.pdf": File("application/pdf", _column),
    "teks.txt": File(TEXT, _text),
    "whatsapp.txt": File(TEXT, _whatsapp),
    "naskah-siar.txt": File(TEXT, _script),
    "ninjs.json": File("application/json", _ninjs),
    "dokumen.json": File("application/json", lambda document: document.canonical),
    "qr.png": File("image/png", _qr),
    "1080x1080.png": File("image/png", partial(_card, CardSize.SQUARE)),
    "1080x1080.jpg": File("image/jpeg", _jpeg),
    "1080x1920.png": File("image/png", partial(_card, CardSize.STORY)),
    "1200x630.png": File("image/png", partial(_card, CardSize.WIDE)),
    **{name: File(kind, make, of_lessons=True) for name, (kind, make) in LESSON_FILES.items()},
}
