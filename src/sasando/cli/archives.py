"""``export --all`` and ``import all``: the archive by the command line, with progress."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from sasando.cli.archive import ArchiveError, export_all, import_all
from sasando.occupancy import HouseInUse

_errors = Console(stderr=True)


class _Bars:
    """One bar for each kind of work, made when it begins."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what.capitalize(), total=total)
        self._progress.update(self._tasks[what], completed=done, total=total)


def write_archive(folder: Path, *, with_keys: bool, as_json: bool) -> None:
    """Write the archive to ``folder`` and say what is in it."""
    with Progress(console=_errors, transient=True) as progress:
        try:
            about = export_all(
                folder, at=datetime.now(UTC), progress=_Bars(progress), with_keys=with_keys
            )
        except (ArchiveError, OSError) as error:
            _fail(error)
    _say(about, f"in {folder}", as_json=as_json)


def read_archive(folder: Path, *, as_json: bool) -> None:
    """Bring the archive in ``folder`` back, and say what is to be done next."""
    with Progress(console=_errors, transient=True) as progress:
        try:
            about = import_all(folder, progress=_Bars(progress))
        except (ArchiveError, HouseInUse, OSError) as error:
            _fail(error)
    _say(about, "brought back. Now run: sasando match rebuild, sasando bake", as_json=as_json)


def _fail(error: Exception) -> None:
    _errors.print(str(error), style="red", markup=False)
    raise typer.Exit(1)


def _say(about: dict[str, Any], where: str, *, as_json: bool) -> None:
    rows = sum(about["rows"].values())
    said = {"rows": rows, "tables": len(about["rows"]), "made_at": about["made_at"]}
    typer.echo(
        json.dumps(said) if as_json else f"{rows:,} rows of {len(about['rows'])} tables {where}."
    )
