"""A house with a recording to show, and a purse that tells what it paid."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sasando.channels.builtin.youtube import YouTubeChannel
from sasando.documents import Document
from sasando.documents.blocks import Captions, Chapter, Paragraph, Recording, Span
from sasando.documents.digest import sha256_hex
from sasando.documents.document import ElectionTag
from sasando.plugins import Budget, Context, Receipt, TryLater
from sasando.plugins.testing import Pictures, sample_context, sample_document
from tests.platforms.youtube_server import YouTubeServer

FILM = bytes(range(256)) * 14_000  # 3.6 MB
OTHER_FILM = FILM[::-1][:300_000]
POSTER = b"\x89PNG\r\n\x1a\n" + b"poster"
OTHER_POSTER = b"\xff\xd8\xff" + b"poster"
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Maria>Selamat malam.\n"
OTHER_VTT = VTT.replace(b"malam", b"siang")
MEDIA = Pictures(
    {sha256_hex(b): b for b in (FILM, OTHER_FILM, POSTER, OTHER_POSTER, VTT, OTHER_VTT)}
)
NOW = datetime(2024, 9, 20, 2, 0, tzinfo=UTC)


@dataclass
class Ledger:
    """A purse of so many units that writes down what was paid, by the budget's name."""

    left: int = 10**6
    paid: dict[str, int] = field(default_factory=lambda: {"units": 0, "uploads": 0})

    def spend(self, budget: Budget, units: int) -> None:
        if units > self.left:
            raise TryLater("jatah habis")
        self.left -= units
        self.paid[budget.name] += units


def a_house(**changes: Any) -> Context:
    return replace(sample_context(media=MEDIA, timeout_s=30.0), **changes)


def captions(body: bytes = VTT, language: str = "id") -> Captions:
    return Captions(language=language, sha256=sha256_hex(body), href="/media/recordings/t.vtt")


def a_recording(body: bytes = FILM, **changes: Any) -> Recording:
    values: dict[str, Any] = {
        "sha256": sha256_hex(body),
        "href": "https://sasando.example/media/recordings/film.mp4",
        "title": "Bincang Pilkada",
        "duration_s": 2880,
        "size": len(body),
        "poster": sha256_hex(POSTER),
        "chapters": (
            Chapter(starts_s=0, title="Pembuka"),
            Chapter(starts_s=95, title="Siapa <yang> terdaftar"),
            Chapter(starts_s=1800, title="Tanya jawab"),
        ),
        "captions": (captions(),),
    }
    return Recording.model_validate(values | changes)


def an_episode(film: Recording | None = None, **changes: Any) -> Document:
    body = (
        Paragraph(spans=(Span(text="Ketua KPU menjelaskan DPT."),)),
        film or a_recording(),
    )
    values: dict[str, Any] = {
        "kind": "episode",
        "headline": "Bincang Pilkada: cara memeriksa DPT",
        "body": body,
        "elections": (ElectionTag(code="pilkada2024", name="Pilkada Serentak 2024"),),
    }
    return sample_document(**(values | changes))


def opened(youtube: YouTubeServer, house: Context, **options: str) -> YouTubeChannel:
    """Return the channel as a worker opens it for one turn."""
    return YouTubeChannel(options=youtube.options | options, context=house)


def deliver(
    youtube: YouTubeServer, house: Context, document: Document | None = None, **options: str
) -> Receipt:
    return deliver_with(youtube.options | options, house, document or an_episode())


def deliver_with(options: dict[str, str], house: Context, document: Document) -> Receipt:
    channel = YouTubeChannel(options=options, context=house)
    return channel.deliver(document, channel.render(document), key="k-1")


def correct(
    youtube: YouTubeServer, house: Context, document: Document, receipt: Receipt, key: str = "k-2"
) -> Receipt:
    channel = opened(youtube, house)
    return channel.correct(document, channel.render(document), receipt=receipt, key=key)
