"""The second way in: SRT, which repairs a bad mobile connection. By ffmpeg, one caller at a time.

The camera's key is SRT's passphrase (AES; ten to 79 characters): who has not got it cannot connect.
It goes in a list without a name that only ffmpeg inherits, since ffmpeg reads no preset for inputs.
"""

import asyncio
import logging
import os
from asyncio.subprocess import DEVNULL, PIPE, Process

from sasando.live.simulcast.flv import Reader
from sasando.live.simulcast.ingest import Feed

logger = logging.getLogger(__name__)

_AGAIN_S = 1.0
_READ_BYTES = 64 * 1024
_LATENCY_US = 500_000  # what SRT may use for repair: half a second for a mobile network


class SrtListener:
    """Waits for one caller after another and gives their tags to ``feed``."""

    def __init__(self, feed: Feed, *, host: str, port: int, key: str) -> None:
        self._feed = feed
        options = f"mode=listener&latency={_LATENCY_US}&passphrase={key}"
        self._list = f"ffconcat version 1.0\nfile 'srt://{host}:{port}?{options}'\n"
        self._process: Process | None = None

    async def keep(self) -> None:
        """Listen until cancelled."""
        try:
            while True:
                await self._once()
                await asyncio.sleep(_AGAIN_S)
        finally:
            self.close()

    def close(self) -> None:
        """Cut the caller off; the next may come."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def _once(self) -> None:
        listing = os.memfd_create("list")
        try:
            os.write(listing, self._list.encode())
            self._process = await asyncio.create_subprocess_exec(
                *("ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error"),
                *("-f", "concat", "-safe", "0", "-protocol_whitelist", "file,srt,udp"),
                *("-i", f"/proc/self/fd/{listing}", "-map", "0:v:0", "-map", "0:a:0?"),
                *("-c", "copy", "-f", "flv", "-flvflags", "no_duration_filesize", "pipe:1"),
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=DEVNULL,  # it names the address, key and all
                pass_fds=(listing,),
            )
        finally:
            os.close(listing)
        await self._pass_on(self._process)

    async def _pass_on(self, process: Process) -> None:
        assert process.stdout is not None  # noqa: S101 — asked for above
        reader, admitted = Reader(), False
        try:
            while piece := await process.stdout.read(_READ_BYTES):
                if not admitted and not self._feed.welcome(self):
                    self._feed.refused("taken")
                    break
                admitted = True
                for tag in reader.feed(piece):
                    self._feed.tag(self, tag)
        except ValueError as error:
            logger.warning("SRT: %s", error)
        finally:
            self.close()
            if admitted:
                self._feed.farewell(self)
            await process.wait()
