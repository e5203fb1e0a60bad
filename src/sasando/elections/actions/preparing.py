"""What a new desk starts with: permissions, and the calendars of 2024."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import IO

from django.db import transaction

from sasando.elections.actions.importing import (
    import_elections,
    import_figures,
    import_places,
    import_stages,
)
from sasando.elections.exceptions import ElectionsError
from sasando.elections.imports.report import ImportReport
from sasando.parties.actions import allow
from sasando.parties.models import Role

_MODELS = ("election", "stage", "place", "figure", "pollingstations", "stagemove")
_TABLES: tuple[tuple[str, Callable[[IO[bytes]], ImportReport]], ...] = (
    ("elections.csv", import_elections),
    ("places-kota-kupang-2024.csv", import_places),
    ("stages-2024.csv", import_stages),
    ("figures-2024.csv", import_figures),
)


def ensure_permissions() -> None:
    """Let everybody see the calendar, and the commission's people keep it. Safe to repeat."""
    allow(roles=Role, permissions=[f"sasando_elections.view_{name}" for name in _MODELS])
    kept = [
        f"sasando_elections.{verb}_{name}"
        for name in ("election", "stage", "place", "figure", "pollingstations")
        for verb in ("add", "change")
    ]
    allow(roles=[Role.INFORMATION_HEAD], permissions=kept)


@transaction.atomic
def load_calendar_2024() -> tuple[ImportReport, ...]:
    """Load the elections, places, stages and figures of 2024 that come with Sasando.

    Safe to repeat. A stage that was moved since keeps its dates. Raises ``ElectionsError`` when a
    table does not fit what stands.
    """
    data = files("sasando.elections") / "data"
    reports = []
    for name, take in _TABLES:
        with (data / name).open("rb") as file:
            report = take(file)
        if not report.ok:
            first = report.errors[0]
            raise ElectionsError(f"{name}, row {first.row}, {first.column}: {first.message}")
        reports.append(report)
    return tuple(reports)
