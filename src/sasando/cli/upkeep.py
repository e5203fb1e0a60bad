"""``init``, ``doctor``, ``backup``, ``restore``, ``rotate``: found the house, look after it."""

import json
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

import django
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

JSON = typer.Option(False, "--json", help="Print JSON, for programs.")
_errors = Console(stderr=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to ``app``."""
    for command in (init, doctor, backup, restore, rotate):
        app.command()(command)


def init(
    admin: str = typer.Option("", help="User name of a first administrator; asks for a password."),
) -> None:
    """Found the house: secret key, database, roles, workflows, sections, keys, style sheets.

    Is run again after every update, with nobody at work in the house; what is there stays.
    """
    write_secret_key()
    django.setup()
    from sasando.occupancy import HouseInUse

    try:
        found_house()
    except HouseInUse as error:
        _fail(str(error))
    if admin:
        from django.core.management import call_command

        call_command("createsuperuser", username=admin)
    typer.echo("The house stands. Look it over with `sasando doctor`, open it with `sasando run`.")


def write_secret_key() -> None:
    """Write the secret key that Django signs sessions with, unless there is one."""
    from sasando import settings
    from sasando.trust.keys import write_secret

    if settings.SECRET_KEY:
        return
    settings.HOME.mkdir(parents=True, exist_ok=True)
    path = settings.HOME / "secret.key"
    write_secret(path, secrets.token_urlsafe(50).encode())
    settings.SECRET_KEY = path.read_text()


def found_house() -> None:
    """Bring database, roles, workflows, sections and keys to what this release needs.

    Raises ``HouseInUse`` where the database must change and somebody still works on it.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from sasando.channels.founding import found_channels
    from sasando.channels.vault import make_vault_key
    from sasando.claims.founding import found_claims
    from sasando.desk.actions import ensure_desk
    from sasando.elections.actions import ensure_permissions
    from sasando.live.founding import found_live
    from sasando.parties.actions import ensure_groups
    from sasando.schema import undisturbed

    settings.KEYS.mkdir(parents=True, exist_ok=True, mode=0o700)
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with undisturbed(), Progress(*columns, console=_errors, transient=True) as progress:
        for words, step in (
            ("Database", lambda: call_command("migrate", verbosity=0)),
            ("Caches", lambda: call_command("createcachetable", verbosity=0)),
            ("Style sheets", lambda: call_command("collectstatic", verbosity=0, interactive=False)),
            ("Roles", ensure_groups),
            ("Calendar", ensure_permissions),
            ("Desk", ensure_desk),
            ("Channels", found_channels),
            ("Vault", make_vault_key),
            ("Claims", found_claims),
            ("Live", found_live),
            ("Keys", lambda: ensure_keys(at=timezone.now())),
        ):
            progress.add_task(words)
            step()


def ensure_keys(*, at: datetime) -> None:
    """Make the signing key and the certificates of every organisation that has none."""
    from sasando.channels.surroundings import ensure_issuer
    from sasando.parties.actions import make_signing_key
    from sasando.parties.models import Organisation

    for organisation in Organisation.objects.all():
        if not organisation.signing_keys.exists():
            make_signing_key(organisation=organisation, at=at)
        ensure_issuer(organisation=organisation, at=at)


def rotate(
    organisation: str = typer.Argument(help="The organisation's code."),
    reason: str = typer.Option(help="Why; it is shown beside the old key for ever."),
) -> None:
    """Retire an organisation's signing key and make a new one. What the old one signed stays good."""
    django.setup()
    from django.utils import timezone

    from sasando.parties.actions import rotate_signing_key
    from sasando.parties.exceptions import PartiesError
    from sasando.parties.models import Organisation

    found = Organisation.objects.filter(code=organisation).first()
    if found is None:
        codes = ", ".join(Organisation.objects.values_list("code", flat=True))
        raise typer.BadParameter(f"{organisation!r} is none of {codes}")
    try:
        key = rotate_signing_key(organisation=found, at=timezone.now(), reason=reason)
    except PartiesError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{found} signs with {key.key_id} now. Back up {key.path}.")


def doctor(as_json: bool = JSON) -> None:
    """Say what is misconfigured and how to mend it. Exit code 1 when something is wrong."""
    from sasando.cli.diagnosis import diagnose

    findings = diagnose()
    if as_json:
        typer.echo(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(f"{finding.mark} {finding.message}")
            if finding.hint:
                typer.echo(f"    {finding.hint}")
    if any(finding.wrong for finding in findings):
        raise typer.Exit(1)


def backup(
    target: Path = typer.Argument(help="The file to write, .tar.gz."),
    keys: bool = typer.Option(True, help="With the private keys: keep the file safe."),
    as_json: bool = JSON,
) -> None:
    """Write database, pictures, proofs and keys to one file, while the house is in use."""
    django.setup()
    from django.utils import timezone

    from sasando.cli.backup import BackupError, make_backup

    try:
        with _busy("Backup"):
            manifest = make_backup(target, at=timezone.now(), with_keys=keys)
    except (BackupError, OSError) as error:
        _fail(str(error))
    _tell(manifest, f"{len(manifest['files'])} files in {target}", as_json=as_json)


def restore(
    source: Path = typer.Argument(exists=True, help="A file `sasando backup` wrote."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    as_json: bool = JSON,
) -> None:
    """Put a backup in place, after checking it whole, and bake its pages. Stop `sasando run` first.

    What was there is kept beside it as `….before-restore`.
    """
    write_secret_key()
    django.setup()
    from sasando.cli.backup import BackupError, restore_backup
    from sasando.occupancy import HouseInUse

    if not yes:
        typer.confirm("Replace the database, pictures and keys of this house?", abort=True)
    try:
        with _busy("Restore"):
            manifest = restore_backup(source)
    except (BackupError, HouseInUse, OSError) as error:
        _fail(str(error))
    _bake_again()
    _tell(manifest, f"Restored what was saved at {manifest['made_at']}.", as_json=as_json)


def _bake_again() -> None:
    """Bake the restored pages and make the index anew, for neither is in a backup.

    Of an older release only `sasando init` makes the pages readable.
    """
    from django.core.management import call_command

    from sasando.schema import missing
    from sasando.site import bake

    if missing():
        _errors.print("The backup is of an older release: run `sasando init`, then `sasando bake`.")
        return
    try:
        with _busy("Baking"):
            call_command("collectstatic", verbosity=0, interactive=False)
            bake.bake_all()
    except bake.BakeFailed as error:
        _errors.print(f"Restored, but not baked: {error}. Run `sasando bake`.", style="yellow")
    _index_again()


def _index_again() -> None:
    """What is known is matched by the index: a restored house must not answer from an older one."""
    from sasando.claims import knowledge
    from sasando.matching.index import StoreError

    try:
        with _busy("Index"):
            knowledge.rebuild()
    except (StoreError, OSError) as error:
        words = f"Restored, but the index is not: {error}. Run `sasando match rebuild`."
        _errors.print(words, style="yellow", markup=False)


def _busy(words: str) -> Progress:
    progress = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), console=_errors, transient=True
    )
    progress.add_task(words)
    return progress


def _tell(value: dict[str, Any], words: str, *, as_json: bool) -> None:
    typer.echo(json.dumps(value) if as_json else words)


def _fail(words: str) -> None:
    _errors.print(words, style="red")
    raise typer.Exit(1)
