"""The other ends of the bench of a live blog, each a process: its readers, and the peer.

``readers HOST PORT PATH COUNT`` connects COUNT readers (HTTP/1.1, server-sent events), says "ready",
and when its input ends says when each of them had each event, as JSON: {"number": [moments]}.
``peer`` is the least that could do it: an asyncio server that writes what it gets from its first
connection to all others, as it is. Moments are of the monotonic clock, which a machine has one of.
"""

import asyncio
import json
import re
import resource
import sys
import time
from collections import defaultdict

_EVENT = re.compile(rb"id: (\d+)\n")
_AT_ONCE = 50


class Reader(asyncio.Protocol):
    """One reader: sends the request, and notes when an event is there whole."""

    def __init__(self, request: bytes, moments: dict[int, list[float]]) -> None:
        self._request, self._moments, self._rest = request, moments, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self._request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        *events, self._rest = (self._rest + data).split(b"\n\n")
        for event in events:
            if found := _EVENT.search(event):
                self._moments[int(found[1])].append(now)


async def readers(host: str, port: int, path: str, count: int) -> None:
    moments: dict[int, list[float]] = defaultdict(list)
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n".encode()
    loop = asyncio.get_running_loop()
    for start in range(0, count, _AT_ONCE):
        await asyncio.gather(
            *(
                loop.create_connection(lambda: Reader(request, moments), host, port)
                for _ in range(min(_AT_ONCE, count - start))
            )
        )
    await asyncio.sleep(1)
    moments.clear()  # how things stood
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    print(json.dumps(moments), flush=True)


async def peer() -> None:
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readline()
        if first.startswith(b"GET "):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            writers.append(writer)
            return
        while size := int(first or b"0"):
            data = await reader.readexactly(size)
            for one in writers:
                one.write(data)
            first = await reader.readline()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    if sys.argv[1] == "peer":
        asyncio.run(peer())
    else:
        asyncio.run(readers(sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5])))
