"""Pictures that come in: opened safely, known again by their looks, read for their words.

``study`` does all three for one upload; ``PictureShelf`` keeps prints and finds them again.
OpenCV is loaded when ``study``, ``print_of`` or ``read_text`` is first asked for, not before: an
index opens in a few milliseconds.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sasando.matching.pictures.exceptions import (
    OcrTimedOut,
    OcrUnavailable,
    PictureError,
    PictureRefused,
    PrintBroken,
)
from sasando.matching.pictures.opening import OpenedPicture, open_picture
from sasando.matching.pictures.picture import Picture
from sasando.matching.pictures.shelf import SURE, PictureShelf, Seen, Segment, search
from sasando.matching.pictures.tesseract import check_ocr

if TYPE_CHECKING:
    from sasando.matching.pictures.prints import print_of
    from sasando.matching.pictures.reading import Reading, read_text
    from sasando.matching.pictures.studying import Studied, study

__all__ = [
    "SURE",
    "OcrTimedOut",
    "OcrUnavailable",
    "OpenedPicture",
    "Picture",
    "PictureError",
    "PictureRefused",
    "PictureShelf",
    "PrintBroken",
    "Reading",
    "Seen",
    "Segment",
    "Studied",
    "check_ocr",
    "open_picture",
    "print_of",
    "read_text",
    "search",
    "study",
]

_LATER = {
    "Reading": "reading",
    "Studied": "studying",
    "print_of": "prints",
    "read_text": "reading",
    "study": "studying",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
