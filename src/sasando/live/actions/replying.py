"""Who asked is told: on their platform by an outbox of this room, by a messenger through that of claims.

Nothing is promised where nobody can be answered, and nothing is "sent" before the platform said so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sasando.channels.leasing import Due, backoff, release
from sasando.channels.privacy import without
from sasando.channels.waking import wake_on_commit
from sasando.claims.actions import queue_reply
from sasando.claims.models import Reply as MessengerReply
from sasando.claims.wording import Words
from sasando.desk.models import Version
from sasando.live import telling
from sasando.live.masking import for_air
from sasando.live.models import Question
from sasando.plugins.channel import ChannelError, TryLater
from sasando.rendering.phrases import Phrases

REPLYING = "question-replies"  # the worker's line
LEASE = timedelta(seconds=60)
GIVE_UP_AFTER = 10  # attempts
PER_BROADCAST = 10  # of one group: a chat that is answered a hundred times is a flood of our own
_LONGEST_WAIT = timedelta(minutes=5)
_CHAT_LINE = 110  # characters of an answer in a chat that takes 200, name and address included
_REPLY = Question.Reply
_due = Due(
    lambda at: Question.objects.to_reply(at).select_related("broadcast__account", "production"),
    lease=LEASE,
)


def promise_replies(*, questions: Sequence[int], answer: str, at: datetime) -> int:
    """Queue the answer for everybody of ``questions`` (keys) who can be told; return how many.

    Inside the transaction that answers. Who was told before is not told again.
    """
    rows = Question.objects.filter(pk__in=questions, reply=_REPLY.NONE, told__isnull=True)
    rows = rows.select_related("broadcast__account", "tip__asker", "production__episode__locale")
    told: Counter[int] = Counter()
    count = 0
    for row in rows.order_by("pk"):
        if row.tip is not None and row.tip.asker is not None:
            count += _by_messenger(row, answer, at)
        elif (
            row.broadcast is not None
            and _answerable(row)
            and told[row.broadcast.pk] < PER_BROADCAST
        ):
            told[row.broadcast.pk] += 1
            row.reply, row.reply_due_at, row.reply_key = _REPLY.WAITING, at, str(uuid4())
            row.reply_text, row.attempts = _chat_line(row, answer), 0
            row.save(update_fields=["reply", "reply_due_at", "reply_key", "reply_text", "attempts"])
            count += 1
    if count:
        wake_on_commit(REPLYING)
    return count


def _answerable(row: Question) -> bool:
    """Whether the platform lets a program answer this one."""
    broadcast = row.broadcast
    if broadcast is None or not row.handle or broadcast.by_hand:
        return False
    return broadcast.account.active and broadcast.account.flags.can_reply


def _by_messenger(row: Question, answer: str, at: datetime) -> int:
    """Queue one reply in the outbox of claims, unless its asker wants nothing more."""
    tip = row.tip
    if tip is None or tip.asker is None or tip.asker.stopped_at or tip.asker.gone_at:
        return 0
    t = Phrases(tip.asker.language)
    told = {"title": row.production.episode.title, "question": row.text}
    lines = [t("live_question.answered", **told), answer, _address(row)]
    words = Words(
        text="\n\n".join(line for line in lines if line),
        template=[t("live_question.template", **told), _address(row)],
    )
    row.told = queue_reply(
        asker=tip.asker, reason=MessengerReply.Reason.ON_AIR, words=words, tip=tip, at=at
    )
    row.save(update_fields=["told"])
    return 1


def _chat_line(row: Question, answer: str) -> str:
    t = Phrases(row.production.episode.locale.language_code)
    said = for_air(answer, limit=_CHAT_LINE) if answer else t("live_question.on_air")
    return f"{said} {_address(row)}".strip()


def _address(row: Question) -> str:
    """Where the episode, its recording and its answers are read; "" while nothing is published."""
    standing = Version.objects.current().filter(item=row.production.episode_id)
    version = standing.first()
    return version.href if version else ""


# --- The outbox ----------------------------------------------------------------------------------
def claim_question_replies(*, at: datetime, limit: int) -> list[Question]:
    """Take replies that are due, each under a lease that nobody else holds."""
    return _due.some(at, limit=limit)


def settle_question_reply(*, question: Question, identifier: str, at: datetime) -> None:
    """Write the platform's receipt: only now it is sent. What it took to reply is not kept longer."""
    changed = release(
        question, reply=_REPLY.SENT, receipt=identifier, reply_words="", handle="", attempts=0
    )
    if changed:
        telling.tell_desk(question.production, telling.QUESTIONS, at=at)


def fail_question_reply(*, question: Question, error: ChannelError, at: datetime) -> None:
    """Write what the platform said, without who it was said of; and when it is tried again, if ever."""
    words = error.words
    for value in _private(question):
        words = without(words, value)
    if isinstance(error, TryLater) and question.attempts < GIVE_UP_AFTER:
        wait = max(backoff(question.attempts, longest=_LONGEST_WAIT), error.after or timedelta())
        release(question, reply_due_at=at + wait, reply_words=words)
        return
    if release(question, reply=_REPLY.REFUSED, reply_words=words, handle=""):
        telling.tell_desk(question.production, telling.QUESTIONS, at=at)


def _private(question: Question) -> list[str]:
    handle = question.handle or {}
    return [str(value) for name, value in handle.items() if name.startswith("author") and value]
