"""Small counts are not shown, nor so much beside them that they can be worked out.

Statistical offices call it primary and secondary suppression; five is the smallest count that the
official statistics of many countries show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SMALLEST = 5


def hidden(cells: Mapping[str, int], total: int) -> frozenset[str]:
    """Return which of ``cells`` must not be shown beside their ``total``.

    Cells are parts of the total that share nobody; who said nothing is in no cell. Hidden is what
    is smaller than five, and then, from the smallest on, as many more as it takes until what is
    not shown is nobody, or at least five people.
    """
    if total < SMALLEST:
        return frozenset(cells)
    away = {name for name, count in cells.items() if count < SMALLEST}
    shown = sorted((count, name) for name, count in cells.items() if name not in away)
    rest = total - sum(count for count, _name in shown)
    while 0 < rest < SMALLEST and shown:
        count, name = shown.pop(0)
        away.add(name)
        rest += count
    return frozenset(away)


def hidden_in_all(tables: Iterable[tuple[Mapping[str, int], int]]) -> frozenset[str]:
    """Return which cells must not be shown in several tables of the same cells.

    What is hidden in one is hidden in all: before and after are compared, and a cell that stands in
    one only is of no use.
    """
    tables = list(tables)
    away: frozenset[str] = frozenset()
    while True:
        found = away
        for cells, total in tables:
            left = {name: count for name, count in cells.items() if name not in found}
            found |= hidden(left, total)
        if found == away:
            return away
        away = found
