"""The ``sasando`` command. Each module holds the commands of one purpose."""

import os

import typer

from sasando import __version__

app = typer.Typer(
    name="sasando",
    help="One approved truth, many channels: the desk of an election commission and its media.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # locals may hold secrets
)


@app.callback(invoke_without_command=True)
def _set_up(
    version: bool = typer.Option(False, "--version", help="Print the version and leave."),
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def load_commands() -> None:
    """Add every module's commands to ``app``, once."""
    from sasando.cli import (
        content,
        demo,
        matching,
        open_data,
        people,
        rebuilding,
        relaying,
        retaining,
        running,
        scanning,
        upkeep,
    )

    if not app.registered_commands:
        for module in (
            running,
            upkeep,
            people,
            content,
            matching,
            open_data,
            rebuilding,
            scanning,
            relaying,
            retaining,
            demo,
        ):
            module.register(app)


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 found wanting, 2 wrong usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sasando.settings")
    load_commands()
    app()
