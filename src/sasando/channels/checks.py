"""Misconfiguration of the channels room, as numbered checks with a hint."""

from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's name


@register
def vault_key(**_: Any) -> list[CheckMessage]:
    """The credentials' key is there and is a key."""
    path = settings.KEYS / "vault.key"
    if not settings.KEYS.is_dir():
        return []  # parties' own check says that `sasando init` has not run
    try:
        Fernet(path.read_bytes())
    except (OSError, ValueError):
        return [
            Error(
                "The key that outlet credentials are locked with cannot be read.",
                hint=f"Run `sasando init`, or restore {path.name} from your backup.",
                id="sasando_channels.E001",
            )
        ]
    return []


@register
def loopback_outlets(**_: Any) -> list[CheckMessage]:
    """Outlets on this machine are for the demo and for tests."""
    if settings.ALLOW_LOOPBACK_OUTLETS and settings.SITE_URL.startswith("https://"):
        return [
            Warning(
                "Outlets may be on this machine itself although the site is public.",
                hint="Unset SASANDO_ALLOW_LOOPBACK_OUTLETS; it is meant for the demo.",
                id="sasando_channels.W001",
            )
        ]
    return []
