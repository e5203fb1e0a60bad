"""Tables for spreadsheets: CSV that opens right and runs nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

# With these a spreadsheet begins a formula, some also as full-width letters (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def csv_table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as CSV (RFC 4180) in UTF-8, marked as such, that spreadsheets open as text.

    A word that a spreadsheet would take for a formula gets an apostrophe before it; ``None`` is an
    empty cell.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([as_text(cell) for cell in header])
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_text(cell: Cell) -> Cell:
    """Return a cell as no spreadsheet takes it for a formula: a number stays one, ``None`` is empty."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell
