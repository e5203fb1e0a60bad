"""Everything that is to be had from one upload: its pixels, its print and its words."""

from __future__ import annotations

from dataclasses import dataclass

from sasando.matching.pictures.exceptions import OcrTimedOut, OcrUnavailable
from sasando.matching.pictures.opening import OpenedPicture, open_picture
from sasando.matching.pictures.picture import Picture
from sasando.matching.pictures.prints import print_of
from sasando.matching.pictures.reading import Reading, read_text
from sasando.matching.pictures.tesseract import SECONDS


@dataclass(frozen=True, slots=True)
class Studied:
    """An upload that was opened. ``unread`` says why its words are not known, if they are not."""

    opened: OpenedPicture
    picture: Picture
    reading: Reading
    unread: OcrUnavailable | OcrTimedOut | None = None


def study(upload: bytes, *, seconds: float = SECONDS) -> Studied:
    """Return what ``upload`` shows and says; Tesseract gets at most ``seconds``.

    Raises a ``PictureRefused`` when it cannot be opened. That the words cannot be read is no
    error: the picture is still known by its looks, and ``unread`` tells why.
    """
    opened = open_picture(upload)
    picture = print_of(opened.image)
    try:
        reading = read_text(opened.image, seconds=seconds)
    except (OcrUnavailable, OcrTimedOut) as error:
        return Studied(opened, picture, Reading(), error)
    return Studied(opened, picture, reading)
