"""The examples of the hoax gym, and the tricks they use: data, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sasando.education.rules.exceptions import TableBroken

_DATA = Path(__file__).with_name("data") / "gym.toml"
GENUINE = "genuine"


@dataclass(frozen=True, slots=True)
class Trick:
    """One of the seven kinds of false messages, or none."""

    id: str
    name: Mapping[str, str]  # by language
    means: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """One message to judge: what it says, what is wrong with it, and the lesson to pass on."""

    id: str
    by: Mapping[str, str]
    says: Mapping[str, str]
    trick: Trick
    choices: tuple[Trick, ...]
    why: Mapping[str, str]
    lesson: Mapping[str, str]
    read: str  # where the pattern or the fact was read


@cache
def tricks() -> Mapping[str, Trick]:
    """Return the tricks by name."""
    return {name: Trick(name, row["name"], row["means"]) for name, row in _read()["tricks"].items()}


@cache
def examples() -> tuple[Example, ...]:
    """Return the examples in the order they are shown. Raises ``TableBroken``."""
    return tuple(_example(row) for row in _read()["example"])


def _read() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def _example(row: Mapping[str, Any]) -> Example:
    if row["trick"] not in row["choices"]:
        raise TableBroken(f"{row['id']}: its own trick is not among the choices")
    known = tricks()
    return Example(
        id=row["id"],
        by=row["by"],
        says=row["says"],
        trick=known[row["trick"]],
        choices=tuple(known[name] for name in row["choices"]),
        why=row["why"],
        lesson=row["lesson"],
        read=row["read"],
    )
