"""The worker: carries, answers, publishes what is due, bakes, for as long as it is let.

It holds no state. It may be killed at any instant, and any number of them may run.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Lock, Thread
from time import monotonic

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from sasando.channels import actions as deliveries
from sasando.channels.carrying import carry
from sasando.channels.waking import wait_for_news, wake

logger = logging.getLogger(__name__)

POLL_S = 0.5  # how long news of another process may take, seconds
DUTY_EVERY_S = 5.0  # how often the clock is looked at, seconds

Duty = Callable[[datetime], object]
Work = Callable[[], object]
Take = Callable[[datetime], Sequence[Work]]
"""Takes what waits of one kind of work, one piece or a few, and returns what does each."""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of work with threads of its own, so that no kind waits for another.

    Its threads look for work one at a time, and share what one of them took: however many there
    are, an idle line asks the database once every ``poll_s`` seconds, and no two of them reach for
    the same row. ``wake_on_commit`` wakes a line by its ``name``.

    Under load what comes within ``apart_s`` is taken together, which costs less than one by one.
    Who comes alone is taken at once, and ``at_once`` pieces are as many as a look can find: the
    next look follows when they are begun.
    """

    name: str
    take: Take
    threads: int = 1
    poll_s: float = POLL_S  # how often it looks for news of other processes
    apart_s: float = 0.0  # between a look that found something and the next
    at_once: int = 1  # pieces of work


@dataclass(slots=True)
class _Turn:
    """Whose turn it is to look, up to which news was looked, and what was taken and not begun."""

    lock: Lock = field(default_factory=Lock)
    seen: int = 0
    again_at: float = 0.0  # monotonic
    taken: deque[Work] = field(default_factory=deque)


@dataclass(slots=True)
class Seldom:
    """A duty that need not be done whenever the clock is looked at."""

    duty: Duty
    every: timedelta
    _due: datetime | None = None

    def __call__(self, now: datetime) -> None:
        if self._due is None or now >= self._due:
            self._due = now + self.every
            self.duty(now)


def next_delivery(now: datetime) -> list[Work]:
    """Take the next delivery."""
    return [partial(carry, delivery) for delivery in deliveries.claim(at=now)]


@dataclass
class Worker:
    """A few threads: some for each line of work, one for what the clock brings.

    ``errands`` are duties that wait for other machines. They have a thread of their own, so that a
    slow one never keeps an embargo waiting.
    """

    duties: tuple[Duty, ...] = ()
    errands: tuple[Duty, ...] = ()
    lines: tuple[Line, ...] = (Line("deliveries", next_delivery, threads=2),)
    _stop: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)

    def start(self) -> None:
        """Start the threads and return."""
        for line in self.lines:
            turn = _Turn()
            for number in range(line.threads):
                self._run(partial(self._work, line, turn), f"{line.name}-{number}")
        if self.duties:
            self._run(partial(self._keep_time, self.duties), "timekeeper")
        if self.errands:
            self._run(partial(self._keep_time, self.errands), "errands")

    def stop(self, timeout_s: float = 15.0) -> None:
        """Finish what is in hand and return when all threads have, or after ``timeout_s`` seconds."""
        self._stop.set()
        wake()
        for thread in self._threads:
            thread.join(timeout_s)

    def _run(self, target: Callable[[], None], name: str) -> None:
        thread = Thread(target=target, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self, line: Line, turn: _Turn) -> None:
        while not self._stop.is_set() or turn.taken:
            work = None
            with turn.lock:
                if not turn.taken and not self._stop.wait(turn.again_at - monotonic()):
                    with _guarded(line.name):
                        turn.taken.extend(line.take(timezone.now()))
                    if 0 < len(turn.taken) < line.at_once:
                        turn.again_at = monotonic() + line.apart_s
                    if not turn.taken:
                        turn.seen = wait_for_news(turn.seen, line.poll_s, line=line.name)
                if turn.taken:
                    work = turn.taken.popleft()
            if work is not None:
                with _guarded(line.name):
                    work()
                if turn.lock.locked():  # what waited for this work is for the one who looks
                    wake(line.name)
        connections.close_all()

    def _keep_time(self, duties: tuple[Duty, ...]) -> None:
        while not self._stop.is_set():
            for duty in duties:
                with _guarded(getattr(duty, "__name__", "duty")):
                    duty(timezone.now())
            self._stop.wait(DUTY_EVERY_S)
        connections.close_all()


@contextmanager
def _guarded(what: str) -> Iterator[None]:
    """Keep the thread alive through what goes wrong in one round, and say so in the log.

    A connection of the pool is given back after it: whoever waits holds none.
    """
    try:
        yield
    except DatabaseError:
        logger.exception("%s: the database did not answer; trying again", what)
    except Exception:
        logger.exception("%s failed; the others go on", what)
    finally:
        close_old_connections()
