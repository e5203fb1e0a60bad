"""Rows of tables: CSV that may be broken in places, and Parquet."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sasando.matching.scan.exceptions import ScanError
from sasando.matching.scan.lines import Line, lines

TALLEST = 200  # lines of one CSV row; a quote open for longer was never closed


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its columns, or (a string) why there is none. ``line`` is its last line."""

    content: dict[str, Any] | str
    line: int
    at: int


def csv_rows(path: Path, after: int) -> Iterator[Row]:
    """Yield the rows of a CSV file with a header. A broken row costs none of those behind it."""
    head = next(lines(path), None)
    if head is None:
        return
    comma = max(",;\t|", key=head.text.count)
    try:
        header = next(csv.reader([head.text], delimiter=comma), [])
    except csv.Error as error:
        raise ScanError(f"{path} has no header: {error}") from error
    if not header:
        raise ScanError(f"{path} has no header")
    waiting: deque[Line] = deque()
    rest = lines(path, after=max(after, 1))
    while True:
        if not waiting:
            waiting.extend(islice(rest, 1))
        if not waiting:
            return
        first = waiting[0]
        taken, cells = _row(waiting, rest, comma)
        if cells and len(cells) == len(header):
            last = [waiting.popleft() for _ in range(taken)][-1]
            yield Row(dict(zip(header, cells, strict=True)), last.number, last.at)
            continue
        waiting.popleft()  # the lines behind it may well be rows
        if first.text.strip() or first.broken:
            why = "a quote that is not closed" if cells is None else ""
            why = why or f"{len(cells or [])} columns where the header has {len(header)}"
            yield Row(first.broken or why, first.number, first.at)


def _row(waiting: deque[Line], rest: Iterator[Line], comma: str) -> tuple[int, list[str] | None]:
    """Return how many of the waiting lines make a row, and its cells; ``None`` if none do."""
    quotes, taken = 0, 0
    while taken < TALLEST:
        if taken == len(waiting):
            waiting.extend(islice(rest, 1))
        if taken == len(waiting):
            return taken, None
        quotes += waiting[taken].text.count('"')
        taken += 1
        if quotes % 2 == 0:
            break
    else:
        return taken, None
    text = [line.text + "\n" for line in islice(waiting, taken)]
    text[-1] = text[-1][:-1]
    try:
        return taken, next(csv.reader(text, delimiter=comma, strict=True), [])
    except csv.Error:
        return taken, None


def parquet_rows(path: Path, after: int) -> Iterator[Row]:
    """Yield the rows of a Parquet file. Raises ``ScanError`` where it is none."""
    import pyarrow  # noqa: PLC0415 - 70 MB of memory, which other files do not need
    from pyarrow import parquet  # noqa: PLC0415

    size = path.stat().st_size
    try:
        file = parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise ScanError(f"{path} is no Parquet file: {error}") from error
    with file:
        total = max(file.metadata.num_rows, 1)
        number = 0
        for batch in file.iter_batches(batch_size=4096):
            skipped = min(max(after - number, 0), len(batch))
            number += skipped
            for content in batch.slice(skipped).to_pylist():
                number += 1
                yield Row(content, number, size * number // total)
