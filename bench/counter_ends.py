"""The other ends of the bench of the counter, each a process: its readers, and the peer.

``readers PORT RATE SECONDS`` reads the paths of pages (JSON, one line), waits until somebody serves,
asks for the counter's picture RATE times a second over kept connections, and for a page ten times a
second, and says what came of it as JSON. ``peer`` answers everything with the same picture, counts in
memory, and says its port first.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from urllib.parse import urlencode

CONNECTIONS = 32
PAGES = 10  # a second
_PATIENCE_S = 60
_PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/137.0.0.0 Mobile Safari/537.36"
)
_POINT = b"GIF89a" + bytes(37)


class Connection:
    """One kept connection; asks one thing after another."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str) -> bool:
        """Ask for ``path``; return whether it was answered with 200."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        head = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nUser-Agent: {_PHONE}\r\n\r\n"
        )
        writer.write(head.encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        length = answer.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        await reader.readexactly(int(length))
        return answer.startswith(b"HTTP/1.1 200")


async def readers(port: int, rate: int, seconds: int) -> None:
    paths = json.loads(await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline))
    await _until_served(port)
    draw = random.Random(1)
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(Connection(port))
    taken: list[float] = []
    pages: list[float] = []
    failed = 0

    async def one(path: str, into: list[float], planned: float) -> None:
        nonlocal failed
        connection = await free.get()
        failed += not await connection.ask(path)
        into.append((time.perf_counter() - planned) * 1000)
        free.put_nowait(connection)

    tasks = []
    began = time.perf_counter()
    for number in range(rate * seconds):
        planned = began + number / rate
        if (early := planned - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        picture = f"/hitung.gif?{urlencode({'h': draw.choice(paths)})}"
        tasks.append(asyncio.create_task(one(picture, taken, planned)))
        if number % (rate // PAGES) == 0:
            tasks.append(asyncio.create_task(one(draw.choice(paths), pages, planned)))
    await asyncio.gather(*tasks)
    took = time.perf_counter() - began
    said = {"sent": len(taken), "took": took, "failed": failed, "counter": taken, "pages": pages}
    print(json.dumps(said), flush=True)


async def _until_served(port: int) -> None:
    give_up = time.monotonic() + _PATIENCE_S
    while True:
        try:
            await Connection(port).ask("/")
        except OSError:
            if time.monotonic() > give_up:
                raise
            await asyncio.sleep(0.2)
        else:
            return


async def peer() -> None:
    counts: Counter[str] = Counter()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nContent-Length: {len(_POINT)}\r\n\r\n"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                asked = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                return
            counts[asked.split(b" ", 2)[1].decode()] += 1
            writer.write(head.encode() + _POINT)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    if sys.argv[1] == "peer":
        asyncio.run(peer())
    else:
        asyncio.run(readers(*map(int, sys.argv[2:5])))
