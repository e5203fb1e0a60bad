"""``match rebuild``: the index of what is known, made anew."""

import json

import django
import typer

from sasando.cli.matching import match

JSON = typer.Option(False, "--json", help="Print JSON, for programs.")


def register(app: typer.Typer) -> None:
    """Add the command to the ones of ``match``."""
    match.command()(rebuild)


def rebuild(as_json: bool = JSON) -> None:
    """Make the index anew from the database; until it is done, the old one answers."""
    django.setup()
    from sasando.claims import knowledge

    known = knowledge.rebuild()
    typer.echo(json.dumps({"known": known}) if as_json else f"{known} known things in the index.")
