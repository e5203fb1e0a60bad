"""What a reader may take away of a lesson beside what there is of every item."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from django.conf import settings

from sasando.desk.media import FrozenPictures
from sasando.documents import Document
from sasando.rendering.announcing import announcement_text
from sasando.rendering.print import teaching
from sasando.rendering.series import whatsapp_series
from sasando.rendering.story import story_cards

LESSON_DOWNLOADS: dict[str, str] = {
    "sheet": "selebaran.pdf",
    "large": "huruf-besar.pdf",
    "story": "kartu-cerita.zip",
    "series": "seri-whatsapp.txt",
}
_PARTED = f"\n\n{'- ' * 20}\n\n"  # between two messages
_EPOCH = (2024, 1, 1, 0, 0, 0)  # the same cards have the same bytes


def _sheet(make: Callable[..., bytes]) -> Callable[[Document], bytes]:
    return lambda document: make(document, site_url=settings.SITE_URL, media=FrozenPictures())


def _series(document: Document) -> bytes:
    return (_PARTED.join(whatsapp_series(document, site_url=settings.SITE_URL)) + "\n").encode()


def _announcement(document: Document) -> bytes:
    return announcement_text(document, site_url=settings.SITE_URL).encode()


def _story(document: Document) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, card in enumerate(story_cards(document, site_url=settings.SITE_URL), start=1):
            archive.writestr(zipfile.ZipInfo(f"kartu-{number:02d}.png", _EPOCH), card)
    return out.getvalue()


LESSON_FILES: Mapping[str, tuple[str, Callable[[Document], bytes]]] = {
    "poster-dinding.pdf": ("application/pdf", _sheet(teaching.wall_poster_pdf)),
    "selebaran.pdf": ("application/pdf", _sheet(teaching.leaflet_pdf)),
    "huruf-besar.pdf": ("application/pdf", _sheet(teaching.large_print_pdf)),
    "lembar-fasilitator.pdf": ("application/pdf", _sheet(teaching.facilitator_pdf)),
    "kartu-kuis.pdf": ("application/pdf", _sheet(teaching.quiz_cards_pdf)),
    "kartu-cerita.zip": ("application/zip", _story),
    "seri-whatsapp.txt": ("text/plain; charset=utf-8", _series),
    "pengumuman.txt": ("text/plain; charset=utf-8", _announcement),
}
LESSON_SHEETS = tuple(name for name in LESSON_FILES if name.endswith(".pdf"))
