"""What a channel is told of the house it works for."""

from django.conf import settings

from sasando.desk.media import FrozenPictures
from sasando.parties.actions import signing_key_of
from sasando.parties.exceptions import SigningKeyUnusable
from sasando.parties.models import Organisation
from sasando.plugins import Context


def channel_context(publisher: Organisation) -> Context:
    """Return the context in which ``publisher``'s Documents are handed over."""
    try:
        key = signing_key_of(publisher)
    except SigningKeyUnusable:
        key = None  # a channel that signs says so itself; the others work without
    return Context(
        site_url=settings.SITE_URL,
        site_name=settings.SITE_NAME,
        media=FrozenPictures(),
        signing_key=key,
        hub_url=settings.HUB_URL,
        allow_loopback=settings.ALLOW_LOOPBACK_OUTLETS,
    )
