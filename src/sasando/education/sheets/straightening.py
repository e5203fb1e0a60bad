"""A photo of a sheet becomes its field seen from straight above, and ink from 0 to 1."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sasando.education.sheets.exceptions import (
    MarkMissing,
    NoMarks,
    SeveralSheets,
    TooDark,
    TooFar,
    TooSlanted,
)
from sasando.rendering.print.tally import DICTIONARY, MARK, WIDTH, Field, Rectangle

PX = 8  # of the straightened field, a mm
_LOOKED_AT = 2000  # px of the longer side, at which marks are looked for
_LEAST = 2.6  # px a mm; below it a box is ten px wide, and a pen's line one
_SLANT = 1.9  # how many times nearer one mark may be than another
_LIGHT = 45  # levels of the paper; below it grain is as strong as a pen
_PAPER = 6.0  # mm; what is darker than its surroundings and narrower than this is ink

Grey = NDArray[np.uint8]
Ink = NDArray[np.float32]
Points = NDArray[np.float32]


def straighten(photo: Grey, field: Field) -> Ink:
    """Return the ink of ``field`` in ``photo`` (greys, any way up), ``PX`` px a mm.

    1 is as black as the marks, 0 is paper; shadows and light that falls from one side are gone.
    Raises a ``SheetNotRead``.
    """
    corners = _marks_in(photo)
    _refuse_what_is_too_small(corners)
    places = np.concatenate([_corners_of(place) for place in field.marks]) * PX
    turned, _kept = cv2.findHomography(np.concatenate(corners), places)
    if turned is None:  # all marks on one line
        raise TooSlanted("the marks span no field")
    size = (round(WIDTH * PX), round(field.height * PX))
    white = int(np.percentile(photo, 90))
    flat = cv2.warpPerspective(
        photo,
        turned,
        size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=white,
    )
    return _ink(flat.astype(np.uint8), field)


def part(ink: Ink, place: Rectangle, *, inside: float = 0.0) -> Ink:
    """Return ``place`` of a straightened field, ``inside`` mm less on every side."""
    left, top = (place.x + inside) * PX, (place.y + inside) * PX
    right, bottom = (place.x + place.width - inside) * PX, (place.y + place.height - inside) * PX
    return ink[max(0, round(top)) : round(bottom), max(0, round(left)) : round(right)]


def _marks_in(photo: Grey) -> list[Points]:
    """Return the four corners of each of the four marks, in px of ``photo``."""
    scale = min(1.0, _LOOKED_AT / max(photo.shape))
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    wanted = cv2.aruco.DetectorParameters()
    wanted.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    wanted.adaptiveThreshWinSizeMax = 53
    dictionary = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, DICTIONARY))
    found, numbers, _refused = cv2.aruco.ArucoDetector(dictionary, wanted).detectMarkers(small)
    seen: dict[int, Points] = {}
    for number, corners in zip(() if numbers is None else numbers.ravel(), found, strict=True):
        if number > 3:
            continue
        if int(number) in seen:
            raise SeveralSheets(f"mark {number} is seen twice")
        # A pixel's middle is half a pixel from its edge, in the small picture as in the large one.
        seen[int(number)] = (corners.reshape(4, 2) + 0.5) / scale - 0.5
    missing = tuple(number for number in range(4) if number not in seen)
    if len(missing) == 4:
        raise NoMarks("no mark is seen")
    if missing:
        raise MarkMissing(f"marks {missing} are not seen", missing)
    return [seen[number] for number in range(4)]


def _refuse_what_is_too_small(corners: list[Points]) -> None:
    sides = [float(cv2.contourArea(mark)) ** 0.5 / MARK for mark in corners]
    if max(sides) > _SLANT * min(sides):
        raise TooSlanted(f"marks have from {min(sides):.1f} to {max(sides):.1f} px a mm")
    if min(sides) < _LEAST:
        raise TooFar(f"{min(sides):.1f} px a mm")


def _corners_of(place: Rectangle) -> Points:
    """The corners of a mark in the order OpenCV gives them: clockwise from the upper left."""
    right, bottom = place.x + place.width, place.y + place.height
    return np.array(
        [(place.x, place.y), (right, place.y), (right, bottom), (place.x, bottom)], np.float32
    )


def _ink(flat: Grey, field: Field) -> Ink:
    """Return how dark each pixel is against the paper around it, the marks being 1.

    Grain goes below 0 as it goes above it, so that it is nothing on the whole.
    """
    calm = cv2.GaussianBlur(flat, (0, 0), 0.4 * PX)
    side = round(_PAPER * PX) | 1
    # Closing fills what is narrow and dark and leaves the edge of a shadow where it is.
    paper = cv2.morphologyEx(calm, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    if np.median(paper) < _LIGHT:
        raise TooDark(f"the paper has {np.median(paper):.0f} of 255 levels")
    light = np.maximum(paper.astype(np.float32), 1)
    shade = 1 - flat.astype(np.float32) / light
    return np.clip(shade / max(0.1, 1 - _black(flat, field)), -1, 1).astype(np.float32)


def _black(flat: Grey, field: Field) -> float:
    """Return the light of the marks' frames as a share of the paper's beside them."""
    shares = []
    for place in field.marks:
        frame = Rectangle(
            place.x, place.y + place.height / 6, place.width / 6, place.height * 2 / 3
        )
        inner = place.x if place.x else place.x + place.width
        beside = Rectangle(inner + (1 if not place.x else -2.5), place.y + 2, 1.5, 6)
        dark = float(np.median(part(flat.astype(np.float32), frame, inside=0.4)))
        light = float(np.median(part(flat.astype(np.float32), beside)))
        shares.append(dark / max(light, 1))
    return float(np.clip(np.median(shares), 0, 0.85))
