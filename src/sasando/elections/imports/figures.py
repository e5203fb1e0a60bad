"""Official figures from CSV."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from sasando.elections.imports.table import Column, Problems, Row, SeenOnce, read_rows
from sasando.elections.models import Figure
from sasando.elections.models.figures import AGE_GROUP

COLUMNS = (
    Column(("pemilihan", "election")),
    Column(("tempat", "place")),
    Column(("ukuran", "measure")),
    Column(("jenis_kelamin", "sex"), required=False),
    Column(("umur", "age"), required=False),
    Column(("kontestasi", "contest"), required=False),
    Column(("nilai", "value")),
    Column(("sumber", "source")),
    Column(("alamat_sumber", "source_url"), required=False),
    Column(("per_tanggal", "as_of")),
    Column(("mutu", "quality"), required=False),
    Column(("catatan", "note"), required=False),
)
_SEXES = {"": "", "l": "male", "p": "female", "male": "male", "female": "female"}
_QUALITIES = {
    "dilaporkan": "reported",
    "reported": "reported",
    "turunan": "derived",
    "derived": "derived",
}


@dataclass(frozen=True, slots=True)
class FigureRow:
    number_in_file: int
    election: str
    place: str
    measure: str
    sex: str
    age: str
    contest: str
    value: int
    source: str
    source_url: str
    as_of: date
    quality: str
    note: str
    column: str = "nilai"  # where its value stands in the file

    @property
    def key(self) -> tuple[str, str, str, str, str, str, str, date]:
        """What makes it one figure: everything but its value."""
        return (
            self.election,
            self.place,
            self.measure,
            self.sex,
            self.age,
            self.contest,
            self.source,
            self.as_of,
        )


def parse_figures(
    content: bytes, problems: Problems, *, elections: Collection[str], places: Collection[str]
) -> list[FigureRow]:
    """Return the figures of a CSV file; what is wrong goes to ``problems``."""
    seen = SeenOnce()
    found = []
    for row in read_rows(content, COLUMNS, problems):
        figure = _figure(row)
        check_codes(row, elections, places)
        if figure is not None:
            seen.check(row, "nilai", figure.key)
            found.append(figure)
    return found


def _figure(row: Row) -> FigureRow | None:
    measures = {measure.value: measure.value for measure in Figure.Measure}
    contests = {contest.value: contest.value for contest in Figure.Contest} | {"": ""}
    value = row.number_in("nilai")
    as_of = row.day("per_tanggal", required=True)
    measure = row.one_of("ukuran", measures)
    sex = row.one_of("jenis_kelamin", _SEXES)
    age = age_group(row)
    contest = row.one_of("kontestasi", contests)
    source = row.text("sumber", longest=200)
    url = address(row, "alamat_sumber")
    quality = row.one_of("mutu", _QUALITIES, default="reported")
    note = row.text("catatan", longest=300, required=False)
    if value is None or as_of is None or None in (measure, sex, contest, quality):
        return None
    return FigureRow(
        number_in_file=row.number,
        election=row.cells["pemilihan"],
        place=row.cells["tempat"],
        measure=measure or "",
        sex=sex or "",
        age=age,
        contest=contest or "",
        value=value,
        source=source,
        source_url=url,
        as_of=as_of,
        quality=quality or "",
        note=note,
    )


def check_codes(row: Row, elections: Collection[str], places: Collection[str]) -> None:
    """Note an election or a place that is not among the known codes."""
    election, place = row.cells["pemilihan"], row.cells["tempat"]
    if election not in elections:
        row.wrong("pemilihan", _("There is no election “%(code)s”.") % {"code": election})
    if place not in places:
        row.wrong("tempat", _("There is no place “%(code)s”.") % {"code": place})


def age_group(row: Row) -> str:
    """Return the age group of a row, "" for all ages; notes one that is none."""
    value = row.text("umur", longest=8, required=False).lower()
    if value and not re.match(AGE_GROUP, value):
        row.wrong(
            "umur",
            _("“%(value)s” is no age group. Write 17-21, 60-up or under-17.") % {"value": value},
        )
    return value


def address(row: Row, column: str) -> str:
    """Return the web address in a cell, "" when it is empty; notes one that is none."""
    value = row.text(column, longest=400, required=False)
    try:
        parts = urlsplit(value)
        good = not value or (parts.scheme in {"http", "https"} and bool(parts.hostname))
    except ValueError:
        good = False
    if not good:
        row.wrong(
            column, _("“%(value)s” is no address that begins with https://.") % {"value": value}
        )
    return value
