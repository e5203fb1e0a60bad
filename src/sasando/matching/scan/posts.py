"""Posts from files: JSON lines, CSV and Parquet, read as a stream, broken lines told apart."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sasando.matching.scan.exceptions import ScanError
from sasando.matching.scan.lines import Line, lines
from sasando.matching.scan.tables import csv_rows, parquet_rows

JSON_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
CSV = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
PARQUET = (".parquet",)
TEXTS = ("text", "teks", "message", "pesan", "content", "isi", "caption", "body", "full_text")
IDS = ("id", "post_id", "uuid", "url")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold the text and the id; empty names are guessed from the usual ones."""

    text: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One post. ``line`` is its last line in the file, ``at`` how many bytes were read till then."""

    id: str
    text: str
    line: int
    at: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that holds no post, and why."""

    reason: str
    line: int
    at: int


def files_of(source: Path) -> list[Path]:
    """Return the files a scan of ``source`` reads, in order. Raises ``ScanError`` if none."""
    if not source.exists():
        raise ScanError(f"{source} is not there")
    known = JSON_LINES + CSV + PARQUET
    found = [source] if source.is_file() else sorted(source.rglob("*"))
    files = [path for path in found if path.is_file() and path.name.lower().endswith(known)]
    if not files:
        raise ScanError(f"{source} has no file of posts: {', '.join(known)}")
    return files


def read(path: Path, columns: Columns, *, after: int = 0) -> Iterator[Post | Broken]:
    """Yield the posts of a file, and its broken lines, from behind line ``after`` on.

    Lines that are not UTF-8 are read as Windows-1252. Raises ``ScanError`` when no column is the
    text.
    """
    name = path.name.lower()
    if name.endswith(JSON_LINES):
        for line in lines(path, after=after):
            if line.text.strip() or line.broken:
                yield _of_json(line, columns, path)
        return
    rows = parquet_rows(path, after) if name.endswith(PARQUET) else csv_rows(path, after)
    for row in rows:
        if isinstance(row.content, str):
            yield Broken(row.content, row.line, row.at)
        else:
            yield _of_row(row.content, columns, path, row.line, row.at)


def _of_json(line: Line, columns: Columns, path: Path) -> Post | Broken:
    if line.broken:
        return Broken(line.broken, line.number, line.at)
    try:
        content = json.loads(line.text)
    except (ValueError, RecursionError) as error:
        return Broken(f"not JSON: {error}", line.number, line.at)
    if not isinstance(content, dict):
        return Broken("not a JSON object", line.number, line.at)
    return _of_row(content, columns, path, line.number, line.at)


def _of_row(
    row: Mapping[str, Any], columns: Columns, path: Path, line: int, at: int
) -> Post | Broken:
    text = columns.text or next((name for name in TEXTS if name in row), "")
    if text not in row:
        wanted = columns.text or " or ".join(TEXTS)
        return Broken(f"no column {wanted}", line, at)
    if not isinstance(row[text], str):
        return Broken(f"{text} is no text", line, at)
    name = columns.id or next((name for name in IDS if name in row), "")
    given = row.get(name)
    return Post(f"{path.name}:{line}" if given in (None, "") else str(given), row[text], line, at)
