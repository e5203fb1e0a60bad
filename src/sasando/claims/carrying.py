"""One reply, carried out: what to send, what came of it, written down."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from sasando.channels.exceptions import VaultError
from sasando.channels.privacy import unseal, without
from sasando.claims import actions
from sasando.claims.messengers import messenger_of
from sasando.claims.models import Reply
from sasando.plugins import ChannelError, Receipt, Refused, TryLater
from sasando.plugins import messenger as talk

logger = logging.getLogger(__name__)

AT_ONCE = 8  # replies taken together: no more than begin at once, or they would be in doubt longer

PROMPT = timedelta(seconds=0.3)
"""Who waited longer gets the reply at once; a sign first that it was read would hold up others."""


def next_replies(now: datetime) -> list[Callable[[], None]]:
    """Take the first due replies; return what carries each."""
    return [partial(carry, reply) for reply in actions.claim_replies(at=now, limit=AT_ONCE)]


def send_one(now: datetime) -> bool:
    """Take the first due reply and carry it; return whether there was one."""
    reply = actions.claim_reply(at=now)
    if reply is not None:
        carry(reply)
    return reply is not None


def carry(reply: Reply) -> None:
    """Send one claimed reply and write what came of it.

    Nothing is written as sent before the platform answered. A crash leaves the row leased; then
    the same key is sent again, so a platform that knows keys makes one message of it.
    """
    if reply.asker is None:
        actions.drop_reply(reply=reply, words="")
        return
    if actions.drop_outdated(reply=reply, at=timezone.now()):
        return
    try:
        receipt = _send(reply)
    except ChannelError as error:
        actions.fail_reply(reply=reply, error=error, at=timezone.now())
        logger.warning("reply %s by %s: %s", reply.pk, reply.inbox.code, error.words)
    except VaultError as error:  # the inbox was opened: it is this one address
        actions.fail_reply(reply=reply, error=Refused(str(error)), at=timezone.now())
        logger.exception("reply %s by %s", reply.pk, reply.inbox.code)
    except Exception as error:
        # A bug: it waits like any failure, so that the others go on, and is told upwards.
        words = f"{type(error).__name__}: {error}"
        actions.fail_reply(reply=reply, error=TryLater(words), at=timezone.now())
        raise
    else:
        actions.settle_reply(reply=reply, receipt=receipt, at=timezone.now())


def _send(reply: Reply) -> Receipt:
    assert reply.asker is not None  # noqa: S101 - carry drops the others
    messenger = messenger_of(reply.inbox)
    if reply.handles and timezone.now() - reply.due_at < PROMPT:
        _acknowledge(messenger, tuple(reply.handles))
    address = unseal(reply.asker.locked_address)
    try:
        receipt = messenger.reply(
            address,
            message_of(reply),
            key=reply.key,
            last_heard_at=None if reply.outside_window else reply.asker.last_at,
            in_reply_to=reply.tip.external_id if reply.tip else "",
            already=tuple(reply.parts.split()),
        )
    except ChannelError as error:
        error.words = without(error.words, address)  # it is shown, and it goes into the log
        raise
    return replace(receipt, words=without(receipt.words, address))


def message_of(reply: Reply) -> talk.Reply:
    """Return ``reply`` as messengers take it."""
    assert reply.asker is not None  # noqa: S101 - carry drops the others
    return talk.Reply(
        text=reply.text,
        options=tuple(talk.Option(id=i, label=o, description=d) for i, o, d in reply.options),
        language=reply.asker.language,
        template=_template(reply),
    )


def _template(reply: Reply) -> talk.Template | None:
    """Return the news in one line, for a platform that takes no free words after a while."""
    options = reply.inbox.options
    name = options.get("template")
    if not (name and reply.template):
        return None
    language = options.get("template_language") or reply.inbox.language
    return talk.Template(name=name, language=language, parameters=(" ".join(reply.template),))


def _acknowledge(messenger: talk.Messenger, handles: tuple[str, ...]) -> None:
    """Show the sender that it was read. A courtesy: the answer goes out without it too."""
    try:
        messenger.acknowledge(handles)
    except ChannelError as error:
        logger.info("not acknowledged: %s", error.words)
