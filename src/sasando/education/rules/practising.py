"""The ballots of the practice: invented, and every place on them that can be punched."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).with_name("data") / "practice.toml"
OUTSIDE = "out"


@dataclass(frozen=True, slots=True)
class Place:
    """One place on a ballot: its mark as ``marks`` reads it, and what stands there."""

    mark: str
    number: str  # printed before the name; "" for none
    name: Mapping[str, str]  # by language; empty for a line or a blank space
    kind: str  # "choice", "party", "line", "blank", "outside"


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in one frame of the ballot: a pair, a candidate, or a party with its list."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot to practise on."""

    id: str
    kind: str  # the answer to ``ballot`` in ``data/validity.toml``
    paper: str  # its colour mark
    title: Mapping[str, str]
    columns: tuple[Column, ...]


@cache
def ballots() -> Mapping[str, Ballot]:
    """Return the ballots by name, in the order they are practised."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["ballot"]
    return {row["id"]: _ballot(row) for row in rows}


def marks_of(punched: Sequence[str], *, folded: bool) -> list[str]:
    """Return the holes in the paper: punched while it was folded, one more is where nobody aimed."""
    return [*punched, OUTSIDE] if folded and punched else list(punched)


def _ballot(row: Mapping[str, Any]) -> Ballot:
    if "parties" in row:
        columns = [_party(n, party) for n, party in enumerate(row["parties"], start=1)]
    else:
        columns = [_choice(n, row) for n in range(1, len(row["choices"]) + 1)]
    return Ballot(row["id"], row["kind"], row["paper"], row["title"], tuple(columns))


def _choice(number: int, row: Mapping[str, Any]) -> Column:
    names = row["choices"]
    places = [Place(str(number), str(number), names[number - 1], "choice")]
    if row["kind"] == "dpd" and number < len(names):  # pairs have space between them, these a line
        places.append(Place(f"{number}|{number + 1}", "", {}, "line"))
    return Column(tuple(places))


def _party(number: int, party: Mapping[str, Any]) -> Column:
    head, names = f"p{number}", party["choices"]
    places = [Place(head, str(number), party["name"], "party")]
    for order, name in enumerate(names, start=1):
        places.append(Place(f"{head}.{order}", str(order), name, "choice"))
        if order < len(names):
            places.append(Place(f"{head}.{order}|{head}.{order + 1}", "", {}, "line"))
    places.append(Place(f"{head}.end", "", {}, "blank"))
    return Column(tuple(places))
