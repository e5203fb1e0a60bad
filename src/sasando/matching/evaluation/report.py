"""The report of a measurement as one page of HTML, plots inside, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from sasando.matching.evaluation.measuring import Answering, Judged, Measured
from sasando.matching.evaluation.metrics import RANKING, Figure
from sasando.matching.known import Known

_WIDE, _HIGH, _EDGE = 420, 260, 40
_STYLE = """body{font:16px/1.5 Georgia,serif;max-width:64rem;margin:2rem auto;padding:0 1rem;
color:#1b2340;background:#fbf9f4}h1,h2{font-weight:600}table{border-collapse:collapse;margin:1rem 0}
td,th{padding:.25rem .75rem;text-align:right;border-bottom:1px solid #d8d2c4;
font-variant-numeric:tabular-nums}td:first-child,th:first-child{text-align:left}
td.text,th.text{text-align:left;max-width:26rem}small{color:#5c5a52}svg{max-width:100%}
.row{display:flex;flex-wrap:wrap;gap:2rem}@media(prefers-color-scheme:dark){
body{background:#14182a;color:#e9e4d8}td,th{border-color:#3a3f55}small{color:#aaa596}}"""


def page(measured: Measured, known: Mapping[str, Known], note: str = "") -> str:
    """Return the page. ``known`` gives the titles of the worst misses."""
    title = f"Matching, measured on {escape(measured.name)}"
    return "\n".join(
        [
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>',
            '<meta name="viewport" content="width=device-width">',
            f"<style>{_STYLE}</style><h1>{title}</h1><p>{escape(note)}</p>",
            "<h2>Ranking</h2><p><small>In brackets: 95 % of 1,000 draws of the questions. "
            "“With twins” counts a first answer whose twin is right.</small></p>",
            _ranking(measured),
            "<h2>Answering</h2>",
            _answering(measured.answering),
            '<div class="row">',
            _plot(
                "Said and come true",
                [(said, true) for said, true, _ in measured.reliability],
                "probability said",
                "share right",
            ),
            _plot("Precision by coverage", measured.curve, "coverage", "precision"),
            "</div><h2>Worst misses</h2>",
            _misses(measured.misses, known),
            "</html>",
        ]
    )


def lines(measured: Measured) -> list[str]:
    """Return the figures as lines for a terminal."""
    out = [f"{measured.name}", "", f"{'':10}" + "".join(f"{name:>22}" for name in RANKING)]
    for group, figures in measured.ranking.items():
        out.append(f"{group:10}" + "".join(f"{figures[name]!s:>22}" for name in RANKING))
    out += ["", "S@1 with twins: " + _joined(measured.with_twins.items())]
    at = measured.answering
    out += [
        "",
        f"Answers from a probability of {at.threshold:.3f}:",
        f"  precision {at.precision} strict, {at.precision_with_twins} with twins",
        f"  answered right {at.coverage} strict, {at.coverage_with_twins} with twins",
    ]
    out += [f"  false answers, {kind}: {figure}" for kind, figure in at.false.items()]
    return out


def _joined(figures: Iterable[tuple[str, Figure]]) -> str:
    return ", ".join(f"{name} {figure.value:.3f}" for name, figure in figures)


def _ranking(measured: Measured) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in (*RANKING, "S@1 with twins"))
    rows = []
    for group, figures in measured.ranking.items():
        cells = [*(str(figures[name]) for name in RANKING), str(measured.with_twins[group])]
        count = figures["S@1"].count
        rows.append(
            f"<tr><td>{escape(group)} <small>{count}</small></td>"
            + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
            + "</tr>"
        )
    return f"<table><tr><th>questions</th>{head}</tr>{''.join(rows)}</table>"


def _answering(at: Answering) -> str:
    rows = [
        ("answers from a probability of", f"{at.threshold:.3f}"),
        ("precision of answers", f"{at.precision} strict, {at.precision_with_twins} with twins"),
        ("answered right", f"{at.coverage} strict, {at.coverage_with_twins} with twins"),
        *(
            (f"false answers: {kind}", f"{figure} of {figure.count}")
            for kind, figure in at.false.items()
        ),
    ]
    cells = "".join(f"<tr><td>{escape(a)}</td><td>{escape(b)}</td></tr>" for a, b in rows)
    return f"<table>{cells}</table>"


def _plot(title: str, points: Sequence[tuple[float, float]], x: str, y: str) -> str:
    """Return a line through points between 0 and 1, with the diagonal behind."""
    placed = " ".join(
        f"{_EDGE + px * (_WIDE - 2 * _EDGE):.1f},{_HIGH - _EDGE - py * (_HIGH - 2 * _EDGE):.1f}"
        for px, py in points
    )
    low, right, top = _HIGH - _EDGE, _WIDE - _EDGE, _EDGE
    dots = "".join(f'<circle cx="{a}" cy="{b}" r="3"/>' for a, b in _pairs(placed))
    return (
        f'<svg viewBox="0 0 {_WIDE} {_HIGH}" width="{_WIDE}" role="img" aria-label="{escape(title)}"'
        f' fill="currentColor" font-size="12"><text x="{_EDGE}" y="20">{escape(title)}</text>'
        f'<g stroke="currentColor" fill="none" opacity=".4"><path d="M{_EDGE} {top}V{low}H{right}"/>'
        f'<path d="M{_EDGE} {low}L{right} {top}" stroke-dasharray="3"/></g>'
        f'<polyline points="{placed}" fill="none" stroke="#b0302a" stroke-width="2"/>{dots}'
        f'<text x="{right}" y="{low + 28}" text-anchor="end">{escape(x)}, 0 to 1</text>'
        f'<text x="{_EDGE}" y="34">{escape(y)}, 0 to 1</text></svg>'
    )


def _pairs(placed: str) -> list[tuple[str, str]]:
    found = [pair.partition(",") for pair in placed.split()]
    return [(x, y) for x, _, y in found]


def _misses(misses: Sequence[Judged], known: Mapping[str, Known]) -> str:
    rows = []
    for one in misses:
        got = known[one.order[0]].title if one.order else ""
        right = "; ".join(known[name].title for name in sorted(one.asked.right) if name in known)
        cells = (one.asked.text[:240], got, right)
        rows.append(
            f"<tr><td>{one.chance:.2f}</td>"
            + "".join(f'<td class="text">{escape(cell)}</td>' for cell in cells)
            + "</tr>"
        )
    head = "".join(f'<th class="text">{name}</th>' for name in ("asked", "came first", "right"))
    return f"<table><tr><th>sure</th>{head}</tr>{''.join(rows)}</table>"
