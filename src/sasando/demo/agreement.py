"""The sample's agreement: a package of Pos Kupang for KPU Kota Kupang, signed by both sides.

Number, value and rates are invented. What proves it is what the sample's own outlets receive; a few
lines are behind, so that there is an early warning to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sasando.parties.models import Organisation, Person
from sasando.partnership import actions
from sasando.partnership.models import Agreement, Deliverable, Goal, Package, Rate
from sasando.partnership.promises import Medium, Unit
from sasando.rendering.dates import KUPANG_TIME

NUMBER = "CONTOH/12/PKS/2024"
_BEFORE, _AHEAD = timedelta(days=45), timedelta(days=75)
_TERMS: Mapping[str, Any] = {
    "commission_signatory": "Siti Mooy",
    "commission_office": "Kepala subbagian data dan informasi",
    "media_signatory": "Lukas Bani",
    "media_office": "Pemimpin perusahaan",
    "budget_line": "076.CQ.6640 (contoh)",
    "value": 148_000_000,
    "value_public": True,
    "circulation": 18_000,
    "editions": 7,
}
_PACKAGE = ("Paket informasi Pilkada (contoh)", 148_000_000)
_RATES = (
    ("Halaman kerja sama", "mm kolom", 45_000),
    ("Bincang langsung", "60 menit", 15_000_000),
    ("Berita atau pelajaran daring", "satu", 1_500_000),
)
_GOALS = (("Dilihat di Facebook dan YouTube", "views", 250_000),)
_DELIVERABLES: tuple[Mapping[str, Any], ...] = (
    {
        "code": "daring",
        "title": "Berita dan pelajaran bersama di jaringan Tribun",
        "medium": Medium.ONLINE,
        "number": 16,
    },
    {
        "code": "halaman",
        "title": "Halaman kerja sama di Pos Kupang",
        "medium": Medium.PRINT,
        "number": 4,
        "size": 810,
        "unit": Unit.MM_COLUMN,
        "measure": "copies",
        "reach": 60_000,
    },
    {
        "code": "bincang",
        "title": "Bincang Pilkada di kanal Pos Kupang",
        "medium": Medium.EPISODE,
        "number": 3,
        "size": 60,
        "unit": Unit.MINUTES,
    },
    {
        "code": "spanduk",
        "title": "Spanduk jadwal di kantor redaksi",
        "medium": Medium.OTHER,
        "number": 1,
    },
)


def agree(*, now: datetime, people: Mapping[str, Person]) -> None:
    """Write the agreement and let both sides sign it, unless there is one."""
    if Agreement.objects.exists():
        return
    signed_at = now - _BEFORE
    starts, ends = _day(signed_at), _day(now + _AHEAD)
    agreement = actions.open_agreement(
        number=NUMBER,
        title="Publikasi Pilkada 2024 (contoh)",
        commission=Organisation.objects.get(code="kpu-kota-kupang"),
        media=Organisation.objects.get(code="pos-kupang"),
        by=people["maria"],
        at=signed_at,
    )
    terms = agreement.terms.get()
    terms = actions.save_terms(terms=terms, values={**_TERMS, "starts": starts, "ends": ends})
    package = Package(title=_PACKAGE[0], price=_PACKAGE[1])
    actions.save_row(row=package, terms=terms)
    rows = [Deliverable(package=package, deadline=ends, **values) for values in _DELIVERABLES]
    rates = [Rate(title=title, unit=unit, price=price) for title, unit, price in _RATES]
    goals = [Goal(title=title, measure=kind, target=target) for title, kind, target in _GOALS]
    for made in (rows, rates, goals):
        actions.save_rows(rows=made, terms=terms)
    terms = actions.propose(terms=terms, by=people["maria"], at=signed_at)
    for name in ("siti", "lukas"):
        actions.sign_terms(terms=terms, by=people[name], at=signed_at)


def _day(moment: datetime) -> date:
    return moment.astimezone(KUPANG_TIME).date()
