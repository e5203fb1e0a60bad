"""A package with a year in every table, small enough to know each number of it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sasando.accounts.package import Cell, Field, Package, Source, Type, Words
from sasando.accounts.tables.defined import defined, filled
from sasando.accounts.tables.gathered import NAMES

YEAR = 2024
_MOMENT = datetime(2024, 10, 2, 1, 30, tzinfo=UTC)
_EMPTY: Mapping[Type, Cell] = {
    Type.STRING: "x",
    Type.NUMBER: 0.5,
    Type.BOOLEAN: False,
    Type.DATE: date(YEAR, 10, 1),
    Type.DATETIME: _MOMENT,
    Type.MONTH: "2024-10",
}

ROWS: Mapping[str, list[dict[str, Any]]] = {
    "agreements": [
        {
            "number": "12/PKS/2024",
            "title": "Publikasi Pilkada",
            "commission": "KPU Kota Kupang",
            "media": "Pos Kupang",
            "starts": date(2024, 9, 1),
            "ends": date(2024, 12, 31),
            "paid": True,
            "value": 148_000_000,
            "news": 10,
            "fact_checks": 4,
            "carried": 8,
        },
        {"number": "1/2019", "starts": date(2019, 1, 1), "ends": date(2019, 12, 31)},
    ],
    "deliverables": [
        {
            "agreement": "12/PKS/2024",
            "code": "bincang",
            "title": "Bincang Pilkada",
            "audience": None,
            "promised": 12,
            "delivered": 9,
            "late": 1,
            "size_unit": None,
            "measure": "views",
            "reach_promised": 250_000,
            "reach_counted": 187_321,
        }
    ],
    "agreement-goals": [
        {"agreement": "12/PKS/2024", "title": "Dilihat", "measure": "views", "target": 300_000}
    ],
    "reach": [
        {"year": YEAR, "by": "channel", "group": code, "name_id": name, "name_en": name, **rest}
        for code, name, rest in (
            (
                "site",
                "Situs",
                {"measure": "page-views", "value": 12_345, "counted": 7, "missing": 0},
            ),
            ("facebook", "Facebook", {"measure": "impressions", "value": 9_876, "missing": 2}),
            ("radio", "Radio", {"measure": "not-counted", "value": None, "missing": 3}),
        )
    ]
    + [{"year": 2023, "by": "channel", "group": "site", "measure": "page-views", "value": 55_555}],
    "rumours": [
        {
            "month": "2024-10",
            "messages": 1_104,
            "at_once": 911,
            "hours_median": 5.5,
            "people_asked": None,
            "people_told": None,
            "told_percent": None,
            "people_withheld": True,
        }
    ],
    "corrections": [
        {
            "what": "correction",
            "kind": "release",
            "language": "id",
            "headline": "Jadwal diralat",
            "change": "Tanggalnya salah.",
            "copies": 17,
            "followed": 16,
        }
    ],
    "corrections-by-year": [{"year": YEAR, "what": "correction", "number": 3, "copies": 41}],
    "recall-gaps": [{"year": YEAR, "what": "correction", "reason": "not-asked", "copies": 2}],
    "requests": [
        {"organisation": "KPU Kota Kupang", "year": YEAR, "received": 73, "in_time": 71},
        {"organisation": "KPU Kota Kupang", "year": 2023, "received": 61, "in_time": 60},
    ],
    "request-details": [
        {"organisation": "KPU Kota Kupang", "year": YEAR, "part": "way", "requests": 58}
    ],
    "requests-by-month": [
        {"organisation": "KPU Kota Kupang", "month": "2024-10", "received": 72},
        {"organisation": "KPU Kota Kupang", "month": "2024-11", "received": 1},
    ],
    "publications": [
        {"month": "2024-10", "kind": "release", "language": "id", "published": 21},
        {"month": "2024-10", "kind": "release", "language": "en", "published": 20},
        {"month": "2024-11", "kind": "verdict", "language": "id", "published": 6},
    ],
    "publications-by-year": [
        {"year": YEAR, "kind": "release", "published": 41},
        {"year": YEAR, "kind": "verdict", "published": 6},
    ],
    "approval-policy": [{"kind": "release", "step": 1, "approver_of": "commission"}],
    "log-heads": [{"day": date(YEAR, 10, 2), "size": 4_321, "root": "ab" * 32}],
    "measures": [{"code": "views", "name_id": "Dilihat", "name_en": "Views"}],
}


def a_year() -> Package:
    """Return the package; what ``ROWS`` does not say is nothing, or any text."""
    return Package(
        name="sasando-open-data",
        title=Words("Data terbuka", "Open data"),
        description=Words("Contoh", "Sample"),
        version="2024.11.29",
        created=datetime(2024, 11, 28, 18, tzinfo=UTC),
        resources=tuple(
            filled(name, [_record(name, row) for row in ROWS.get(name, [])]) for name in NAMES
        ),
        homepage="https://contoh.id/transparansi/",
        publishers=(Source("KPU Kota Kupang"), Source("Pos Kupang")),
    )


def _record(name: str, known: Mapping[str, Any]) -> dict[str, Cell]:
    return {
        one.name: known[one.name] if one.name in known else _any(one)
        for one in defined(name).fields
    }


def _any(field: Field) -> Cell:
    if field.values:
        return next(iter(field.values))
    return field.minimum or 0 if field.type is Type.INTEGER else _EMPTY[field.type]
