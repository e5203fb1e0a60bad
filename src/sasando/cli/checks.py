"""``import checks`` and ``export checks``: fact-checks by others in, ours out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from sasando.claims.imports import CheckReport

_errors = Console(stderr=True)


def import_checks(what: str, *, source: str, as_json: bool) -> None:
    """Take in the fact-checks of a file or an address, and print the report. Django is set up.

    Exit code 1 when nothing could be taken, or the address cannot be read.
    """
    from sasando.claims.exceptions import ClaimsError
    from sasando.plugins import ChannelError

    if not source:
        raise typer.BadParameter("--source names whose fact-checks these are")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    try:
        with Progress(*columns, TimeRemainingColumn(), console=_errors, transient=True) as bar:
            task = bar.add_task("Fact-checks", total=None)
            report = _take(
                what, source, lambda done, total: bar.update(task, completed=done, total=total)
            )
    except (ClaimsError, ChannelError) as error:
        words = error.words if isinstance(error, ChannelError) else str(error)
        _errors.print(words, style="red", markup=False)
        raise typer.Exit(1) from error
    _tell(report, as_json=as_json)
    if not report.ok:
        raise typer.Exit(1)


def _take(what: str, source: str, told) -> CheckReport:  # type: ignore[no-untyped-def]
    from django.utils import timezone

    from sasando.claims import actions
    from sasando.claims.feeding import import_from

    now = timezone.now()
    if what.startswith(("http://", "https://")):
        return import_from(what, source=actions.ensure_source(name=source), at=now, told=told)
    path = Path(what)
    if not path.is_file():
        raise typer.BadParameter(f"there is no file {what!r}")
    found = actions.ensure_source(name=source)
    return actions.import_checks(content=path.read_bytes(), source=found, at=now, told=told)


def _tell(report: CheckReport, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False))
        return
    for problem in report.problems:
        typer.echo(str(problem), err=True)
    typer.echo(report.sentence)


def export_checks(file: Path, *, as_json: bool) -> None:
    """Write every verdict that stands to ``file``, as a feed of ClaimReview. Django is set up."""
    from django.conf import settings
    from django.utils import timezone

    from sasando.desk.models import Version
    from sasando.documents import Kind
    from sasando.rendering.claimreview import claim_review_feed

    versions = Version.objects.current().of_kind(Kind.VERDICT).with_imprint().order_by("-pk")
    documents = [version.document for version in versions.iterator(200)]
    value = claim_review_feed(
        documents, name=settings.SITE_NAME, site_url=settings.SITE_URL, updated=timezone.now()
    )
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1), "utf-8")
    count = len(value["dataFeedElement"])
    typer.echo(json.dumps({"checks": count}) if as_json else f"{count} fact-checks in {file}.")
