"""What listeners of one topic are sent: a value that reads no database and knows no network."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sasando.live.models.pushing import KEPT


class News(NamedTuple):
    """One piece of news. ``state``: it replaces what was said before under its name."""

    number: int
    name: str
    data: str  # one line
    state: bool


@dataclass(slots=True)
class Topic:
    """A topic as far as it was read: its last states by name, and the rows of what adds up."""

    number: int = 0
    ends_at: datetime | None = None
    _states: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    _rows: deque[tuple[int, bytes]] = field(default_factory=lambda: deque(maxlen=KEPT))

    def take(self, news: Iterable[News]) -> bytes:
        """Take in what is new, in its order; return what everybody who listens is sent."""
        sent: list[bytes] = []
        for one in news:
            if one.number <= self.number:
                continue
            self.number = one.number
            event = written(one)
            if one.state:
                self._states[one.name] = (one.number, event)
            else:
                self._rows.append((one.number, event))
            sent.append(event)
        return b"".join(sent)

    def owed(self, after: int | None) -> bytes:
        """Return what somebody is sent who heard everything up to ``after``; ``None``: nothing yet.

        Who begins hears how things stand, not what has been. A number that is not reached yet is of
        another life of the house: they hear how things stand, too.
        """
        if after is not None and after > self.number:
            after = None
        owed = [*self._states.values()]
        if after is not None:
            owed += self._rows
        return b"".join(event for number, event in sorted(owed) if number > (after or 0))

    def is_over(self, now: datetime) -> bool:
        """Whether nobody may listen any more."""
        return self.ends_at is not None and now > self.ends_at


def written(news: News) -> bytes:
    """Return an event as the wire has it (HTML Living Standard, 9.2.5)."""
    lines = "".join(f"data: {line}\n" for line in _lines(news.data))
    return f"id: {news.number}\nevent: {news.name}\n{lines}\n".encode()


def _lines(data: str) -> Iterator[str]:
    return iter(data.splitlines() or [""])
