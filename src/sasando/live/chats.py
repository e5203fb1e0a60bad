"""The worker listens to chats: a thread a chat that waits for the platform, one round for all to write.

A platform's stream blocks for as long as nobody writes, so no line of work waits for it. What comes
is sorted at once and held in bounded memory; a round every second writes it in one transaction a chat
and renews the leases. A worker that is killed takes its threads with it: another one takes its chats
when the leases run out, from the last cursor on.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from threading import Lock, Thread
from time import monotonic

from django.db import connections
from django.utils import timezone

from sasando.channels.exceptions import LeaseLost, VaultError
from sasando.live.actions import chatting
from sasando.live.actions.chatting import Heard
from sasando.live.models import ChatReader
from sasando.live.sorting import Sort, sort_of
from sasando.plugins.broadcaster import Broadcaster, Comment, Comments
from sasando.plugins.channel import ChannelError, Refused, TryLater
from sasando.plugins.registry import UnknownBroadcaster

logger = logging.getLogger(__name__)

AT_ONCE = 8  # chats of one worker
ROUND_S = 1.0  # between two writings, seconds
KEEP_EVERY = timedelta(seconds=4)  # how often leases are renewed
BURST, A_SECOND = 60.0, 6.0  # messages of one chat that are kept one by one
HELD = 500  # messages that wait to be written
GONE = 2000  # identifiers of what was taken down that wait
_PER_SENDER, _WINDOW_S = 3, 120.0  # messages kept of one account
_REMEMBERED = 2000  # senders, and texts
_AGAIN = 2  # the same words so often are kept one by one: then they are counted
_TEXT, _NAME, _ID = 4000, 200, 500  # characters of a message that are held


class Chat:
    """One chat, listened to in a thread of its own."""

    def __init__(self, reader: ChatReader) -> None:
        self.reader = reader
        self.done = False  # the thread is at its end
        self.error: ChannelError | None = None
        self._stopped = False
        self._heard = Heard()
        self._lock = Lock()
        self._tokens, self._filled_at = BURST, monotonic()
        self._senders: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._texts: OrderedDict[str, tuple[str, int]] = OrderedDict()

    def start(self) -> None:
        """Listen from now on, in a thread that dies with its process."""
        try:
            broadcaster = self.reader.broadcast.account.open()
        except (UnknownBroadcaster, VaultError) as error:
            self.error, self.done = Refused(str(error)), True
            return
        name = f"chat-{self.reader.broadcast_id}"
        Thread(target=self._listen, args=(broadcaster,), name=name, daemon=True).start()

    def stop(self) -> None:
        """Listen no more: what comes from now on is dropped, and the thread ends when it notices."""
        self._stopped = True

    @property
    def has_news(self) -> bool:
        """Whether something waits to be written."""
        heard = self._heard
        return bool(heard.came or heard.gone or heard.over)

    def drain(self) -> Heard:
        """Return what came since the last time."""
        with self._lock:
            heard, self._heard = self._heard, Heard(cursor=self._heard.cursor)
        return heard

    def _listen(self, broadcaster: Broadcaster) -> None:
        broadcast = self.reader.broadcast
        try:
            pages = broadcaster.comments(broadcast.on_platform, cursor=self.reader.cursor)
            for page in pages:
                if self._stopped:
                    break
                self.hear(page, timezone.now())
                if page.ended:
                    break
        except ChannelError as error:
            self.error = error
        except Exception as error:
            # A bug in a plug-in must not end the chat for good; what it was about is not logged.
            self.error = TryLater(type(error).__name__)
            logger.exception("the chat of broadcast %s broke off", broadcast.pk)
        finally:
            self.done = True
            connections.close_all()

    def hear(self, page: Comments, now: datetime) -> None:
        """Take in one page: sort it, count it, hold what is kept."""
        minute = now.replace(second=0, microsecond=0)
        with self._lock:
            heard = self._heard
            if page.comments:
                heard.came[minute] = heard.came.get(minute, 0) + len(page.comments)
            for comment in page.comments:
                self._sort(comment, heard)
            heard.gone.extend(page.gone[: GONE - len(heard.gone)])
            heard.cursor = page.cursor or heard.cursor
            heard.over = heard.over or page.ended

    def _sort(self, comment: Comment, heard: Heard) -> None:
        if not comment.identifier or len(comment.identifier) > _ID:
            return
        if sort_of(comment.text) is Sort.CHATTER:
            return
        first = self._said_before(comment)
        if first:
            heard.echoes[first] = heard.echoes.get(first, 0) + 1
            return
        if len(heard.comments) >= HELD or not self._may_ask(comment) or not self._token():
            return
        heard.comments.append(
            replace(
                comment,
                text=comment.text[:_TEXT],
                author=comment.author[:_NAME],
                author_id=comment.author_id[:_ID],
            )
        )
        self._remember(comment)

    def _said_before(self, comment: Comment) -> str:
        """The first message with the same words, where so many were kept that one more says nothing."""
        first, times = self._texts.get(_key(comment.text), ("", 0))
        return first if times >= _AGAIN and first != comment.identifier else ""

    def _remember(self, comment: Comment) -> None:
        key = _key(comment.text)
        first, times = self._texts.pop(key, (comment.identifier, 0))
        self._texts[key] = (first, times + 1)
        if len(self._texts) > _REMEMBERED:
            self._texts.popitem(last=False)

    def _may_ask(self, comment: Comment) -> bool:
        """Whether this account has not asked too much of late; one without a name always may."""
        if not comment.author_id:
            return True
        now = monotonic()
        since, count = self._senders.pop(comment.author_id, (now, 0))
        if now - since > _WINDOW_S:
            since, count = now, 0
        self._senders[comment.author_id] = (since, count + 1)
        if len(self._senders) > _REMEMBERED:
            self._senders.popitem(last=False)
        return count < _PER_SENDER

    def _token(self) -> bool:
        """Whether one more may be kept: a burst, then so many a second, so that each minute has room."""
        now = monotonic()
        self._tokens = min(BURST, self._tokens + (now - self._filled_at) * A_SECOND)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


def _key(text: str) -> str:
    return " ".join(text[:_TEXT].casefold().split())


class Listeners:
    """The chats that this process listens to."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self._kept_at: datetime | None = None

    def look(self, now: datetime) -> list[Callable[[], None]]:
        """Keep what is held, take what nobody reads, and return what writes down what came."""
        if self.chats and (self._kept_at is None or now - self._kept_at >= KEEP_EVERY):
            self._keep(now)
        for reader in chatting.claim_chats(at=now, limit=AT_ONCE - len(self.chats)):
            chat = self.chats[reader.pk] = Chat(reader)
            chat.start()
        works: list[Callable[[], None]] = []
        for chat in list(self.chats.values()):
            if chat.has_news or chat.done:
                works.append(partial(self._write, chat))
        return works

    def _keep(self, now: datetime) -> None:
        self._kept_at = now
        held = chatting.keep_chats(readers=[one.reader for one in self.chats.values()], at=now)
        for pk, chat in list(self.chats.items()):
            if pk not in held:
                self._drop(chat)
                logger.warning("the chat of broadcast %s was lost", chat.reader.broadcast_id)
            elif not held[pk]:
                chat.stop()
                self._end(chat, now)

    def _write(self, chat: Chat) -> None:
        if self.chats.get(chat.reader.pk) is not chat:
            return
        now = timezone.now()
        done, heard = chat.done, chat.drain()  # in this order: nothing comes after it was done
        try:
            if heard.came or heard.gone:
                chatting.take_heard(reader=chat.reader, heard=heard, at=now)
        except LeaseLost:
            self._drop(chat)
            return
        except Exception:
            # The database did not answer, or a bug: from the last cursor on, in a while.
            self._drop(chat)
            chatting.put_chat_down(reader=chat.reader, error=TryLater("not written"), at=now)
            raise
        if heard.over:
            self._end(chat, now)
        elif done:
            self._drop(chat)
            chatting.put_chat_down(reader=chat.reader, error=chat.error, at=now)

    def _end(self, chat: Chat, now: datetime) -> None:
        """The broadcast is over: what is still held is written, and nothing more is read."""
        self._drop(chat)
        heard = chat.drain()
        try:
            if heard.came or heard.gone:
                chatting.take_heard(reader=chat.reader, heard=heard, at=now)
            chatting.end_chat(reader=chat.reader, at=now)
        except LeaseLost:
            logger.warning("the chat of broadcast %s was lost", chat.reader.broadcast_id)

    def _drop(self, chat: Chat) -> None:
        chat.stop()
        self.chats.pop(chat.reader.pk, None)


_LISTENERS = Listeners()


def next_chats(now: datetime) -> list[Callable[[], None]]:
    """Look after the chats of this process; return what is to be written."""
    return _LISTENERS.look(now)
