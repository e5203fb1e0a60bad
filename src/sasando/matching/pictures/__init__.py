"""Pictures that come in: opened safely, known again by their looks, read for their words.

Nothing here loads OpenCV until a print is taken: an index opens in a few milliseconds.
"""

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
    "Seen",
    "Segment",
    "open_picture",
    "search",
]
