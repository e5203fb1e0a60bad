"""The server of news: thousands of listeners on one thread, each change sent once it is committed.

It holds no state that a restart would lose: listeners come back and hear how things stand. A change
is heard of by a knock from the process that wrote it (``waking``), and by the clock where that is on
another machine.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from sasando.live.push import shelf
from sasando.live.push.crowds import Crowds
from sasando.live.push.listening import Listener
from sasando.live.push.topics import Topic
from sasando.live.waking import hang_bell

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.2  # for what is written on another machine
BEAT_EVERY_S = 15.0  # proxies cut what is silent for a minute
MOST_LISTENERS = 10_000
_BACKLOG = 2048
_FILES = 65_536
_Answer = TypeVar("_Answer")


class PushServer:
    """Serves topics on ``host`` and ``port`` from a thread of its own."""

    def __init__(self, host: str, port: int, *, look_every_s: float = LOOK_EVERY_S) -> None:
        self.host, self.port = host, port
        self._look_every_s = look_every_s
        self._topics: dict[str, Topic] = {}
        self._listeners: dict[str, set[Listener]] = {}
        self._crowds = Crowds()
        self._reading: dict[str, asyncio.Task[Topic | None]] = {}
        self._kept: set[asyncio.Task[None]] = set()
        self._ready = Event()
        self._error: OSError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._news: asyncio.Event | None = None
        # One thread asks the database: its connection stays open, and looks never overtake.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="push-database")
        self._thread = Thread(target=self._run, name="push", daemon=True)

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return sum(map(len, self._listeners.values()))

    def start(self) -> None:
        """Serve, and return once connections are taken. Raises ``OSError`` for a port in use."""
        self._thread.start()
        self._ready.wait()
        if self._error is not None:
            raise self._error

    def stop(self, timeout_s: float = 5.0) -> None:
        """End all connections and return."""
        if self._loop is not None and self._stopping is not None:
            with suppress(RuntimeError):  # it ended by itself
                self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self._error = error
        finally:
            self._ready.set()
            self._pool.submit(connections.close_all).result()
            self._pool.shutdown()

    async def _serve(self) -> None:
        _allow_files()
        self._loop = loop = asyncio.get_running_loop()
        self._stopping, self._news = asyncio.Event(), asyncio.Event()
        server = await loop.create_server(
            lambda: Listener(self._welcome, self._forget), self.host, self.port, backlog=_BACKLOG
        )
        self.port = server.sockets[0].getsockname()[1]
        bell, path = hang_bell()
        loop.add_reader(bell, self._on_knock, bell)
        self._ready.set()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._look_on())
                tasks.create_task(self._beat())
        finally:
            loop.remove_reader(bell)
            _take_down(bell, path)
            server.close()
            for listener in [one for group in self._listeners.values() for one in group]:
                listener.close()

    # --- Listeners -------------------------------------------------------------------------------
    def _welcome(self, listener: Listener, topic: str, after: int | None) -> None:
        if self.listeners >= MOST_LISTENERS:
            listener.refuse("503 Service Unavailable", retry_after_s=10)
            return
        task = asyncio.ensure_future(self._begin(listener, topic, after))
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)

    async def _begin(self, listener: Listener, name: str, after: int | None) -> None:
        try:
            found = await self._read(name)
        except DatabaseError:
            logger.exception("the database did not answer; the listener comes back")
            listener.refuse("503 Service Unavailable", retry_after_s=2)
            return
        if not listener.is_open:
            return
        if found is None:
            listener.refuse("404 Not Found")
            return
        topic = self._topics.setdefault(name, found)
        if topic.is_over(timezone.now()):
            listener.refuse("204 No Content")
            return
        self._listeners.setdefault(name, set()).add(listener)
        listener.begin(origin=settings.SITE_URL)
        listener.write(topic.owed(after))

    async def _read(self, name: str) -> Topic | None:
        """Return the topic; however many come for it at once, it is read once."""
        if name in self._topics:
            return self._topics[name]
        task = self._reading.get(name)
        if task is None:
            task = self._reading[name] = asyncio.ensure_future(self._fetch(name))
            task.add_done_callback(lambda _: self._reading.pop(name, None))
        return await asyncio.shield(task)

    async def _fetch(self, name: str) -> Topic | None:
        found = await self._ask(lambda: shelf.read(name))
        if found is None:
            return None
        topic = Topic(ends_at=found.ends_at)
        topic.take(found.news)
        topic.number = found.number
        return topic

    def _forget(self, listener: Listener) -> None:
        group = self._listeners.get(listener.topic)
        if group is None:
            return
        group.discard(listener)
        if not group:
            del self._listeners[listener.topic]
            self._topics.pop(listener.topic, None)

    # --- News ------------------------------------------------------------------------------------
    def _on_knock(self, bell: socket.socket) -> None:
        with suppress(BlockingIOError):
            while bell.recv(16):
                pass
        if self._news is not None:
            self._news.set()

    async def _look_on(self) -> None:
        assert self._news is not None  # noqa: S101 - made before this runs
        while await self._goes_on(self._news, self._look_every_s):
            self._news.clear()
            if not self._listeners:
                continue
            seen = {name: self._topics[name].number for name in self._listeners}
            try:
                found = await self._ask(lambda seen=seen: shelf.look(seen))  # type: ignore[misc]
            except DatabaseError:
                logger.exception("the database did not answer; looking again")
                await asyncio.sleep(1)
                continue
            for name in sorted(found, key=self._count):  # overlays do not wait for all readers
                self._spread(name, found[name])

    def _count(self, name: str) -> int:
        return len(self._listeners.get(name, ()))

    def _spread(self, name: str, found: shelf.Found | None) -> None:
        group = self._listeners.get(name, set())
        topic = self._topics.get(name)
        if found is None or topic is None:
            for listener in list(group):
                listener.close()  # the topic is gone: they come back, and are told so
            self._topics.pop(name, None)
            return
        if found.number < topic.number:
            topic = self._topics[name] = Topic()
        topic.ends_at = found.ends_at
        data = topic.take(found.news)
        topic.number = found.number
        self._crowds.tell(name, list(group), data)

    async def _beat(self) -> None:
        """Keep connections alive, notice who is gone, and end what is over."""
        assert self._stopping is not None  # noqa: S101 - made before this runs
        while await self._goes_on(None, BEAT_EVERY_S):
            now: datetime = timezone.now()
            for name, group in list(self._listeners.items()):
                if not self._topics[name].is_over(now):
                    self._crowds.tell(name, list(group), b":\n\n")
                    continue
                for listener in list(group):
                    listener.close()

    async def _goes_on(self, news: asyncio.Event | None, wait_s: float) -> bool:
        """Wait for news or ``wait_s`` seconds; return ``False`` when the server is to stop."""
        assert self._stopping is not None  # noqa: S101 - made before this runs
        events = [event for event in (self._stopping, news) if event is not None]
        waiting = [asyncio.ensure_future(event.wait()) for event in events]
        try:
            await asyncio.wait(waiting, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
        return not self._stopping.is_set()

    async def _ask(self, question: Callable[[], _Answer]) -> _Answer:
        return await asyncio.get_running_loop().run_in_executor(self._pool, question)


def _allow_files() -> None:
    """Let this process hold as many connections as the system allows it to."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _take_down(bell: socket.socket, path: Path) -> None:
    bell.close()
    path.unlink(missing_ok=True)
