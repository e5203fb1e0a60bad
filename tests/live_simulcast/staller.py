"""``python -m tests.live_simulcast.staller PORT KEY BYTES``: a platform that greets, takes so much, and hangs."""

import asyncio
import socket
import sys

from sasando.live.simulcast.flv import Tag
from sasando.live.simulcast.ingest import Connection, Ingest


class Hanging:
    """Takes the feed until it has enough; then it stays connected and reads no more."""

    def __init__(self, enough: int) -> None:
        self.left = enough

    def welcome(self, connection: Connection) -> bool:
        line = connection._transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_000)
        return True

    def tag(self, connection: Connection, tag: Tag) -> None:
        self.left -= len(tag.data)
        if self.left < 0:
            connection._transport.pause_reading()

    def farewell(self, connection: Connection) -> None:
        pass

    def refused(self, reason: str) -> None:
        pass


async def main(port: int, key: str, enough: int) -> None:
    ingest = Ingest(Hanging(enough), application="app", key=key)
    await ingest.open("127.0.0.1", port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
