"""A facilitator's photo of an attendance sheet → numbers to look at. Nothing of it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sasando.education.exceptions import PhotoRefused
from sasando.education.models import AgeGroup, Group, Sex
from sasando.education.sheets import RowRead, SheetNotRead, read_sheet
from sasando.education.sheets.exceptions import MarkMissing
from sasando.matching.pictures import PictureRefused, open_picture
from sasando.rendering.phrases import phrase
from sasando.trust.qr import codes_in_picture

# Of a photo other words are true than of a screenshot, which the phrases of ``[picture]`` ask for.
_OF_A_PHOTO = ("heic", "too_heavy", "too_large")
_SESSION = re.compile(r"/(?:sesi|session)/([A-Z0-9]{6})\b")


@dataclass(frozen=True, slots=True)
class Photographed:
    """What a sheet says by its boxes, by (sex, age group).

    ``is_ours`` is whether its QR was read and names the session; where it was not, somebody must
    look.
    """

    rows: Mapping[tuple[str, str], RowRead]
    is_ours: bool

    @property
    def sum(self) -> int:
        """All that was read."""
        return sum(row.count or 0 for row in self.rows.values())


def sessions_in(text: str) -> list[str]:
    """Return the codes of sessions whose address stands in ``text``."""
    return _SESSION.findall(text)


def read_photo(upload: bytes, *, group: Group, language: str) -> Photographed:
    """Return what is marked on the sheet in ``upload``.

    Raises ``PhotoRefused`` with a sentence in ``language``: no picture, no sheet, not all of it, too
    far, slanted or blurred to be sure, or the sheet of another session than ``group``.
    """
    try:
        image = open_picture(upload).image
    except PictureRefused as refused:
        table = "sheet" if refused.key in _OF_A_PHOTO else "picture"
        raise PhotoRefused(
            phrase(f"{table}.{refused.key}", language, **refused.values)
        ) from refused
    codes = {code for text in codes_in_picture(image) for code in sessions_in(text)}
    if codes and group.code not in codes:
        words = phrase("sheet.other_session", language, found=min(codes), code=group.code)
        raise PhotoRefused(words)
    try:
        read = read_sheet(image, tables=len(Sex.values), rows=len(AgeGroup.values))
    except MarkMissing as refused:
        corners = ", ".join(phrase(f"sheet.corner_{n}", language) for n in refused.corners)
        raise PhotoRefused(phrase("sheet.mark_missing", language, corners=corners)) from refused
    except SheetNotRead as refused:
        raise PhotoRefused(phrase(f"sheet.{refused.key}", language, **refused.values)) from refused
    rows = {
        (sex, age): row
        for sex, table in zip(Sex.values, read.tables, strict=True)
        for age, row in zip(AgeGroup.values, table, strict=True)
    }
    found = Photographed(rows, is_ours=bool(codes))
    if not found.sum and all(row.count is not None for row in rows.values()):
        raise PhotoRefused(phrase("sheet.nothing_marked", language))
    return found
