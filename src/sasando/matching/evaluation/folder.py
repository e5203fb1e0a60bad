"""An evaluation folder: what is known, what was asked, and which of it is right.

Format: ``corpus.jsonl`` {id, title, text, ...}, ``queries.jsonl`` {id, text}, ``qrels.tsv`` (query
⇥ document), and where there are any ``flags.tsv`` (which queries are hard), ``negatives.jsonl``
{id, text, kind}, ``queries_<variant>.jsonl``. A corpus may stand in the folder above.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sasando.matching.known import Known, Source


class EvaluationError(Exception):
    """The folder cannot be measured with; says which file and line."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a set; ``right`` are the ids of what answers it, none for a negative."""

    id: str
    text: str
    right: frozenset[str] = frozenset()
    hard: bool = True
    kind: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Everything of one folder."""

    name: str
    known: tuple[Known, ...]
    asked: tuple[Asked, ...]
    negatives: tuple[Asked, ...] = ()
    variants: Mapping[str, tuple[Asked, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> EvaluationSet:
        """Read a folder. Raises ``EvaluationError``."""
        corpus = next(
            (p for p in (folder / "corpus.jsonl", folder.parent / "corpus.jsonl") if p.is_file()),
            folder / "corpus.jsonl",
        )
        known = tuple(_known(row, corpus) for row in _rows(corpus))
        right = _right(folder / "qrels.tsv")
        hard = _hard(folder / "flags.tsv")
        asked = tuple(_asked(folder / "queries.jsonl", right, hard))
        variants = {
            path.stem.removeprefix("queries_"): tuple(_asked(path, right, hard))
            for path in sorted(folder.glob("queries_*.jsonl"))
        }
        path = folder / "negatives.jsonl"
        negatives = tuple(_asked(path, {}, {})) if path.is_file() else ()
        return cls(folder.name, known, asked, negatives, variants)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                row = json.loads(line)
                if not isinstance(row, dict) or not isinstance(row.get("id"), str):
                    raise EvaluationError(f"{path.name}, line {number}: no object with an id")
                yield row
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise EvaluationError(f"{path.name}: not JSON lines: {error}") from error


def _known(row: dict[str, Any], path: Path) -> Known:
    """Return a row of a corpus. Beside a short text (a claim) stands no explanation."""
    text = str(row.get("text") or "")
    short = len(text) < 300 and "subtitle" in row
    try:
        when = date.fromisoformat(str(row.get("date") or ""))
    except ValueError:
        when = None
    return Known(
        id=row["id"],
        source=Source.FOREIGN,
        title=str(row.get("title") or ""),
        claim=text if short else "",
        explanation="" if short else text,
        language=str(row.get("lang") or "id"),
        href=str(row.get("url") or ""),
        published=when,
    )


def _asked(
    path: Path, right: Mapping[str, frozenset[str]], hard: Mapping[str, bool]
) -> Iterator[Asked]:
    for row in _rows(path):
        name = row["id"]
        if right and name not in right:
            continue
        text, kind = str(row.get("text") or ""), str(row.get("kind") or "")
        yield Asked(name, text, right.get(name, frozenset()), hard.get(name, True), kind)


def _right(path: Path) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        query, tab, document = line.partition("\t")
        if not tab:
            raise EvaluationError(f"{path.name}, line {number}: no tab")
        found.setdefault(query, set()).add(document.strip())
    return {query: frozenset(documents) for query, documents in found.items()}


def _hard(path: Path) -> dict[str, bool]:
    """Return whether each query is hard: its title is not contained, no 5-gram is shared."""
    if not path.is_file():
        return {}
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    names = head.split("\t")
    contained, shares = names.index("title_contained"), names.index("shares_5gram")
    rows = [line.split("\t") for line in lines]
    return {row[0]: row[contained] == "0" and row[shares] == "0" for row in rows}
