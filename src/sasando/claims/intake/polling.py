"""Inboxes that are looked into: mail."""

import logging
from datetime import datetime

from django.utils import timezone

from sasando.channels.exceptions import VaultError
from sasando.claims import actions
from sasando.claims.messengers import open_inbox
from sasando.claims.models import Inbox
from sasando.plugins import ChannelError
from sasando.plugins.registry import UnknownMessenger

logger = logging.getLogger(__name__)


def poll_inboxes(now: datetime) -> int:
    """Look into every mailbox; return how many tips came. One that fails does not stop the others.

    What was brought is acknowledged only once it is in the database.
    """
    return sum(_poll(inbox) for inbox in Inbox.objects.active())


def _poll(inbox: Inbox) -> int:
    words = ""
    tips = []
    try:
        messenger = open_inbox(inbox)
        if not messenger.polled:
            return 0
        received = messenger.poll()
        tips = actions.take_in(inbox=inbox, received=received, at=timezone.now())
        handles = [one.receipt_handle for one in received.incoming if one.receipt_handle]
        if handles or received.seen:
            messenger.acknowledge((*handles, *received.seen))
    except (ChannelError, UnknownMessenger, VaultError) as error:
        words = str(error)
        logger.warning("inbox %s: %s", inbox.code, words)
    if words != inbox.words:
        Inbox.objects.filter(pk=inbox.pk).update(words=words)
    return len(tips)
