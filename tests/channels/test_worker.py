"""The worker's lines: who looks when, and what one look takes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from queue import Queue
from threading import Event

import pytest
from django.db import connection

from sasando.worker import Line, Work, Worker

HOUR_S = 3600.0
SOON_S = 60.0  # only a worker that does not do it at all takes so long


class Rounds:
    """Work that comes by rounds: each look finds the next one."""

    def __init__(self, *sizes: int) -> None:
        self.sizes = list(sizes)
        self.looks = 0
        self.done: Queue[int] = Queue()

    def take(self, now: datetime) -> Sequence[Work]:
        self.looks += 1
        size = self.sizes.pop(0) if self.sizes else 0
        return [lambda look=self.looks: self.done.put(look) for _ in range(size)]

    def finished(self, count: int) -> list[int]:
        """Wait for so many pieces; return by which look each was found."""
        return sorted(self.done.get(timeout=SOON_S) for _ in range(count))


@contextmanager
def working(*lines: Line) -> Iterator[None]:
    worker = Worker(lines=lines)
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def test_what_comes_soon_after_is_left_to_come_together() -> None:
    rounds = Rounds(1, 1)
    with working(Line("tips", rounds.take, threads=2, apart_s=HOUR_S, at_once=4)):
        assert rounds.finished(1) == [1]
    assert rounds.looks == 1  # and who stops the worker does not wait for the hour


def test_a_look_that_took_all_it_may_is_followed_by_the_next() -> None:
    rounds = Rounds(4, 4, 1, 4)
    with working(Line("tips", rounds.take, threads=2, apart_s=HOUR_S, at_once=4)):
        assert rounds.finished(9) == [1, 1, 1, 1, 2, 2, 2, 2, 3]
    assert rounds.looks == 3


def test_who_comes_after_a_quiet_time_is_taken_at_once() -> None:
    rounds = Rounds(0, 1)
    with working(Line("tips", rounds.take, poll_s=0.001, apart_s=HOUR_S, at_once=4)):
        assert rounds.finished(1) == [2]


def test_what_waited_for_a_piece_of_work_is_looked_for_when_that_is_done() -> None:
    looked_in_vain, done = Event(), Event()
    finds: list[list[Work]] = [[lambda: looked_in_vain.wait(SOON_S)], [], [done.set]]

    def take(now: datetime) -> Sequence[Work]:
        found = finds.pop(0) if finds else []
        if not found:
            looked_in_vain.set()
        return found

    with working(Line("deliveries", take, threads=2, poll_s=HOUR_S)):
        assert done.wait(SOON_S / 4)


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_waits_holds_no_connection() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL counts its connections")
    threads = 2 * connection.settings_dict["OPTIONS"]["pool"]["max_size"]
    looked: Queue[str] = Queue()

    def look(now: datetime) -> Sequence[Work]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        looked.put("yes")
        return []

    with working(*(Line(f"line {n}", look, poll_s=HOUR_S) for n in range(threads))):
        assert [looked.get(timeout=SOON_S) for _ in range(threads)] == ["yes"] * threads
