"""FLV tags: what RTMP carries and what ffmpeg reads from a pipe. One tag is one frame or one header.

Adobe Flash Video File Format Specification 10.1, annex E. Only what a relay by stream copy needs: it
tells key frames from others and headers from frames, and looks into no picture.
"""

from collections.abc import Iterator
from typing import NamedTuple

AUDIO, VIDEO, DATA = 8, 9, 18
FILE_HEADER = b"FLV\x01\x05\x00\x00\x00\x09\x00\x00\x00\x00"  # holds audio and video

_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_SILENT = {  # one frame of AAC-LC in which nothing is heard, by the number of channels
    1: bytes.fromhex("01182007"),
    2: bytes.fromhex("211004608c1c"),
}
_VIDEO_CODECS = {2: "H.263", 3: "Screen video", 4: "VP6", 5: "VP6", 7: "H.264", 12: "H.265"}
_AUDIO_CODECS = {
    0: "PCM",
    1: "ADPCM",
    2: "MP3",
    3: "PCM",
    7: "G.711",
    8: "G.711",
    10: "AAC",
    11: "Speex",
}
_FOURCC = {b"hvc1": "H.265", b"av01": "AV1", b"vp09": "VP9", b"avc1": "H.264 (Enhanced RTMP)"}


class Tag(NamedTuple):
    """One tag: ``kind`` is AUDIO, VIDEO or DATA; ``at`` is its decoding time in milliseconds."""

    kind: int
    at: int
    data: bytes

    @property
    def is_header(self) -> bool:
        """Whether it holds the codec's parameters and no frame."""
        if len(self.data) < 2 or self.data[1] != 0:
            return False
        return self.data[0] & 0x0F == 7 if self.kind == VIDEO else self.data[0] >> 4 == 10

    @property
    def is_key(self) -> bool:
        """Whether a picture can be shown from here on without what came before."""
        return (
            self.kind == VIDEO
            and len(self.data) > 1
            and self.data[0] >> 4 == 1
            and self.data[1] == 1
        )

    @property
    def is_picture(self) -> bool:
        """Whether it holds one frame of H.264."""
        return (
            self.kind == VIDEO
            and len(self.data) > 1
            and self.data[0] & 0x8F == 7
            and self.data[1] == 1
        )

    @property
    def codec(self) -> str:
        """The codec as people call it; "" when the tag is empty or says nothing known."""
        if not self.data:
            return ""
        first = self.data[0]
        if self.kind == AUDIO:
            return _AUDIO_CODECS.get(first >> 4, "")
        if first & 0x80:  # Enhanced RTMP v1: a FourCC follows
            return _FOURCC.get(self.data[1:5], "")
        return _VIDEO_CODECS.get(first & 0x0F, "")


def packed(tag: Tag) -> bytes:
    """Return ``tag`` as it stands in a file or a pipe."""
    size, at = len(tag.data), tag.at & 0xFFFFFFFF
    head = (
        bytes((tag.kind,))
        + size.to_bytes(3, "big")
        + (at & 0xFFFFFF).to_bytes(3, "big")
        + bytes((at >> 24,))
        + b"\x00\x00\x00"
    )
    return head + tag.data + (size + 11).to_bytes(4, "big")


class Reader:
    """Takes a stream of FLV in pieces and gives its tags. Raises ``ValueError`` for anything else."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._begun = False

    def feed(self, piece: bytes) -> Iterator[Tag]:
        """Yield the tags that ``piece`` completes."""
        self._waiting += piece
        if not self._begun:
            if len(self._waiting) < len(FILE_HEADER):
                return
            if self._waiting[:3] != b"FLV":
                raise ValueError("not an FLV stream")
            del self._waiting[: len(FILE_HEADER)]
            self._begun = True
        while len(self._waiting) >= 11:
            size = int.from_bytes(self._waiting[1:4], "big")
            if len(self._waiting) < size + 15:
                return
            at = int.from_bytes(self._waiting[4:7], "big") | self._waiting[7] << 24
            tag = Tag(self._waiting[0] & 0x1F, at, bytes(self._waiting[11 : 11 + size]))
            del self._waiting[: size + 15]
            yield tag


def silent_header(rate: int = 48000, channels: int = 2) -> bytes:
    """Return the data of the tag that announces AAC-LC of so many Hz and channels (ISO 14496-3)."""
    return b"\xaf\x00" + (2 << 11 | _RATES.index(rate) << 7 | channels << 3).to_bytes(2, "big")


def silent_frame(header: bytes) -> bytes:
    """Return the data of one silent tag that fits an AAC ``header``; stereo for more channels."""
    return b"\xaf\x01" + _SILENT[1 if _layout(header)[1] == 1 else 2]


def frame_ms(header: bytes) -> float:
    """Return how long one AAC frame under ``header`` lasts, in milliseconds."""
    return 1024 * 1000 / _layout(header)[0]


def _layout(header: bytes) -> tuple[int, int]:
    bits = int.from_bytes(header[2:4].ljust(2, b"\x00"), "big")
    index = bits >> 7 & 0x0F
    rate = _RATES[index] if index < len(_RATES) else 48000
    return rate, bits >> 3 & 0x0F
