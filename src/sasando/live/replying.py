"""One reply to a viewer, carried out: said where they wrote, and written down by the platform's word."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.utils import timezone

from sasando.channels.exceptions import VaultError
from sasando.live.actions.replying import (
    claim_question_replies,
    fail_question_reply,
    settle_question_reply,
)
from sasando.live.models import Question
from sasando.plugins.broadcaster import Comment
from sasando.plugins.channel import ChannelError, Refused, TryLater
from sasando.plugins.registry import UnknownBroadcaster

logger = logging.getLogger(__name__)

AT_ONCE = 4


def next_question_replies(now: datetime) -> list[Callable[[], None]]:
    """Take the replies that are due; return what carries each."""
    return [partial(carry, row) for row in claim_question_replies(at=now, limit=AT_ONCE)]


def carry(question: Question) -> None:
    """Send one claimed reply and write what came of it. Logs name the row, never the viewer.

    A crash leaves the row leased; then the same key is given again, and the plug-in makes one answer
    of it.
    """
    try:
        settle_question_reply(question=question, identifier=_reply(question), at=timezone.now())
    except ChannelError as error:
        fail_question_reply(question=question, error=error, at=timezone.now())
        logger.warning("the reply to question %s was not taken", question.pk)
    except (UnknownBroadcaster, VaultError) as error:
        fail_question_reply(question=question, error=Refused(str(error)), at=timezone.now())
        logger.exception("the reply to question %s", question.pk)
    except Exception as error:
        # A bug: tried again like any failure, and told upwards.
        words = type(error).__name__
        fail_question_reply(question=question, error=TryLater(words), at=timezone.now())
        raise


def _reply(question: Question) -> str:
    broadcast = question.broadcast
    if broadcast is None:
        raise Refused("The broadcast is not here any more.")
    handle = question.handle or {}
    comment = Comment(
        identifier=handle.get("id", ""),
        text="",
        author=handle.get("author", ""),
        author_id=handle.get("author_id", ""),
        at=question.at,
    )
    identifier = broadcast.account.open().reply(
        broadcast.on_platform, comment, question.reply_text, key=question.reply_key
    )
    if not identifier:
        raise TryLater("The platform named no answer.")
    return identifier
