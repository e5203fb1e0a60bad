"""``retain``: what is due by the rules of retention goes, or is only told."""

import json
from datetime import datetime
from typing import Any

import django
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from sasando.cli.running import enter

JSON = typer.Option(False, "--json", help="Print JSON, for programs.")
_errors = Console(stderr=True)


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(retain)


def retain(
    dry_run: bool = typer.Option(False, "--dry-run", help="Tell what would go; change nothing."),
    only: str = typer.Option("", "--only", help="One rule, or the rules of one room: claims."),
    as_json: bool = JSON,
) -> None:
    """Let go what is kept no longer, by the rules of every room; the worker does the same by itself."""
    django.setup()
    enter()
    from django.utils import timezone

    from sasando.retention.standing import standings

    at = timezone.now()
    found = [one for one in standings(at) if not only or one.rule.is_of(only)]
    if not found:
        _errors.print(f"There is no rule {only}.", style="red", markup=False)
        raise typer.Exit(2)
    rows = [_row(one) for one in found]
    if not dry_run:
        for row, one in zip(rows, found, strict=True):
            row["gone"] = _carry_out(one, at)
    if as_json:
        typer.echo(json.dumps({"at": at.isoformat(), "dry_run": dry_run, "rules": rows}))
    else:
        _print(rows, dry_run=dry_run)


def _row(standing: Any) -> dict[str, Any]:
    from sasando.retention.standing import span

    return {
        "rule": standing.rule.key,
        "kind": str(standing.rule.kind),
        "kept": span(standing.kept),
        "effect": standing.rule.effect.value,
        "due": standing.due,
        "oldest": standing.oldest.isoformat() if standing.oldest else None,
        "before": standing.before.isoformat(),
    }


def _carry_out(standing: Any, at: datetime) -> int:
    from sasando.retention.actions import carry_out

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    gone = 0
    with Progress(*columns, console=_errors, transient=True) as progress:
        task = progress.add_task(standing.rule.key, total=standing.due)
        for some in carry_out(rule=standing.rule, at=at):
            gone += some
            progress.advance(task, some)
    return gone


def _print(rows: list[dict[str, Any]], *, dry_run: bool) -> None:
    table = Table("rule", "kept", "would go" if dry_run else "went", "oldest", "from before")
    for row in rows:
        number = row["due"] if dry_run else row["gone"]
        oldest = (row["oldest"] or "")[:10]
        table.add_row(row["rule"], row["kept"], str(number), oldest, row["before"][:16])
    Console().print(table)
