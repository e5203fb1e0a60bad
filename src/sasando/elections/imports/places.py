"""Places and their polling stations from CSV: one row a village, with everything it lies in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from sasando.documents.vocabulary import PlaceLevel
from sasando.elections.imports.table import Column, Problems, Row, SeenOnce, read_rows

LEVELS = (PlaceLevel.PROVINCE, PlaceLevel.CITY, PlaceLevel.DISTRICT, PlaceLevel.VILLAGE)
COLUMNS = (
    Column(("kode_provinsi", "province_code"), required=False),
    Column(("provinsi", "province"), required=False),
    Column(("kode_kota", "city_code")),
    Column(("kota", "city")),
    Column(("kode_kecamatan", "district_code")),
    Column(("kecamatan", "district")),
    Column(("kode_kelurahan", "village_code")),
    Column(("kelurahan", "village")),
    Column(("tps", "polling_stations"), required=False),
    Column(("pemilihan", "election"), required=False),
    Column(("sumber", "source"), required=False),
    Column(("per_tanggal", "as_of"), required=False),
)
_CELLS = {
    PlaceLevel.PROVINCE: ("kode_provinsi", "provinsi"),
    PlaceLevel.CITY: ("kode_kota", "kota"),
    PlaceLevel.DISTRICT: ("kode_kecamatan", "kecamatan"),
    PlaceLevel.VILLAGE: ("kode_kelurahan", "kelurahan"),
}


@dataclass(frozen=True, slots=True)
class PlaceRow:
    code: str
    name: str
    level: PlaceLevel
    parent: str  # code, or "" for the highest that the table gives


@dataclass(frozen=True, slots=True)
class StationsRow:
    place: str
    election: str
    count: int
    source: str
    as_of: date


@dataclass(slots=True)
class PlaceTable:
    """Places by code, in the order province, city, district, village of each row."""

    places: dict[str, PlaceRow] = field(default_factory=dict)
    stations: list[StationsRow] = field(default_factory=list)

    def of_level(self, level: PlaceLevel) -> list[PlaceRow]:
        """The places of one level."""
        return [place for place in self.places.values() if place.level is level]


def parse_places(content: bytes, problems: Problems, *, elections: Collection[str]) -> PlaceTable:
    """Return the places of a CSV file; what is wrong goes to ``problems``.

    A place's code begins with the code of what it lies in; a code has one name only.
    """
    table = PlaceTable()
    seen = SeenOnce()
    for row in read_rows(content, COLUMNS, problems):
        parent = ""
        for level in LEVELS:
            parent = _place(row, level, parent, table)
        if parent:
            seen.check(row, "kode_kelurahan", parent)
        _stations(row, parent, elections, table)
    return table


def _place(row: Row, level: PlaceLevel, parent: str, table: PlaceTable) -> str:
    code_column, name_column = _CELLS[level]
    optional = level is PlaceLevel.PROVINCE and not row.cells.get(code_column)
    if optional:
        return ""
    code = row.text(code_column, longest=13)
    name = row.text(name_column, longest=120)
    if not code.replace(".", "").isalnum() and code:
        row.wrong(code_column, _("A code has digits and dots only."))
    if not code.startswith(parent) or (code == parent and code):
        row.wrong(
            code_column,
            _("Does not begin with %(parent)s, the code of what it lies in.") % {"parent": parent},
        )
    place = PlaceRow(code, name, level, parent)
    known = table.places.setdefault(code, place)
    if known.name != name:
        row.wrong(
            name_column,
            _("%(code)s is called “%(name)s” further up.") % {"code": code, "name": known.name},
        )
    elif known != place:
        row.wrong(code_column, _("%(code)s is another place further up.") % {"code": code})
    return code


def _stations(row: Row, place: str, elections: Collection[str], table: PlaceTable) -> None:
    count = row.number_in("tps", required=False)
    if count is None:
        return
    election = row.text("pemilihan", longest=50)
    if election and election not in elections:
        row.wrong("pemilihan", _("There is no election “%(code)s”.") % {"code": election})
    source = row.text("sumber", longest=200)
    as_of = row.day("per_tanggal", required=True)
    if as_of is not None:
        table.stations.append(StationsRow(place, election, count, source, as_of))
