"""Where a ballot is punched, and what can be counted from that.

A mark is written as what it hits: ``2`` a pair or a candidate for the DPD; ``p2`` the number, emblem
or name of a party, ``p2.3`` its third candidate, ``p2.end`` the blank space below its last one;
``2|3`` and ``p2.1|p2.2`` the line between two; ``out`` what is outside every column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_CHOICE = re.compile(r"[0-9]{1,2}")
_LINE = re.compile(r"([0-9]{1,2})\|([0-9]{1,2})")
_PARTY = re.compile(r"p([0-9]{1,2})(?:\.([0-9]{1,2}|end))?")
_PARTY_LINE = re.compile(r"p([0-9]{1,2})\.([0-9]{1,2})\|p([0-9]{1,2})\.([0-9]{1,2})")
_OUTSIDE = "out"
_MOST = 200


def read_marks(marks: Iterable[str], ballot: str) -> dict[str, int] | None:
    """Return the numbers of holes, holes outside, parties and choices hit.

    ``ballot`` is as in ``data/validity.toml``. ``None`` when a mark is nowhere on such a ballot.
    """
    parties: set[str] = set()
    choices: set[str] = set()
    count = outside = 0
    for mark in marks:
        count += 1
        if count > _MOST:
            return None
        if mark == _OUTSIDE:
            outside += 1
            continue
        hit = _on_council(mark) if ballot == "council" else _on_list(mark, ballot)
        if hit is None:
            return None
        parties |= hit[0]
        choices |= hit[1]
    return {"holes": count, "outside": outside, "parties": len(parties), "choices": len(choices)}


def _on_list(mark: str, ballot: str) -> tuple[set[str], set[str]] | None:
    if _CHOICE.fullmatch(mark):
        return set(), {mark}
    line = _LINE.fullmatch(mark)
    if line and ballot == "dpd":
        return set(), {line[1], line[2]}
    return None


def _on_council(mark: str) -> tuple[set[str], set[str]] | None:
    if line := _PARTY_LINE.fullmatch(mark):
        party, first, other, second = line.groups()
        return {party, other}, {f"{party}.{first}", f"{other}.{second}"}
    found = _PARTY.fullmatch(mark)
    if found is None:
        return None
    party, within = found.groups()
    return {party}, {f"{party}.{within}"} if within and within != "end" else set()
