"""What is wrong with the set-up of keys and accounts, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@register("security")
def check_keys(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """The folder of private keys exists and is the owner's alone."""
    folder = Path(settings.KEYS)
    if not folder.is_dir():
        return [
            checks.Warning(
                f"There is no folder of signing keys at {folder}.",
                hint="Run “sasando init”, or let SASANDO_KEYS name the folder that holds them.",
                id="sasando_parties.W001",
            )
        ]
    exposed = [path for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]
    return [
        Error(
            f"Others on this machine can get at the signing keys: {path}.",
            hint=f"Run “chmod -R go= {folder}”; rotate the keys if someone may have read them.",
            id="sasando_parties.E001",
        )
        for path in exposed[:1]
    ]


@register("security")
def check_secret(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """There is a secret that sessions are signed with."""
    try:
        secret = settings.SECRET_KEY
    except ImproperlyConfigured:
        secret = ""
    if secret:
        return []
    return [
        Error(
            "There is no secret key: nobody could log in.",
            hint="Run “sasando init”, which makes one, or set SASANDO_SECRET_KEY.",
            id="sasando_parties.E002",
        )
    ]


@register("security")
def check_second_factor(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """A desk that others can reach asks for a second factor."""
    if settings.SECOND_FACTOR not in {"required", "optional"}:
        return [
            Error(
                f"SASANDO_SECOND_FACTOR is “{settings.SECOND_FACTOR}”, which means nothing.",
                hint="Set it to “required” or “optional”.",
                id="sasando_parties.E003",
            )
        ]
    reachable = urlsplit(settings.SITE_URL).hostname not in LOOPBACK
    if settings.SECOND_FACTOR == "required" or settings.DEBUG or not reachable:
        return []
    return [
        checks.Warning(
            f"People work at {settings.SITE_URL} with a password alone.",
            hint="Set SASANDO_SECOND_FACTOR=required; everyone is led through the set-up.",
            id="sasando_parties.W002",
        )
    ]
