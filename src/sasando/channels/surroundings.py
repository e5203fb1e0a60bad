"""What a channel is told of the house it works for."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from sasando.channels.accounts import HouseNotes, HousePurse
from sasando.desk.media import FrozenPictures
from sasando.parties.actions import signing_key_of
from sasando.parties.exceptions import SigningKeyUnusable
from sasando.parties.models import Organisation
from sasando.plugins import Context
from sasando.trust.certificates import Issuer, make_issuer, read_issuer, write_issuer
from sasando.trust.keys import SigningKey

HUB_PATH = "/hub/"
_CALLBACK_S = 5.0  # of every step with a subscriber: they are many, and strangers


def own_hub_url() -> str:
    """Return the address of the WebSub hub that this house has itself."""
    return f"{settings.SITE_URL}{HUB_PATH}"


def keeps_hub() -> bool:
    """Whether the feeds name this house's own hub."""
    return bool(own_hub_url() == settings.HUB_URL)


def callback_context() -> Context:
    """Return the context in which subscribers of the hub are called; it has no key."""
    return Context(
        site_url=settings.SITE_URL,
        site_name=settings.SITE_NAME,
        media=FrozenPictures(),
        hub_url=own_hub_url(),
        allow_loopback=settings.ALLOW_LOOPBACK_OUTLETS,
        timeout_s=_CALLBACK_S,
    )


def channel_context(
    publisher: Organisation,
    *,
    account: str,
    hub_listeners: Callable[[tuple[str, ...]], int] | None = None,
) -> Context:
    """Return the context in which ``publisher``'s Documents are handed over.

    ``account`` is the name that budgets are kept under. ``hub_listeners`` counts the subscribers at the house's own hub, where that is the hub.
    Without a usable key it has none: a channel that signs says so itself, the others work.
    """
    return Context(
        site_url=settings.SITE_URL,
        site_name=settings.SITE_NAME,
        media=FrozenPictures(),
        signing_key=_key_of(publisher),
        issuer=issuer_of(publisher.key_folder),
        hub_url=settings.HUB_URL,
        hub_listeners=hub_listeners if keeps_hub() else None,
        allow_loopback=settings.ALLOW_LOOPBACK_OUTLETS,
        folder=settings.HOME / "outlets",
        feeds_of=import_string(settings.FEEDS_OF),
        purse=HousePurse(account),
        notes=HouseNotes(),
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
