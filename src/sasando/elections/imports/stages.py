"""Elections and stages from CSV."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sasando.elections.imports.table import Column, Problems, Row, SeenOnce, read_rows
from sasando.elections.models import Election, Stage

_CODE = re.compile(r"[A-Za-z0-9_-]+")
_YES_NO = {"ya": True, "yes": True, "1": True, "tidak": False, "no": False, "0": False}

ELECTION_COLUMNS = (
    Column(("kode", "code")),
    Column(("nama", "name")),
    Column(("nama_en", "name_en"), required=False),
    Column(("jenis", "kind")),
    Column(("putaran", "round"), required=False),
    Column(("dilaksanakan", "held"), required=False),
    Column(("dasar_hukum", "legal_basis"), required=False),
    Column(("ditetapkan", "decided_on"), required=False),
)
STAGE_COLUMNS = (
    Column(("pemilihan", "election")),
    Column(("kode", "code")),
    Column(("no", "number")),
    Column(("tahapan", "name")),
    Column(("tahapan_en", "name_en"), required=False),
    Column(("mulai", "starts")),
    Column(("selesai", "ends")),
    Column(("jenis", "kind"), required=False),
    Column(("tempat", "place"), required=False),
    Column(("bagian_dari", "parent"), required=False),
    Column(("catatan", "note"), required=False),
    Column(("status_sumber", "quality"), required=False),
    Column(("sumber", "source"), required=False),
    Column(("dilaksanakan", "held"), required=False),
)
_STAGE_KINDS = {
    "biasa": Stage.Kind.ORDINARY.value,
    "kampanye": Stage.Kind.CAMPAIGN.value,
    "tenang": Stage.Kind.QUIET.value,
    "pemungutan": Stage.Kind.VOTING.value,
    "penghitungan": Stage.Kind.COUNTING.value,
}
_QUALITIES = {
    "sumber": Stage.Quality.REGULATION.value,
    "pers": Stage.Quality.PRESS.value,
    "sumber-lemah": Stage.Quality.WEAK.value,
    "turunan": Stage.Quality.DERIVED.value,
}


@dataclass(frozen=True, slots=True)
class ElectionRow:
    code: str
    name: str
    name_en: str
    kind: str
    round: int
    held: bool
    legal_basis: str
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class StageRow:
    number_in_file: int
    election: str
    code: str
    number: int
    name: str
    name_en: str
    starts: date | None
    ends: date | None
    kind: str
    place: str
    parent: str
    note: str
    quality: str
    source: str
    held: bool


def _code(row: Row, column: str, seen: SeenOnce) -> str:
    code = row.text(column, longest=50)
    if code and not _CODE.fullmatch(code):
        row.wrong(column, _("A code has letters, digits, - and _ only."))
    if code:
        seen.check(row, column, code)
    return code


def parse_elections(content: bytes, problems: Problems) -> list[ElectionRow]:
    """Return the elections of a CSV file; what is wrong goes to ``problems``."""
    seen = SeenOnce()
    kinds = {kind.value: kind.value for kind in Election.Kind}
    return [
        ElectionRow(
            code=_code(row, "kode", seen),
            name=row.text("nama", longest=150),
            name_en=row.text("nama_en", longest=150, required=False),
            kind=row.one_of("jenis", kinds) or "",
            round=row.number_in("putaran", required=False) or 1,
            held=row.one_of("dilaksanakan", _YES_NO, default=True) is not False,
            legal_basis=row.text("dasar_hukum", longest=200, required=False),
            decided_on=row.day("ditetapkan"),
        )
        for row in read_rows(content, ELECTION_COLUMNS, problems)
    ]


def parse_stages(
    content: bytes,
    problems: Problems,
    *,
    elections: Collection[str],
    places: Collection[str],
    stages: Collection[str],
) -> list[StageRow]:
    """Return the stages of a CSV file; what is wrong goes to ``problems``.

    ``elections``, ``places`` and ``stages`` are the codes that are known already.
    """
    seen = SeenOnce()
    found: list[StageRow] = []
    parents = set(stages)
    for row in read_rows(content, STAGE_COLUMNS, problems):
        stage = _stage(row, seen)
        _known(row, "pemilihan", stage.election, elections, _("There is no election “%(code)s”."))
        _known(row, "tempat", stage.place, places, _("There is no place “%(code)s”."))
        _known(
            row,
            "bagian_dari",
            stage.parent,
            parents - {stage.code},
            _("There is no stage “%(code)s” in the file above or in the calendar."),
        )
        if stage.starts and stage.ends and stage.ends < stage.starts:
            row.wrong("selesai", _("Ends before it starts."))
        parents.add(stage.code)
        found.append(stage)
    return found


def _stage(row: Row, seen: SeenOnce) -> StageRow:
    kinds = {kind.value: kind.value for kind in Stage.Kind} | _STAGE_KINDS
    qualities = {quality.value: quality.value for quality in Stage.Quality} | _QUALITIES
    return StageRow(
        number_in_file=row.number,
        election=row.text("pemilihan", longest=50),
        code=_code(row, "kode", seen),
        number=_small(row, "no"),
        name=row.text("tahapan", longest=200),
        name_en=row.text("tahapan_en", longest=200, required=False),
        starts=row.day("mulai"),
        ends=row.day("selesai"),
        kind=row.one_of("jenis", kinds, default=Stage.Kind.ORDINARY.value) or "",
        place=row.text("tempat", longest=13, required=False),
        parent=row.text("bagian_dari", longest=50, required=False),
        note=row.text("catatan", longest=300, required=False),
        quality=row.one_of("status_sumber", qualities, default=Stage.Quality.REGULATION.value)
        or "",
        source=row.text("sumber", longest=200, required=False),
        held=row.one_of("dilaksanakan", _YES_NO, default=True) is not False,
    )


def _small(row: Row, column: str) -> int:
    number = row.number_in(column) or 0
    if number > 32_767:
        row.wrong(column, _("The number is too large."))
    return number


def _known(row: Row, column: str, code: str, known: Collection[str], message: str) -> None:
    if code and code not in known:
        row.wrong(column, message % {"code": code})
