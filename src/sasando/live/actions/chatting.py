"""Chats of live broadcasts: taken by one worker each, written in batches, ended by the platform's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from sasando.channels import leasing
from sasando.channels.exceptions import LeaseLost
from sasando.channels.privacy import code_of
from sasando.live import telling
from sasando.live.actions.going import hide_as_gone
from sasando.live.actions.grouping import settle_groups
from sasando.live.actions.questions import Asked, take_questions
from sasando.live.models import Broadcast, ChatCount, ChatReader, Production, Question
from sasando.live.models.productions import UNDER_WAY
from sasando.plugins.broadcaster import Comment
from sasando.plugins.channel import ChannelError, TryLater

LEASE = timedelta(seconds=20)
"""How long a chat waits for a worker that died."""

_FIRST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(minutes=1)
_REFUSED_WAIT = timedelta(minutes=2)  # a chat that is shut may be opened again


@dataclass(slots=True)
class Heard:
    """What came in together: what is kept, what was taken down, and how many went by a minute."""

    comments: list[Comment] = field(default_factory=list)
    echoes: dict[str, int] = field(default_factory=dict)  # identifier of the first → times again
    gone: list[str] = field(default_factory=list)
    came: dict[datetime, int] = field(default_factory=dict)  # minute → messages
    cursor: str = ""
    over: bool = False


def claim_chats(*, at: datetime, limit: int) -> list[ChatReader]:
    """Take live chats that nobody reads, each under a lease that nobody else holds."""
    live = Broadcast.objects.filter(state=Broadcast.State.LIVE, by_hand=False)
    live = live.filter(production__state__in=UNDER_WAY).exclude(identifier="")
    if limit <= 0 or not live.exists():
        return []  # as almost always
    new = [ChatReader(broadcast=one, due_at=at) for one in live.filter(chat__isnull=True)]
    if new:
        ChatReader.objects.bulk_create(new, ignore_conflicts=True)
    due = ChatReader.objects.due(at).filter(broadcast__in=live).with_broadcast()
    return leasing.take_some(due, at=at, lease=LEASE, limit=limit)


def keep_chats(*, readers: Sequence[ChatReader], at: datetime) -> dict[int, bool]:
    """Renew the leases; return those still held, and whether their broadcast is still live."""
    marks = [reader.lease for reader in readers]
    pks = [reader.pk for reader in readers]
    mine = ChatReader.objects.filter(pk__in=pks, lease__in=marks)
    mine.update(lease_until=at + LEASE)
    live = Broadcast.State.LIVE
    return {pk: state == live for pk, state in mine.values_list("pk", "broadcast__state")}


@transaction.atomic
def take_heard(*, reader: ChatReader, heard: Heard, at: datetime) -> list[Question]:
    """Write what came, with the cursor behind it: all of it, or nothing. Raises ``LeaseLost``.

    What came before is not written again; what the platform took down is hidden from air.
    """
    held = ChatReader.objects.select_for_update(of=("self",)).filter(
        pk=reader.pk, lease=reader.lease
    )
    row = held.first()
    if row is None or not reader.lease:
        raise LeaseLost(f"chat of broadcast {reader.broadcast_id}")
    broadcast = reader.broadcast
    source = source_of(broadcast)
    asked = [_asked(one, broadcast, heard.echoes, at) for one in heard.comments]
    kept = take_questions(
        production=broadcast.production, source=source, asked=asked, at=at, broadcast=broadcast
    )
    _count_echoes(broadcast, source, heard, kept)
    hide_gone(broadcast=broadcast, identifiers=heard.gone, at=at)
    _count(broadcast, heard.came, len(kept))
    row.cursor, row.heard_at, row.words, row.attempts = heard.cursor or row.cursor, at, "", 0
    row.save(update_fields=["cursor", "heard_at", "words", "attempts"])
    return kept


def source_of(broadcast: Broadcast) -> str:
    """Return the ``Question.Source`` of a broadcast's platform."""
    name = broadcast.account.broadcaster.partition("-")[0]
    return name if name in Question.Source.values else Question.Source.OTHER


def _identifier(broadcast: Broadcast, identifier: str) -> str:
    """A comment's identifier as this house knows it: platforms count each for itself."""
    return f"{broadcast.pk}\n{identifier}"


def _asked(one: Comment, broadcast: Broadcast, echoes: Mapping[str, int], at: datetime) -> Asked:
    return Asked(
        identifier=_identifier(broadcast, one.identifier),
        text=one.text,
        name=one.author,
        sender=one.author_id and f"{broadcast.account.code}\n{one.author_id}",
        handle={"id": one.identifier, "author": one.author, "author_id": one.author_id},
        echoes=echoes.get(one.identifier, 0),
        at=min(one.at, at),  # a platform's clock may be ahead of ours
    )


def _count_echoes(
    broadcast: Broadcast, source: str, heard: Heard, kept: Sequence[Question]
) -> None:
    """Count the repeats of what was written in an earlier batch."""
    fresh = {question.code for question in kept}
    codes = {
        code: times
        for identifier, times in heard.echoes.items()
        if (code := code_of(source, _identifier(broadcast, identifier))) not in fresh
    }
    if not codes:
        return
    rows = Question.objects.filter(
        production=broadcast.production_id, source=source, code__in=codes
    ).select_related("leader")
    leaders = {}
    for row in rows:
        Question.objects.filter(pk=row.pk).update(
            echoes=F("echoes") + codes[row.code], count=F("count") + codes[row.code]
        )
        leaders[row.leader_id or row.pk] = row.leader or row
    settle_groups(leaders=list(leaders.values()))


@transaction.atomic
def hide_gone(*, broadcast: Broadcast, identifiers: Sequence[str], at: datetime) -> int:
    """Hide what the platform took down, also from the screen; return how many that were."""
    source = source_of(broadcast)
    codes = [code_of(source, _identifier(broadcast, one)) for one in identifiers]
    if not codes:
        return 0
    rows = Question.objects.filter(
        production=broadcast.production_id, source=source, code__in=codes
    )
    return hide_as_gone(questions=rows, at=at)


def _count(broadcast: Broadcast, came: Mapping[datetime, int], kept: int) -> None:
    for number, (minute, count) in enumerate(sorted(came.items(), reverse=True)):
        row, _made = ChatCount.objects.get_or_create(broadcast=broadcast, minute=minute)
        ChatCount.objects.filter(pk=row.pk).update(
            came=F("came") + count, kept=F("kept") + (0 if number else kept)
        )


def put_chat_down(*, reader: ChatReader, error: ChannelError | None, at: datetime) -> None:
    """Let a chat go: it is read on when its time has come, by whoever takes it then."""
    wait = leasing.backoff(max(1, reader.attempts), longest=_LONGEST_WAIT)
    words = ""
    if error is None:
        wait = _FIRST_WAIT  # the connection only ended
    elif isinstance(error, TryLater):
        words, wait = error.words, max(wait, error.after or timedelta())
    else:
        words, wait = error.words, _REFUSED_WAIT
    leasing.release(reader, due_at=at + wait, words=words)
    if words != reader.words:
        telling.tell_desk(_production(reader), telling.QUESTIONS, at=at)


def end_chat(*, reader: ChatReader, at: datetime) -> None:
    """Nothing more will come."""
    leasing.release(reader, ended_at=at, words="")


def _production(reader: ChatReader) -> Production:
    return reader.broadcast.production
