"""The way in: who knocks with what, and what the camera's signal is called."""

import asyncio
import os

import pytest

from sasando.live.simulcast import amf
from sasando.live.simulcast.camera import Camera
from sasando.live.simulcast.chunks import COMMAND, Message, chunked
from sasando.live.simulcast.flv import AUDIO, VIDEO, Tag
from sasando.live.simulcast.ingest import Connection, Ingest
from sasando.live.simulcast.mixer import Mixer
from tests.live_simulcast.studio import free_port

KEY = "camera-key-0123456789"


class Nobody:
    """Stands for a connection where none is used."""

    closed = False

    def close(self) -> None:
        self.closed = True


def camera() -> tuple[Camera, list[Tag]]:
    out: list[Tag] = []
    return Camera(Mixer(out.append), lambda state: None), out


async def knock(port: int, *commands: bytes) -> bytes:
    """Greet, say ``commands``, and return what is answered until the door is shut."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"\x03" + os.urandom(1536))
    answer = await reader.readexactly(1 + 2 * 1536)
    writer.write(answer[1:1537] + b"".join(commands))
    said = await asyncio.wait_for(reader.read(-1), 10)
    writer.close()
    return said


def command(*values: amf.Value) -> bytes:
    return chunked(Message(COMMAND, 0, 0, amf.encoded(*values)), by=3, size=128)


@pytest.mark.parametrize(
    ("application", "key"), [("live", "camera-key-012345678X"), ("other", KEY), ("live", "")]
)
def test_the_wrong_key_or_place_is_refused(application: str, key: str) -> None:
    async def go() -> tuple[bytes, int]:
        taker, _ = camera()
        ingest, port = Ingest(taker, application="live", key=KEY), free_port()
        await ingest.open("127.0.0.1", port)
        said = await knock(
            port,
            command("connect", 1.0, {"app": application}),
            command("createStream", 2.0, None),
            command("publish", 3.0, None, key, "live"),
            command("publish", 4.0, None, KEY, "live"),  # a second guess in the same breath
        )
        await ingest.close()
        return said, taker.health(0).wrong_keys

    said, counted = asyncio.run(go())
    assert b"NetStream.Publish.BadName" in said
    assert b"Publish.Start" not in said
    assert counted == 1


@pytest.mark.parametrize("noise", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01" + bytes(600)])
def test_who_speaks_something_else_is_cut_off(noise: bytes) -> None:
    async def go() -> bytes:
        taker, _ = camera()
        ingest, port = Ingest(taker, application="live", key=KEY), free_port()
        await ingest.open("127.0.0.1", port)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(noise)
        try:
            said = await asyncio.wait_for(reader.read(-1), 5)
        except ConnectionError:
            said = b""
        writer.close()
        await ingest.close()
        return said

    assert asyncio.run(go()) == b""


def test_an_ingest_without_a_key_is_not_opened() -> None:
    with pytest.raises(ValueError, match="without a key"):
        Ingest(camera()[0], application="live", key="")


def test_h265_is_named_and_not_passed_on() -> None:
    taker, out = camera()
    one: Connection = Nobody()  # type: ignore[assignment]
    assert taker.welcome(one)
    taker.tag(one, Tag(VIDEO, 0, b"\x90hvc1header"))
    taker.tag(one, Tag(AUDIO, 0, b"\x2fmp3"))
    health = taker.health(0)
    assert (health.video, health.audio) == ("H.265", "MP3")
    assert [note.key for note in health.notes] == ["source_codec"]
    assert out == []


def test_one_that_fell_silent_gives_way_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("sasando.live.simulcast.camera.monotonic", lambda: clock[0])
    taker, _ = camera()
    first, second = Nobody(), Nobody()
    assert taker.welcome(first)  # type: ignore[arg-type]
    clock[0] += 4
    assert not taker.welcome(second)  # type: ignore[arg-type]
    clock[0] += 2
    assert taker.welcome(second)  # type: ignore[arg-type]
    assert first.closed
    assert taker.health(clock[0]).drops == 1
