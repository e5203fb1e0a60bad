"""What a channel is told of the house it works for."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from sasando.desk.media import FrozenPictures
from sasando.parties.actions import signing_key_of
from sasando.parties.exceptions import SigningKeyUnusable
from sasando.parties.models import Organisation
from sasando.plugins import Context
from sasando.trust.certificates import Issuer, make_issuer, read_issuer, write_issuer
from sasando.trust.keys import SigningKey


def channel_context(publisher: Organisation) -> Context:
    """Return the context in which ``publisher``'s Documents are handed over.

    Without a usable key it has none: a channel that signs says so itself, the others work.
    """
    return Context(
        site_url=settings.SITE_URL,
        site_name=settings.SITE_NAME,
        media=FrozenPictures(),
        signing_key=_key_of(publisher),
        issuer=issuer_of(publisher.key_folder),
        hub_url=settings.HUB_URL,
        allow_loopback=settings.ALLOW_LOOPBACK_OUTLETS,
        folder=settings.HOME / "outlets",
        feeds_of=import_string(settings.FEEDS_OF),
    )


def _key_of(publisher: Organisation) -> SigningKey | None:
    try:
        return signing_key_of(publisher)
    except SigningKeyUnusable:
        return None


def issuer_of(folder: Path) -> Issuer | None:
    """Return who signs content credentials with the keys in ``folder``; None: nobody does."""
    try:
        return read_issuer(folder)
    except FileNotFoundError:
        return None


def ensure_issuer(*, organisation: Organisation, at: datetime) -> None:
    """Make the certificates that ``organisation``'s content credentials are signed with, once."""
    if issuer_of(organisation.key_folder) is None:
        issuer = make_issuer(organisation=organisation.name, at=at)
        write_issuer(issuer, organisation.key_folder)
