"""News for a crowd is written a few listeners at a time, so that nobody else waits for all of them.

One write to two thousand sockets holds the loop for a tenth of a second and more; meanwhile no change
of an overlay would be heard of, and nobody new let in.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

from sasando.live.push.listening import Listener

AT_ONCE = 40  # listeners written to before others have their turn


class Crowds:
    """Writes to the listeners of each topic, its news in their order, topics in turns."""

    def __init__(self) -> None:
        self._lines: dict[str, deque[tuple[Sequence[Listener], bytes]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def tell(self, topic: str, listeners: Sequence[Listener], data: bytes) -> None:
        """Send ``data`` to ``listeners``: a few at once, many by and by. Call it in the loop."""
        line = self._lines.get(topic)
        if line is not None:
            line.append((listeners, data))  # behind what its listeners are still being told
        elif len(listeners) <= AT_ONCE:
            _write(listeners, data)
        else:
            self._lines[topic] = deque([(listeners, data)])
            task = asyncio.ensure_future(self._go_on(topic))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _go_on(self, topic: str) -> None:
        line = self._lines[topic]
        while line:
            listeners, data = line.popleft()
            for start in range(0, len(listeners), AT_ONCE):
                _write(listeners[start : start + AT_ONCE], data)
                await asyncio.sleep(0)
        del self._lines[topic]


def _write(listeners: Sequence[Listener], data: bytes) -> None:
    for listener in listeners:
        listener.write(data)
