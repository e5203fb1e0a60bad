"""``data``: the open data of this house, published as an edition or written to a folder, and the report made of them."""

from pathlib import Path

import django
import typer

data = typer.Typer(
    no_args_is_help=True,
    help="Publish the open data, write them to a folder, make the yearly report of them.",
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to ``app``."""
    app.add_typer(data, name="data")


@data.callback()
def _data() -> None:
    """Publish the open data, write them to a folder, make the yearly report of them."""


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
def report(
    folder: Path = typer.Argument(help="An unpacked data package, with its datapackage.json."),
    year: int | None = typer.Option(None, help="By default the newest the package knows."),
    language: str = typer.Option("id", help="id or en."),
    output: Path | None = typer.Option(
        None, help="The PDF; by default report-<year>-<language>.pdf here."
    ),
) -> None:
    """Make the yearly report of a data package, and of nothing else: no database is needed.

    Exit code 1 where the package is broken or changed, or does not know the year.
    """
    from sasando.accounts.package import PackageError, read
    from sasando.accounts.report import report_pdf, years_of
    from sasando.rendering.phrases import LANGUAGES

    if language not in LANGUAGES:
        raise typer.BadParameter(f"there are {' and '.join(LANGUAGES)}", param_hint="--language")
    try:
        package = read(folder)
        years = years_of(package)
        chosen = year or (years[0] if years else 0)
        made = report_pdf(package, year=chosen, language=language)
        file = output or Path(f"report-{chosen}-{language}.pdf")
        file.write_bytes(made)
    except (OSError, PackageError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{file}: {chosen}, of the data package version {package.version}")


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
