"""AMF0, chunks and FLV: what is written is read again, however it is cut."""

import random

import pytest

from sasando.live.simulcast import amf, flv
from sasando.live.simulcast.chunks import SET_CHUNK_SIZE, Broken, Dechunker, Message, chunked
from sasando.live.simulcast.flv import AUDIO, FILE_HEADER, VIDEO, Tag


def test_amf_values_come_back() -> None:
    values = ["connect", 1.0, {"app": "live", "deep": {"yes": True}}, None, [1.0, "dua"]]
    assert amf.decoded(amf.encoded(*values)) == values


@pytest.mark.parametrize(
    "data", [b"\x02\x00\x09abc", b"\x00\x01", b"\x7f", b"\x03" * 50, b"\x02\x00\x01\xff"]
)
def test_broken_amf_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="AMF0"):
        amf.decoded(data)


def test_an_array_that_claims_to_be_huge_costs_nothing() -> None:
    with pytest.raises(ValueError, match="AMF0"):
        amf.decoded(b"\x0a\xff\xff\xff\xff")


@pytest.mark.parametrize("seed", range(5))
def test_messages_come_whole_however_the_bytes_are_cut(seed: int) -> None:
    dice = random.Random(seed)
    sent = [
        Message(
            dice.choice([8, 9]),
            dice.choice([0, 40, 0xFFFFFF, 0x1000000 + n]),
            1,
            dice.randbytes(dice.randint(0, 900)),
        )
        for n in range(20)
    ]
    wire = chunked(Message(SET_CHUNK_SIZE, 0, 0, (64).to_bytes(4, "big")), by=2, size=128)
    wire += b"".join(chunked(message, by=4, size=64) for message in sent if message.at < 0xFFFFFF)
    dechunker, found = Dechunker(), []
    while wire:
        cut = dice.randint(1, 70)
        found += dechunker.feed(wire[:cut])
        wire = wire[cut:]
    assert found[1:] == [message for message in sent if message.at < 0xFFFFFF]


def test_two_streams_may_take_turns_and_times_may_be_steps() -> None:
    first = (
        bytes((0x04,)) + (100).to_bytes(3, "big") + (200).to_bytes(3, "big") + b"\x09" + bytes(4)
    )
    other = bytes((0x06,)) + (7).to_bytes(3, "big") + (3).to_bytes(3, "big") + b"\x08" + bytes(4)
    step = bytes((0x84,)) + (40).to_bytes(3, "big")
    again = bytes((0xC4,))
    wire = (
        *(first, b"a" * 128, other, b"xyz", bytes((0xC4,)), b"a" * 72),
        *(step, b"b" * 128, bytes((0xC4,)), b"b" * 72),
        *(again, b"c" * 128, bytes((0xC4,)), b"c" * 72),
    )
    found = list(Dechunker().feed(b"".join(wire)))
    assert [(message.kind, message.at, message.data[:1]) for message in found] == [
        (8, 7, b"x"),
        (9, 100, b"a"),
        (9, 140, b"b"),
        (9, 180, b"c"),
    ]


def test_long_times_stand_in_every_chunk() -> None:
    at = 0x01234567
    long = at.to_bytes(4, "big")
    head = b"\x04\xff\xff\xff" + (200).to_bytes(3, "big") + b"\x09" + bytes(4)
    (found,) = Dechunker().feed(head + long + b"a" * 128 + b"\xc4" + long + b"a" * 72)
    assert (found.at, found.data) == (at, b"a" * 200)


def test_who_showed_no_key_cannot_fill_the_memory() -> None:
    huge = b"\x04\0\0\0" + (5_000_000).to_bytes(3, "big") + b"\x14" + bytes(4)
    with pytest.raises(Broken):
        list(Dechunker().feed(huge))
    trusted = Dechunker()
    trusted.trusted = True
    assert list(trusted.feed(huge)) == []


def test_a_chunk_out_of_nowhere_is_refused() -> None:
    with pytest.raises(Broken):
        list(Dechunker().feed(b"\xc5abc"))


def test_flv_comes_back() -> None:
    tags = [
        Tag(VIDEO, 0, b"\x17\x00abc"),
        Tag(AUDIO, 0x1234567, b"\xaf\x01x"),
        Tag(VIDEO, 40, b"\x27\x01"),
    ]
    stream = FILE_HEADER + b"".join(map(flv.packed, tags))
    reader = flv.Reader()
    assert [tag for byte in stream for tag in reader.feed(bytes((byte,)))] == tags
    assert [tag.is_header for tag in tags] == [True, False, False]
    with pytest.raises(ValueError, match="FLV"):
        list(flv.Reader().feed(b"<!doctype html>..."))


@pytest.mark.parametrize(
    ("kind", "data", "codec"),
    [
        (VIDEO, b"\x17\x01", "H.264"),
        (VIDEO, b"\x1c\x00", "H.265"),
        (VIDEO, b"\x90hvc1", "H.265"),
        (VIDEO, b"\x90av01", "AV1"),
        (VIDEO, b"\x22", "H.263"),
        (AUDIO, b"\xaf\x01", "AAC"),
        (AUDIO, b"\x2f", "MP3"),
        (AUDIO, b"", ""),
    ],
)
def test_codecs_are_called_by_name(kind: int, data: bytes, codec: str) -> None:
    assert Tag(kind, 0, data).codec == codec


def test_silence_keeps_the_rate_and_the_channels() -> None:
    header = flv.silent_header(44100, 1)
    assert header == b"\xaf\x00\x12\x08"  # as ffmpeg writes AAC-LC, 44.1 kHz, mono
    assert abs(flv.frame_ms(header) - 23.22) < 0.01
    assert flv.silent_frame(header) != flv.silent_frame(flv.silent_header(44100, 2))
