"""``publish``, ``bake``, ``verify``, ``export``, ``import``: content in and out by the command line."""

import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import typer
from rich.console import Console
from rich.progress import track

from sasando.cli.running import enter

if TYPE_CHECKING:
    from sasando.trust.keys import PublicKey

JSON = typer.Option(False, "--json", help="Print JSON, for programs.")
_errors = Console(stderr=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to ``app``."""
    for command in (publish, bake, verify, export):
        app.command()(command)
    app.command(name="import")(import_)


def publish(as_json: bool = JSON) -> None:
    """Publish what is approved and due, and hand it over, once; for cron where no worker runs."""
    django.setup()
    enter()
    from django.utils import timezone

    from sasando.channels.carrying import carry_one
    from sasando.channels.models import Delivery
    from sasando.duties import all_duties, all_errands

    for duty in (*all_duties(), *all_errands()):
        duty(timezone.now())
    carried = 0
    while carry_one(timezone.now()):
        carried += 1
    failed = Delivery.objects.failed().count()
    if as_json:
        typer.echo(json.dumps({"carried": carried, "failed": failed}))
    else:
        typer.echo(f"{carried} deliveries carried, {failed} failed.")
    if failed:
        raise typer.Exit(1)


def bake(
    paths: list[str] = typer.Argument(None, help="Pages to bake, as /rilis/; none: all of them."),
) -> None:
    """Write the public pages to files, all of them or the ones named."""
    django.setup()
    enter()
    from sasando.site import bake as baking

    chosen: Iterator[str] = iter(paths) if paths else baking.every_path()
    count = 0
    for path in track(list(chosen), description="Baking", console=_errors, transient=True):
        baking.bake_paths([path])
        count += 1
    typer.echo(f"{count} pages baked.")


def verify(
    what: str = typer.Argument(
        help="A file (PDF, PNG, JPEG, text), a village kit (ZIP or folder), a text, a code or an address."
    ),
    keys: Path | None = typer.Option(
        None,
        "--keys",
        help="Published keys (keys.json): checks a village kit, or a file of it, by these alone.",
    ),
    as_json: bool = JSON,
) -> None:
    """Say whether a copy is genuine and current. Exit code 1 when it is not.

    Reads the text from standard input when WHAT is "-". With --keys no house and no network is needed.
    """
    from sasando.trust.exceptions import FileRefused

    try:
        good = _verified(what, keys, as_json=as_json)
    except (FileRefused, OSError) as error:
        _errors.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from error
    if not good:
        raise typer.Exit(1)


def _verified(what: str, keys: Path | None, *, as_json: bool) -> bool:
    """Say how ``what`` stands; return whether it is genuine. Raises ``FileRefused``, ``OSError``."""
    path = Path(what)
    there = what != "-" and _is_there(path)
    if keys is not None:
        from sasando.trust.signing import keys_in

        if not there:
            raise typer.BadParameter(f"there is no village kit {what!r}")
        return _verified_kit(path, keys_in(keys.read_bytes()), as_json=as_json)
    django.setup()
    from sasando.site.verification import published_keys, verify_file, verify_text

    if there and (path.is_dir() or zipfile.is_zipfile(path)):
        return _verified_kit(path, published_keys(), as_json=as_json)
    if there:
        answer = verify_file(path.read_bytes())
    else:
        answer = verify_text(sys.stdin.read() if what == "-" else what)
    typer.echo(json.dumps(answer.as_dict(), ensure_ascii=False) if as_json else answer.sentence)
    return answer.genuine


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a text, too long for the name of a file
        return False


def _verified_kit(path: Path, keys: Iterable["PublicKey"], *, as_json: bool) -> bool:
    """Say how the village kit at ``path`` stands, or one file of it; return whether it is genuine."""
    from sasando.rendering.dates import local_day
    from sasando.rendering.kits import kit_sentence
    from sasando.trust.kit import KitState, check_kit, read_kit

    files, whole = read_kit(path)
    found = check_kit(files, keys, today=local_day(datetime.now(UTC)), whole=whole)
    value = {"kit": found.state.value, "differing": found.differing, **found.statement}
    typer.echo(json.dumps(value, ensure_ascii=False) if as_json else kit_sentence(found))
    return found.state is KitState.GENUINE


def export(
    folder: Path = typer.Argument(help="The folder to write; made if it is not there. Or: checks."),
    file: Path | None = typer.Argument(None, help="After “checks”: the file to write."),
    everything: bool = typer.Option(
        False, "--all", help="Everything the house holds, for good: see the how-to on archives."
    ),
    with_keys: bool = typer.Option(
        True, "--keys/--no-keys", help="With --all: the private keys too. Keep the folder safe."
    ),
    as_json: bool = JSON,
) -> None:
    """Write every published Document and the public keys, to check without this house.

    “export checks FILE” writes the verdicts that stand, as a feed of ClaimReview. “export --all FOLDER”
    writes everything, to be read without Sasando or brought back by “import all FOLDER”.
    """
    django.setup()
    if file is not None:
        from sasando.cli.checks import export_checks

        if str(folder) != "checks" or everything:
            raise typer.BadParameter(f"{str(folder)!r} is not checks")
        export_checks(file, as_json=as_json)
        return
    if everything:
        from sasando.cli.archives import write_archive

        write_archive(folder, with_keys=with_keys, as_json=as_json)
        return
    from sasando.desk.models import Version
    from sasando.parties.models import PublicSigningKey
    from sasando.trust.signing import jwks

    documents = folder / "documents"
    documents.mkdir(parents=True, exist_ok=True)
    versions = Version.objects.public().with_imprint().order_by("pk")
    total = versions.count()
    rows = track(versions.iterator(200), "Exporting", total, console=_errors, transient=True)
    for version in rows:
        document = version.document
        (documents / f"{document.code}.json").write_text(document.model_dump_json(indent=1))
    keys = [row.key for row in PublicSigningKey.objects.all()]
    (folder / "keys.json").write_text(json.dumps(jwks(keys), indent=1))
    typer.echo(json.dumps({"documents": total}) if as_json else f"{total} Documents in {folder}.")


def import_(
    what: str = typer.Argument(help="elections, stages, places, figures, turnout, checks, or all."),
    file: str = typer.Argument(
        help="A CSV file, UTF-8; checks: an address too; all: the folder of an archive."
    ),
    source: str = typer.Option("", help="Of checks: whose they are."),
    as_json: bool = JSON,
) -> None:
    """Take in a calendar, places or figures from CSV, or fact-checks by others.

    Of CSV all rows come in, or none and a report by row.

    Fact-checks by others come as CSV, JSONL, RSS, Atom or ClaimReview: what can be read is taken.

    “import all FOLDER” brings back what “export --all” wrote, into an empty house; what broke off goes on.
    """
    django.setup()
    if what == "all":
        from sasando.cli.archives import read_archive

        read_archive(Path(file), as_json=as_json)
        return
    if what == "checks":
        from sasando.cli.checks import import_checks

        import_checks(file, source=source, as_json=as_json)
        return
    from sasando.elections import actions

    importers: dict[str, Any] = {
        "elections": actions.import_elections,
        "stages": actions.import_stages,
        "places": actions.import_places,
        "figures": actions.import_figures,
        "turnout": actions.import_turnout,
    }
    if what not in importers:
        raise typer.BadParameter(f"{what!r} is none of {', '.join(importers)}")
    if not Path(file).is_file():
        raise typer.BadParameter(f"there is no file {file!r}")
    with Path(file).open("rb") as table:
        report = importers[what](table)
    if as_json:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        for error in report.errors:
            typer.echo(str(error), err=True)
        typer.echo(report.sentence)
    if report.errors:
        raise typer.Exit(1)
