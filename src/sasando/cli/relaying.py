"""``relay``: simulcasts without a house: started, looked at, held and ended by hand."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from sasando.live.simulcast import Health

FOLDER = typer.Argument(help="Where the relay keeps its state and the recording.")
LANGUAGE = typer.Option("id", help="Language of the words: id or en.")
JSON = typer.Option(False, "--json", help="Print JSON, for programs.")
relay = typer.Typer(no_args_is_help=True, help="One camera to many platforms, HLS and a recording.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to ``app``."""
    app.add_typer(relay, name="relay")


@relay.command()
def start(folder: Path = FOLDER, language: str = LANGUAGE) -> None:
    """Start a relay by the plan on standard input (JSON) and leave it to itself."""
    from sasando.live import simulcast
    from sasando.live.simulcast.plan import loaded

    try:
        health = simulcast.start(loaded(sys.stdin.read()), folder)
    except (ValueError, simulcast.RelayRuns, simulcast.NoRelay) as error:
        typer.echo(str(error) or "a relay runs on this folder already", err=True)
        raise typer.Exit(2 if isinstance(error, ValueError) else 1) from error
    _show(health, language)
    if health.state is simulcast.State.ENDED:
        raise typer.Exit(1)


@relay.command()
def status(folder: Path = FOLDER, language: str = LANGUAGE, as_json: bool = JSON) -> None:
    """Say how the camera and each target stand. Exit code 1 when no relay runs on the folder."""
    from sasando.live import simulcast

    health = simulcast.read(folder)
    if health is None:
        typer.echo("no relay was ever started on this folder", err=True)
        raise typer.Exit(1)
    if as_json:
        typer.echo(json.dumps(asdict(health)))
    else:
        _show(health, language)
    if health.state in (simulcast.State.ENDED, simulcast.State.LOST):
        raise typer.Exit(1)


@relay.command()
def hold(
    folder: Path = FOLDER, off: bool = typer.Option(False, help="Back to the camera.")
) -> None:
    """Show the slide although the camera sends; `--off` shows the camera again."""
    from sasando.live import simulcast

    try:
        simulcast.hold(folder, not off)
    except simulcast.NoRelay as error:
        typer.echo("no relay answers on this folder", err=True)
        raise typer.Exit(1) from error


@relay.command()
def stop(folder: Path = FOLDER) -> None:
    """End the relay; print the finished recordings with their SHA-256."""
    from sasando.live import simulcast

    simulcast.stop(folder)
    for recording in simulcast.finish(folder):
        typer.echo(f"{recording.sha256}  {folder / recording.file}  {recording.duration_s:.0f} s")


def _show(health: "Health", language: str) -> None:
    typer.echo(f"{health.phrase(language)}  ({health.position_ms / 1000:.0f} s)")
    for note in (*health.notes, *health.source.notes):
        typer.echo(f"  ! {note.words(language)}")
    for target in health.targets:
        figures = f"{target.kilobits:.0f} kbit/s, {target.fps:.0f} fps, {target.lag_ms} ms"
        typer.echo(f"  {target.name}: {target.phrase(language)}  ({figures})")
        for note in target.notes:
            typer.echo(f"    ! {note.words(language)}")
