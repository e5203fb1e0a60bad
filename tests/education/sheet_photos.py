"""Sheets as they are printed, marked with a pen and photographed with a phone: drawn, from numbers."""

from __future__ import annotations

import io
import itertools
import random
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from sasando.rendering.print.tally import BOXES, DICTIONARY, Field, Rectangle

DPI = 220
FIELD = Field(tables=2, rows=5)
Counts = Mapping[tuple[int, int], int]  # table and row → boxes that are crossed


@dataclass(frozen=True, kw_only=True)
class Phone:
    """How a photo is taken. Lengths are shares of the sheet's height."""

    turned: float = 0.0  # degrees
    slant: float = 0.0  # by how much the far side is smaller
    bent: float = 0.0  # how far the paper's middle rises
    blur: float = 0.0  # mm
    light: float = 1.0  # of the paper's white
    shadow: float = 0.0  # what a shadow over a part of the sheet takes
    grain: float = 0.0  # levels of noise
    height: int = 2400  # px of the sheet
    quality: int = 80


def printed(pdf: bytes) -> np.ndarray:
    """Return the one page of a sheet, in greys."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    page = np.array(document[0].render(scale=DPI / 72, grayscale=True).to_pil())
    document.close()
    return page


class Sheet:
    """A printed sheet that is marked with a pen."""

    def __init__(self, page: np.ndarray, seed: int = 1) -> None:
        self.page = page.copy()
        self._random = random.Random(seed)
        dictionary = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, DICTIONARY))
        found, numbers, _ = cv2.aruco.ArucoDetector(dictionary).detectMarkers(page)
        corners = {int(n): c.reshape(4, 2) for n, c in zip(numbers.ravel(), found, strict=True)}
        assert sorted(corners) == [0, 1, 2, 3]
        self._origin = corners[0][0]
        self._px = (corners[1][1] - corners[0][0])[0] / 180  # px a mm

    def cross(self, counts: Counts, *, ink: int = 40, width: float = 0.5) -> Sheet:
        """Cross as many boxes as ``counts`` says, some with a cross, some with a stroke or a tick."""
        for (table, row), count in counts.items():
            boxes = FIELD.boxes(table, row)
            for number in sorted(self._random.sample(range(BOXES), count)):
                self._mark(boxes[number], ink, width)
        return self

    def write(self, table: int, row: int, words: str = "31") -> Sheet:
        """Write a number beside the boxes."""
        x, y = self._at(FIELD.written(table, row).x + 5, FIELD.written(table, row).y + 6)
        cv2.putText(self.page, words, (x, y), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.5, 50, 4)
        return self

    def doubtful(self, table: int, row: int, number: int) -> Sheet:
        """Put a dot into a box, as a pen does that rests there."""
        box = FIELD.boxes(table, row)[number]
        centre = self._at(box.x + box.width / 2, box.y + box.height / 2)
        cv2.circle(self.page, centre, round(0.45 * self._px), 40, -1, cv2.LINE_AA)
        return self

    def _mark(self, box: Rectangle, ink: int, width: float) -> None:
        near = self._random.uniform
        kind = self._random.choice(("cross", "cross", "cross", "stroke", "tick", "filled"))
        lines: list[list[tuple[float, float]]] = {
            "cross": [[(0, 0), (1, 1)], [(1, 0), (0, 1)]],
            "stroke": [[(0, 1), (1, 0)]],
            "tick": [[(0.1, 0.5), (0.4, 0.95), (1.1, -0.1)]],
            "filled": [[(0.15, y), (0.85, y)] for y in (0.2, 0.35, 0.5, 0.65, 0.8)],
        }[kind]
        for line in lines:
            points = [
                self._at(
                    box.x + (x + near(-0.1, 0.1)) * box.width,
                    box.y + (y + near(-0.1, 0.1)) * box.height,
                )
                for x, y in line
            ]
            thick = max(1, round(width * self._px))
            for one, other in itertools.pairwise(points):
                cv2.line(self.page, one, other, ink, thick, cv2.LINE_AA)

    def _at(self, x: float, y: float) -> tuple[int, int]:
        return tuple(np.round(self._origin + np.array([x, y]) * self._px).astype(int).tolist())

    def photo(self, phone: Phone = Phone(), seed: int = 1) -> Image.Image:
        """Return what ``phone`` sees of the sheet, on a brown table."""
        return photographed(self.page, phone, seed)


def photographed(page: np.ndarray, phone: Phone, seed: int = 1) -> Image.Image:
    """Return ``page`` as ``phone`` sees it: bent, turned, slanted, shadowed, blurred, grainy."""
    noise = np.random.default_rng(seed)
    scale = phone.height / page.shape[0]
    seen = cv2.resize(
        _bent(page, phone.bent), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
    )
    high, wide = seen.shape
    side = round(1.25 * np.hypot(high, wide) if phone.turned % 90 else 1.2 * max(high, wide))
    turned = np.radians(phone.turned)
    corners = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)]) / 2
    near = 1 + phone.slant * corners[:, 1:] / high
    spin = np.array([[np.cos(turned), np.sin(turned)], [-np.sin(turned), np.cos(turned)]])
    there = (corners * near) @ spin + side / 2
    here = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    how = cv2.getPerspectiveTransform(here, there.astype(np.float32))
    photo = cv2.warpPerspective(seen, how, (side, side), borderValue=95).astype(np.float32)
    if phone.blur:
        photo = cv2.GaussianBlur(photo, (0, 0), phone.blur * phone.height / 297)
    photo *= phone.light
    if phone.shadow:
        edge = np.arange(side) > side * 0.47
        soft = cv2.GaussianBlur(edge.astype(np.float32)[None, :], (0, 0), 0.004 * side)
        photo *= 1 - phone.shadow * soft
    photo += noise.normal(0, phone.grain, photo.shape) if phone.grain else 0
    out = io.BytesIO()
    grey = Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8))
    grey.convert("RGB").save(out, "JPEG", quality=phone.quality)
    return Image.open(io.BytesIO(out.getvalue()))


def _bent(page: np.ndarray, rise: float) -> np.ndarray:
    """Return ``page`` as it looks when its middle rises by ``rise``: lines become curves."""
    if not rise:
        return page
    high, wide = page.shape
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    arch = np.sin(np.pi * x / wide) * rise * high
    return cv2.remap(page, x, y + arch, cv2.INTER_LINEAR, borderValue=255)


def jpeg(image: Image.Image) -> bytes:
    """Return ``image`` as a phone sends it."""
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()
