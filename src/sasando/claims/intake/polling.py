"""Inboxes that are looked into: mail."""

import logging
from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from sasando.channels.exceptions import VaultError
from sasando.claims import actions
from sasando.claims.messengers import open_inbox
from sasando.claims.models import Inbox
from sasando.plugins import ChannelError
from sasando.plugins.registry import UnknownMessenger

logger = logging.getLogger(__name__)

_FAULTS = (DatabaseError, OSError, ValueError, LookupError)
"""What one message or one inbox may fail with; the others are not to wait for it."""


def poll_inboxes(now: datetime) -> int:
    """Look into every mailbox; return how many tips came. One that fails does not stop the others.

    Each message is acknowledged once it is in the database, and before the next one is fetched.
    """
    return sum(_poll(inbox) for inbox in Inbox.objects.active())


def _poll(inbox: Inbox) -> int:
    words = ""
    count = 0
    try:
        messenger = open_inbox(inbox)
        if not messenger.polled:
            return 0
        for received in messenger.poll():
            try:
                count += len(actions.take_in(inbox=inbox, received=received, at=timezone.now()))
            except _FAULTS:  # it is brought again; those after it come through
                logger.exception("inbox %s: a message was not written down", inbox.code)
                words = str(_("A message could not be written down: the log says why."))
                continue
            handles = [one.receipt_handle for one in received.incoming if one.receipt_handle]
            if handles or received.seen:
                messenger.acknowledge((*handles, *received.seen))
    except (ChannelError, UnknownMessenger, VaultError) as error:
        words = str(error)
        logger.warning("inbox %s: %s", inbox.code, words)
    except _FAULTS:
        logger.exception("inbox %s could not be looked into", inbox.code)
        words = str(_("This inbox could not be looked into: the log says why."))
    if words != inbox.words:
        rows = Inbox.objects.filter(pk=inbox.pk)
        if not words:
            rows = rows.filter(faulted_at=None)  # why nothing can be sent stays to be read
        rows.update(words=words)
    return count
