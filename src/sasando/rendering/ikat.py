"""The one ornament: a thin band of woven ikat, drawn from its geometry.

The motif is the nested diamond and the hook (*kaif*) of the weavers of Timor and Rote, on the
counted grid a loom gives: every edge is a step of whole threads. Ours, generated, deterministic.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cache

Cell = tuple[int, int]

_REPEAT = 24  # threads from one diamond to the next
_REACH = 8  # threads from the middle of the band to its edge
_ROWS = 2 * _REACH + 1
_HOOK = frozenset({(7, 0), (8, 0), (9, 0), (9, 1), (9, 2), (9, 3), (8, 3)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of the weave, as CSS hex colours."""

    ink: str  # indigo
    accent: str  # morinda red
    gold: str  # lontar gold
    ground: str  # cotton white; "" leaves the ground open


COTTON = Palette(ink="#1f2a56", accent="#9c2f24", gold="#b8862b", ground="#fbf8f1")
"""On paper and in the light: indigo, morinda, lontar, cotton white."""

NIGHT = Palette(ink="#8f9ed6", accent="#e08a76", gold="#d9b45f", ground="")
"""In the dark: the same dyes, lightened; the ground is the page's own."""


def ikat_svg(*, width: float, height: float, palette: Palette = COTTON) -> str:
    """Return a band of ``width`` × ``height`` (CSS px, or any one unit) as a complete SVG.

    Holds as many whole motifs as fit best; the drawing is stretched by less than half a motif to
    fill the width. For a long strip of a page, repeat one motif (``width == height * 24 / 17``,
    1 kB) as a background instead. It is ornament: hide it from readers (``alt=""``, or a PDF artifact). Raises
    ``ValueError`` for a side that is not positive.
    """
    if width <= 0 or height <= 0:
        raise ValueError(f"a band needs positive sides, not {width} x {height}")
    motifs = max(1, round(width * _ROWS / (height * _REPEAT)))
    columns = motifs * _REPEAT
    shapes = "".join(
        f'<path fill="{colour}" d="{_weave(name, columns)}"/>'
        for name, colour in (("i", palette.ink), ("r", palette.accent), ("g", palette.gold))
    )
    ground = f'<path fill="{palette.ground}" d="M0 0H{columns}V{_ROWS}H0Z"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {columns} {_ROWS}" preserveAspectRatio="none" fill-rule="evenodd">'
        f"{ground if palette.ground else ''}{shapes}</svg>"
    )


def _thread(x: int, y: int) -> str:
    """Colour of the thread ``x`` right of a diamond's middle (0…12), ``y`` off the axis (0…8): i, r, g or "."."""
    half = _REPEAT // 2
    if y >= _REACH - 1:
        return "i" if y == _REACH else "."
    diamond, crest = x + y, (half - x) + (6 - y)
    if diamond <= 6:
        return "ggrr.ii"[diamond]
    if crest <= 4:
        return "rr.ii"[crest]
    if (x, y) in _HOOK:
        return "i"
    return "g" if (half - x) + y <= 1 else "."


def _cells(name: str, columns: int) -> set[Cell]:
    half = _REPEAT // 2
    return {
        (column, row)
        for column in range(columns)
        for row in range(_ROWS)
        if _thread(abs(column % _REPEAT - half), abs(row - _REACH)) == name
    }


@cache
def _weave(name: str, columns: int) -> str:
    return outline(_cells(name, columns))


def outline(cells: Set[Cell]) -> str:
    """Return the outline of unit squares as SVG path data: closed loops, corners only.

    One shape has no seams, where squares side by side show hairlines. Fill it by ``evenodd``.
    """
    edges: dict[Cell, list[Cell]] = {}
    for start, end in sorted(_edges(cells)):
        edges.setdefault(start, []).append(end)
    loops = []
    while edges:
        start = next(iter(edges))
        loops.append(_path(_corners(_loop(edges, start))))
    return "".join(loops)


def _edges(cells: Set[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Yield the open sides of ``cells``, clockwise around what is filled."""
    for x, y in cells:
        sides = (
            ((x, y - 1), (x, y), (x + 1, y)),
            ((x + 1, y), (x + 1, y), (x + 1, y + 1)),
            ((x, y + 1), (x + 1, y + 1), (x, y + 1)),
            ((x - 1, y), (x, y + 1), (x, y)),
        )
        yield from ((start, end) for beside, start, end in sides if beside not in cells)


def _loop(edges: dict[Cell, list[Cell]], start: Cell) -> list[Cell]:
    loop, here = [start], start
    while True:
        ends = edges[here]
        following = ends.pop(0)
        if not ends:
            del edges[here]
        if following == start:
            return loop
        loop.append(following)
        here = following


def _corners(loop: list[Cell]) -> list[Cell]:
    """Drop the points of ``loop`` that lie on a straight line."""
    return [
        point
        for before, point, after in zip(
            loop[-1:] + loop[:-1], loop, loop[1:] + loop[:1], strict=True
        )
        if not (before[0] == point[0] == after[0] or before[1] == point[1] == after[1])
    ]


def _path(corners: Iterable[Cell]) -> str:
    first, *rest = corners
    steps, x = [f"M{first[0]} {first[1]}"], first[0]
    for point in rest:
        steps.append(f"V{point[1]}" if point[0] == x else f"H{point[0]}")
        x = point[0]
    return "".join(steps) + "Z"
