"""The yearly report on paper: PDF/A-2a and PDF/UA-1 by Typst."""

from __future__ import annotations

from typing import Any

from sasando.accounts.package import Package
from sasando.accounts.report.parts import Part, Table
from sasando.accounts.report.yearly import yearly
from sasando.rendering.charts import Chart
from sasando.rendering.dates import local_day, long_moment
from sasando.rendering.phrases import phrase
from sasando.rendering.print.blocks import Setting
from sasando.rendering.print.typesetter import pdf


def report_pdf(package: Package, *, year: int, language: str) -> bytes:
    """Return the report of ``year`` as PDF, the same bytes for the same package.

    Raises ``NothingOfThatYear``, ``PackageError``, ``TypesettingFailed``.
    """
    setting = Setting(language=language, width_mm=170, site_url=package.homepage, divide=False)
    day = local_day(package.created)
    authors = [setting.plain(one.title) for one in package.publishers]
    data = {
        "language": language,
        "date": [day.year, day.month, day.day],
        "title": phrase("report.title", language, year=year),
        "authors": authors,
        "page": phrase("report.page", language),
        "made": [
            setting.plain(text)
            for text in (
                phrase("report.by", language, publishers=", ".join(authors)),
                phrase(
                    "report.made",
                    language,
                    version=package.version,
                    moment=long_moment(package.created, language),
                ),
                phrase("report.licence", language, licence=package.licence.title),
                package.homepage,
            )
            if text
        ],
        "parts": [_part(one, setting) for one in yearly(package, year=year, language=language)],
    }
    return pdf("yearly_report", data)


def _part(part: Part, setting: Setting) -> dict[str, Any]:
    return {
        "heading": setting.plain(part.heading),
        "about": setting.plain(part.about),
        "facts": [[setting.plain(name), setting.plain(text)] for name, text in part.facts],
        "charts": [_chart(one, setting) for one in part.charts],
        "tables": [_table(one, setting) for one in part.tables],
        "notes": [setting.plain(one) for one in part.notes],
    }


def _chart(chart: Chart, setting: Setting) -> dict[str, Any]:
    return {
        "title": setting.plain(chart.title),
        "svg": chart.svg,
        "says": chart.says,
        "note": setting.plain(chart.note),
    }


def _table(table: Table, setting: Setting) -> dict[str, Any]:
    return {
        "title": setting.plain(table.title),
        "header": [setting.plain(one) for one in table.header],
        "rows": [[setting.plain(cell) for cell in row] for row in table.rows],
        "numeric": list(table.numeric),
    }
