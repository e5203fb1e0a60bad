"""The field of an attendance sheet that a photo of it is read by: four marks, and boxes between.

Everything stands at a known distance from the marks, so that a photo is straightened by them. The marks
are the first four of OpenCV's dictionary of 4 × 4 squares: each is told from the others whichever way
the sheet lies, and is white around. Other distances are another field: give it marks of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sasando.rendering.ikat import outline

WIDTH, MARK = 180.0, 10.0  # mm: the field, and the side of a mark
BOX, BOXES = 4.2, 25  # mm; boxes a row, in fives
DICTIONARY = "DICT_4X4_50"
_PATTERNS = (  # by number: the square's six rows, its frame left out; # is dark
    (".#..", "#.#.", "##..", "##.#"),
    ("####", "....", ".##.", ".#.#"),
    ("##..", "##..", "##.#", "..#."),
    (".##.", ".##.", "#.##", "#..#"),
)
_HEAD, _ROW, _FOOT = 12.0, 8.4, 12.0  # mm: above a table, a row of it, below the last
_FIRST, _PITCH, _FIVES = 29.0, 4.75, 1.4  # mm: of the boxes, and what parts five from five
_SUM_X, _SUM_WIDTH, _SUM_HEIGHT = 156.0, 24.0, 7.0


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A place in the field, in mm from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def as_dict(self) -> dict[str, float]:
        """Return it for a template."""
        return {"x": self.x, "y": self.y, "width": self.width, "height": self.height}


@dataclass(frozen=True, slots=True)
class Field:
    """The field of ``tables`` tables with ``rows`` rows each."""

    tables: int
    rows: int

    @property
    def height(self) -> float:
        """In mm."""
        return self._top(self.tables - 1) + self.rows * _ROW + _FOOT

    @property
    def marks(self) -> tuple[Rectangle, ...]:
        """Where the marks stand: upper left, upper right, lower left, lower right."""
        across, down = (0.0, WIDTH - MARK), (0.0, self.height - MARK)
        return tuple(Rectangle(x, y, MARK, MARK) for y in down for x in across)

    def head(self, table: int) -> float:
        """Return where the words above ``table`` stand, in mm from the top."""
        return self._top(table) - _HEAD + 3

    def row(self, table: int, number: int) -> Rectangle:
        """Return the whole row, its words, boxes and sum."""
        return Rectangle(0, self._top(table) + number * _ROW, WIDTH, _ROW)

    def boxes(self, table: int, number: int) -> tuple[Rectangle, ...]:
        """Return the boxes of a row, from the left."""
        y = self.row(table, number).y + (_ROW - BOX) / 2
        return tuple(
            Rectangle(_FIRST + n * _PITCH + n // 5 * _FIVES, y, BOX, BOX) for n in range(BOXES)
        )

    def written(self, table: int, number: int) -> Rectangle:
        """Return where the sum of a row is written by hand."""
        y = self.row(table, number).y + (_ROW - _SUM_HEIGHT) / 2
        return Rectangle(_SUM_X, y, _SUM_WIDTH, _SUM_HEIGHT)

    def _top(self, table: int) -> float:
        return _HEAD + table * (self.rows * _ROW + _HEAD)


def field_for_print(heads: Sequence[str], rows: Sequence[str]) -> dict[str, Any]:
    """Return the field as a template sets it: ``heads`` above the tables, ``rows`` in each."""
    field = Field(len(heads), len(rows))
    return {
        "width": WIDTH,
        "height": field.height,
        "foot": field.height - _FOOT + 2,
        "marks": [
            place.as_dict() | {"svg": mark_svg(number)} for number, place in enumerate(field.marks)
        ],
        "tables": [
            {"head": head, "y": field.head(table), "rows": list(_rows(field, table, rows))}
            for table, head in enumerate(heads)
        ],
    }


def mark_svg(number: int) -> str:
    """Return mark ``number`` (0 to 3) as SVG, six squares wide, black on nothing."""
    rows = ("######", *(f"#{row}#" for row in _PATTERNS[number]), "######")
    cells = frozenset(
        (x, y) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell == "#"
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="6" height="6" viewBox="0 0 6 6">'
        f'<path fill-rule="evenodd" d="{outline(cells)}"/></svg>'
    )


def _rows(field: Field, table: int, rows: Sequence[str]) -> Iterator[dict[str, Any]]:
    for number, label in enumerate(rows):
        yield {
            "label": label,
            "row": field.row(table, number).as_dict(),
            "boxes": [box.as_dict() for box in field.boxes(table, number)],
            "sum": field.written(table, number).as_dict(),
        }
