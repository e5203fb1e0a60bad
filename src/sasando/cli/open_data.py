"""``data``: the open data of this house, published as an edition or written to a folder."""

from pathlib import Path

import django
import typer

data = typer.Typer(no_args_is_help=True, help="Publish the open data, or write them to a folder.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to ``app``."""
    app.add_typer(data, name="data")


@data.callback()
def _data() -> None:
    """Publish the open data, or write them to a folder."""


@data.command()
def publish() -> None:
    """Make a new edition now, unless nothing changed since the last; a nightly duty does the same."""
    django.setup()
    from django.utils import timezone

    from sasando.accounts import actions
    from sasando.accounts.models import Edition
    from sasando.accounts.package import PackageError

    now = timezone.now()
    try:
        made = actions.publish(at=now)
        actions.tidy(at=now)
    except (OSError, PackageError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if made is None:
        typer.echo(f"Nothing changed since edition {Edition.objects.current()}.")
    else:
        typer.echo(f"Edition {made} is in {made.folder}")


@data.command()
def write(
    folder: Path = typer.Argument(help="Where to; it must not be there, or be empty."),
) -> None:
    """Write the open data as they are now, a Frictionless Data Package; no edition is made of it."""
    django.setup()
    from django.utils import timezone

    from sasando.accounts import package
    from sasando.accounts.packing import package_at

    now = timezone.now()
    try:
        made = package_at(now, version=f"{timezone.localtime(now):%Y.%m.%d}")
        package.write(made, folder)
    except (OSError, package.PackageError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    rows = sum(len(one.rows) for one in made.resources)
    typer.echo(f"{len(made.resources)} tables with {rows} rows in {folder}")
