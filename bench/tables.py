"""Plain tables of figures, and the few sums behind them."""

import sys
from collections.abc import Sequence
from statistics import median, quantiles
from typing import Any

Cell = str | int | float
Table = dict[str, Any]


def table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], note: str = ""
) -> Table:
    """Return a table that can be printed and written as JSON."""
    return {"title": title, "columns": list(columns), "rows": [list(r) for r in rows], "note": note}


def printed(made: Table) -> str:
    """Return a table for a terminal."""
    rows = [made["columns"], *([_shown(cell) for cell in row] for row in made["rows"])]
    widths = [max(len(row[i]) for row in rows) for i in range(len(made["columns"]))]
    lines = [made["title"], ""]
    for row in rows:
        first, *rest = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(text.rjust(width) for text, width in rest)]
        lines.append("  " + "  ".join(cells).rstrip())
    lines[3:3] = ["  " + "  ".join("-" * width for width in widths)]
    return "\n".join([*lines, *([f"\n  {made['note']}"] if made["note"] else []), ""])


def _shown(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:,.0f}" if cell >= 100 else f"{cell:,.1f}" if cell >= 10 else f"{cell:.2f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def p95(values: Sequence[float]) -> float:
    """Return the value that 19 of 20 stay below."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def spread(values: Sequence[float]) -> list[Cell]:
    """Return median, p95 and count."""
    return [median(values), p95(values), len(values)]


def say(words: str) -> None:
    """Tell the person who waits."""
    print(words, file=sys.stderr, flush=True)
