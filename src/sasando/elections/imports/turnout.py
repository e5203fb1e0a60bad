"""Voters and turnout from CSV, one row a place, with the columns of the official result form.

The form is *Model D.Hasil*, part I, "data pemilih dan pengguna hak pilih", as commissions publish it:
voters on the final list (DPT), and of those who voted, who stood on it, who moved in (DPTb), and who
came with an identity card only (DPK), each by sex (L, P) and as their sum.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.translation import gettext as _

from sasando.elections.imports.figures import FigureRow, address, age_group, check_codes
from sasando.elections.imports.table import Column, Problems, Row, SeenOnce, read_rows
from sasando.elections.models import Figure

_Measure = Figure.Measure
_PARTS = {
    "dpt": _Measure.VOTERS,
    "hadir_dpt": _Measure.VOTED_LISTED,
    "hadir_dptb": _Measure.VOTED_MOVED,
    "hadir_dpk": _Measure.VOTED_ADDED,
}
_SEXES = {"l": "male", "p": "female", "jml": ""}
_NUMBERS = tuple(f"{part}_{sex}" for part in _PARTS for sex in _SEXES)
_NEEDED = {"dpt_l", "dpt_p", "hadir_dpt_l", "hadir_dpt_p"}
_TOTAL_NAMES = {"jumlah", "total", "jml", "jumlah akhir", "jumlah seluruhnya"}

COLUMNS = (
    Column(("pemilihan", "election")),
    Column(("tempat", "place")),
    Column(("umur", "age"), required=False),
    *(Column((name,), required=name in _NEEDED) for name in _NUMBERS),
    Column(("sumber", "source")),
    Column(("alamat_sumber", "source_url"), required=False),
    Column(("per_tanggal", "as_of")),
)


def parse_turnout(
    content: bytes, problems: Problems, *, elections: Collection[str], places: Collection[str]
) -> list[FigureRow]:
    """Return the figures of a CSV file, up to twelve a row; what is wrong goes to ``problems``.

    More who voted from the list than stand on it, a sum that is not the sum of women and men, and a
    total row that is not the sum of its column are errors: a file is put right where it was made.
    """
    seen = SeenOnce()
    found: list[FigureRow] = []
    rows = read_rows(content, COLUMNS, problems)
    places_rows = [row for row in rows if not _is_total(row)]
    for row in places_rows:
        check_codes(row, elections, places)
        source, url = row.text("sumber", longest=200), address(row, "alamat_sumber")
        as_of, age = row.day("per_tanggal", required=True), age_group(row)
        numbers = _numbers(row)
        seen.check(row, "tempat", (row.cells["pemilihan"], row.cells["tempat"], age, source, as_of))
        if as_of is not None:
            found.extend(_figures(row, numbers, age=age, source=source, url=url, as_of=as_of))
    for row in rows:
        if _is_total(row):
            _check_total(row, places_rows)
    return found


def _is_total(row: Row) -> bool:
    return row.cells["tempat"].strip(" .:").lower() in _TOTAL_NAMES


def _numbers(row: Row) -> dict[str, int]:
    """The numbers of a row by column, checked against each other."""
    numbers = {
        name: number
        for name in _NUMBERS
        if row.cells.get(name) and (number := row.number_in(name)) is not None
    }
    for part in _PARTS:
        men, women, both = (numbers.get(f"{part}_{sex}") for sex in _SEXES)
        if None not in (men, women, both) and (men or 0) + (women or 0) != both:
            row.wrong(
                f"{part}_jml",
                _("%(both)d is not %(men)d men and %(women)d women together.")
                % {"both": both, "men": men, "women": women},
            )
    for sex in _SEXES:
        listed, voted = numbers.get(f"dpt_{sex}"), numbers.get(f"hadir_dpt_{sex}")
        if listed is not None and voted is not None and voted > listed:
            row.wrong(
                f"hadir_dpt_{sex}",
                _("More voted (%(voted)d) than stand on the list (%(listed)d): check both columns.")
                % {"voted": voted, "listed": listed},
            )
    return numbers


def _figures(
    row: Row, numbers: dict[str, int], *, age: str, source: str, url: str, as_of: date
) -> list[FigureRow]:
    return [
        FigureRow(
            number_in_file=row.number,
            election=row.cells["pemilihan"],
            place=row.cells["tempat"],
            measure=measure.value,
            sex=sex,
            age=age,
            contest="",
            value=numbers[f"{part}_{letter}"],
            source=source,
            source_url=url,
            as_of=as_of,
            quality=Figure.Quality.REPORTED.value,
            note="",
            column=f"{part}_{letter}",
        )
        for part, measure in _PARTS.items()
        for letter, sex in _SEXES.items()
        if f"{part}_{letter}" in numbers
    ]


def _check_total(total: Row, rows: Sequence[Row]) -> None:
    """Note where a total row is not the sum of the rows of its election and age group."""
    election, age = total.cells["pemilihan"], total.cells.get("umur", "")
    own = [row for row in rows if election in ("", row.cells["pemilihan"])]
    # Of a file with age groups only, the row without one is the total of all of them.
    own = [row for row in own if row.cells.get("umur", "") == age] or own
    silent = Problems()
    for name in _NUMBERS:
        if not total.cells.get(name) or (said := total.number_in(name)) is None:
            continue
        parts = [Row(row.number, row.cells, silent).number_in(name, required=False) for row in own]
        added = sum(part or 0 for part in parts)
        if said != added:
            total.wrong(
                name,
                _("The total row says %(said)d, the rows add up to %(added)d.")
                % {"said": said, "added": added},
            )
