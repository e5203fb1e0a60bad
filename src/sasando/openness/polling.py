"""The mailbox of requests, looked into: each mail is registered before the next one is fetched."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from sasando.channels.exceptions import VaultError
from sasando.claims.messengers import open_inbox
from sasando.openness.actions import take_mail
from sasando.openness.models import Postbox
from sasando.plugins import ChannelError
from sasando.plugins.registry import UnknownMessenger

logger = logging.getLogger(__name__)

_FAULTS = (DatabaseError, OSError, ValueError, LookupError)


def read_post(now: datetime) -> int:
    """Look into every mailbox of requests; return how many requests came. None stops another."""
    return sum(_read(one) for one in Postbox.objects.select_related("inbox__organisation"))


def _read(postbox: Postbox) -> int:
    words, count = "", 0
    try:
        messenger = open_inbox(postbox.inbox)
        for received in messenger.poll():
            try:
                taken = [
                    take_mail(postbox=postbox, incoming=one, at=timezone.now())
                    for one in received.incoming
                ]
            except _FAULTS:  # it is brought again; those after it come through
                logger.exception("a mail of %s was not registered", postbox.inbox.code)
                words = str(_("A mail could not be registered: the log says why."))
                continue
            count += sum(one is not None for one in taken)
            handles = [one.receipt_handle for one in received.incoming if one.receipt_handle]
            if handles or received.seen:
                messenger.acknowledge((*handles, *received.seen))
    except (ChannelError, UnknownMessenger, VaultError) as error:
        words = str(error)
        logger.warning("the mailbox %s: %s", postbox.inbox.code, error)
    except _FAULTS:
        logger.exception("the mailbox %s could not be looked into", postbox.inbox.code)
        words = str(_("This inbox could not be looked into: the log says why."))
    changes = {"words": words} | ({"heard_at": timezone.now()} if count else {})
    if words != postbox.words or count:
        Postbox.objects.filter(pk=postbox.pk).update(**changes)
    return count
