"""An inbox opened: the messenger behind it, set up to be spoken to."""

from dataclasses import replace

from django.conf import settings

from sasando.channels.exceptions import VaultError
from sasando.claims.models import Inbox
from sasando.desk.media import FrozenPictures
from sasando.plugins import Context
from sasando.plugins.messenger import InboxFault, Messenger
from sasando.plugins.registry import UnknownMessenger, messenger_named

HOOKS = "masuk"  # /masuk/<code>/ is what a platform calls
TIMEOUT_S = 10.0  # of every step with a platform


READ_S = 4.0  # of every step with the site behind a link


def open_inbox(inbox: Inbox) -> Messenger:
    """Return the messenger of ``inbox``. Raises ``UnknownMessenger``, ``VaultError``."""
    context = _context(TIMEOUT_S, inbox.language)
    return messenger_named(inbox.messenger)(
        options={**inbox.options, **inbox.secrets}, context=context
    )


def messenger_of(inbox: Inbox) -> Messenger:
    """As ``open_inbox``. Raises ``InboxFault``: what cannot be opened is mended as a token is."""
    try:
        return open_inbox(inbox)
    except (UnknownMessenger, VaultError) as error:
        raise InboxFault(str(error)) from error


def messenger_at(code: str) -> Messenger | None:
    """Return the messenger of the active inbox called ``code``, ``None`` when there is none.

    What rooms above speak to people by (``settings.MESSENGER_AT``). Raises as ``open_inbox``.
    """
    inbox = Inbox.objects.active().filter(code=code).first() if code else None
    return open_inbox(inbox) if inbox else None


def stranger_context(language: str) -> Context:
    """Return the context in which links that people send are followed.

    It never leads to this machine, whatever the settings allow outlets.
    """
    return replace(_context(READ_S, language), allow_loopback=False)


def source_context(language: str) -> Context:
    """Return the context in which feeds are read that the house itself has chosen."""
    return _context(READ_S, language)


def _context(timeout_s: float, language: str) -> Context:
    return Context(
        site_url=settings.SITE_URL,
        site_name=settings.SITE_NAME,
        media=FrozenPictures(),
        allow_loopback=settings.ALLOW_LOOPBACK_OUTLETS,
        timeout_s=timeout_s,
        language=language,
    )


def webhook_url(inbox: Inbox) -> str:
    """Return the address that the platform of ``inbox`` is to call."""
    return f"{settings.SITE_URL}/{HOOKS}/{inbox.code}/"
