"""What every channel must do, as tests to inherit; and what they stand on.

    from sasando.plugins.testing import ChannelContract

    class TestHello(ChannelContract):
        channel = Hello
        options = {"url": "http://127.0.0.1:8101/"}

        def copies(self) -> int:
            return len(screen.lines)

Run by pytest, which is all this needs. Override a method to change what it gives.
"""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, ClassVar
from unittest import SkipTest
from unittest.mock import patch
from uuid import UUID

from sasando.documents import Document, Imprint
from sasando.documents.blocks import Paragraph, Span
from sasando.documents.digest import sha256_hex
from sasando.documents.imprint import Party
from sasando.plugins.channel import (
    Channel,
    Context,
    Receipt,
    Refused,
    RenderedFile,
    Rendition,
    TryLater,
)
from sasando.plugins.registry import channel_classes
from sasando.trust.keys import SigningKey, make_key

_PUBLISHED = datetime.fromisoformat("2024-09-20T09:30:00+08:00")
_KEY = make_key()
_SECRET = "a-secret-nobody-may-read"  # noqa: S105 - what a leak is looked for with


class Pictures(dict[str, bytes]):
    """A media store in memory."""

    def read(self, sha256: str) -> bytes:
        return self[sha256]

    def open(self, sha256: str) -> BinaryIO:
        return BytesIO(self[sha256])


def sample_document(**changes: Any) -> Document:
    """Return a short published release. ``changes`` replace fields of the Document."""
    values: dict[str, Any] = {
        "item": UUID("6f1b8a5e-3a52-4f0e-9a57-0d2f6a1c7b11"),
        "version": 1,
        "kind": "release",
        "language": "id",
        "href": "https://sasando.example/rilis/dpt-pilkada-kota-kupang/",
        "headline": "KPU Kota Kupang menetapkan 275.085 pemilih untuk Pilkada 2024",
        "key_message": "Daftar pemilih tetap memuat 275.085 orang di 552 TPS; periksa nama Anda.",
        "publisher": Party(code="kpu-kota-kupang", name="KPU Kota Kupang", kind="commission"),
        "dateline": "KUPANG",
        "body": (Paragraph(spans=(Span(text="Rapat pleno menetapkan 275.085 pemilih."),)),),
        "imprint": Imprint(published_at=_PUBLISHED, first_published_at=_PUBLISHED),
    }
    return Document.model_validate(values | changes)


def sample_context(
    *, folder: Path | None = None, signing_key: SigningKey = _KEY, **changes: Any
) -> Context:
    """Return the context of a house on this machine; ``changes`` replace its fields."""
    context = Context(
        site_url="https://sasando.example",
        site_name="Sasando",
        media=Pictures(),
        signing_key=signing_key,
        allow_loopback=True,
        timeout_s=2.0,
        folder=folder,
    )
    return replace(context, **changes)


class Dummy(Channel):
    """Keeps copies in memory: to rehearse with, and to test the desk with.

    ``failures`` are raised by the next deliveries, the first one first.
    """

    slug: ClassVar[str] = "dummy"
    label: ClassVar[str] = "Rehearsal (nothing leaves the house)"
    can_correct: ClassVar[bool] = True
    can_withdraw: ClassVar[bool] = True
    withdraws_unseen: ClassVar[bool] = True
    local: ClassVar[bool] = True
    sent: ClassVar[dict[str, Receipt]] = {}  # by key
    failures: ClassVar[list[Refused | TryLater]] = []

    def render(self, document: Document) -> Rendition:
        text = f"{document.headline}\n\n{document.key_message}\n"
        return Rendition(
            files=(RenderedFile("text.txt", "text/plain; charset=utf-8", text.encode()),),
            subject=document.headline,
        )

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        return self._take(document, key)

    def correct(
        self, document: Document, rendition: Rendition, *, receipt: Receipt, key: str
    ) -> Receipt:
        return self._take(document, key)

    def withdraw(self, document: Document, *, receipt: Receipt, reason: str, key: str) -> Receipt:
        return self._take(document, key)

    def _take(self, document: Document, key: str) -> Receipt:
        if self.failures:
            raise self.failures.pop(0)
        name = sha256_hex(key.encode())[:12]
        receipt = Receipt(identifier=name, at=self.context.clock(), address=document.href)
        return self.sent.setdefault(key, receipt)


class ChannelContract:
    """The tests. Name your subclass ``Test…`` and set ``channel``."""

    channel: ClassVar[type[Channel]]
    options: Mapping[str, str] = {}

    def context(self, folder: Path) -> Context:
        """Return the context to work in; ``folder`` is empty and for this test alone."""
        return sample_context(folder=folder)

    def documents(self) -> tuple[Document, ...]:
        """Return what is rendered: by default a first version and a corrected one."""
        return (sample_document(), sample_document(version=2, headline="Jumlah TPS diralat"))

    def copies(self) -> int:
        """Return how many copies the outlet holds. Needed unless ``needs_hands``."""
        raise SkipTest("copies() is not given, so copies are not counted")

    def made(self, folder: Path, **options: str) -> Channel:
        return self.channel(options={**self.options, **options}, context=self.context(folder))

    def test_it_is_installed_under_its_slug(self) -> None:
        assert channel_classes().get(self.channel.slug) is self.channel

    def test_it_names_itself_and_its_options(self) -> None:
        assert self.channel.label.strip()
        names = [field.name for field in self.channel.fields]
        assert len(set(names)) == len(names)
        for field in self.channel.fields:
            assert field.name.isidentifier(), field.name
            assert field.label.strip(), field.name
            assert not (field.secret and field.default), f"{field.name}: a secret has no default"
            assert not field.choices or not field.default or field.default in field.choices

    def test_it_misses_each_required_option(self, tmp_path: Path) -> None:
        bare = self.channel(options={}, context=self.context(tmp_path))
        fatal = {problem.field for problem in bare.check() if problem.fatal}
        wanted = {f.name for f in self.channel.fields if f.required and not f.default}
        assert wanted <= fatal

    def test_it_is_content_with_good_options(self, tmp_path: Path) -> None:
        assert [problem for problem in self.made(tmp_path).check() if problem.fatal] == []

    def test_the_same_document_gives_the_same_bytes(self, tmp_path: Path) -> None:
        for document in self.documents():
            again = Document.model_validate_json(document.model_dump_json())
            with _no_network():
                first = self.made(tmp_path).render(document)
                second = self.made(tmp_path).render(again)
            assert first == second
            assert first.digest == second.digest

    def test_file_names_are_relative_and_differ(self, tmp_path: Path) -> None:
        for document in self.documents():
            names = [PurePosixPath(f.name) for f in self.made(tmp_path).render(document).files]
            assert len(set(names)) == len(names)
            assert not any(name.is_absolute() or ".." in name.parts for name in names)

    def test_a_delivery_brings_a_receipt(self, tmp_path: Path) -> None:
        _proven(self._delivered(self.made(tmp_path), self.documents()[0], "contract-1"))

    def test_the_same_key_makes_one_copy(self, tmp_path: Path) -> None:
        document = self.documents()[0]
        first = self._delivered(self.made(tmp_path), document, "contract-2")
        before = self.copies()
        second = self._delivered(self.made(tmp_path), document, "contract-2")
        assert self.copies() == before
        assert second.identifier == first.identifier

    def test_a_correction_is_taken_once_or_refused_plainly(self, tmp_path: Path) -> None:
        channel, (was, now) = self.made(tmp_path), self.documents()[:2]

        def correct(receipt: Receipt) -> Receipt:
            rendition = channel.render(now)
            return channel.correct(now, rendition, receipt=receipt, key="contract-4")

        self._follows(channel, was, correct, able=channel.can_correct, key="contract-3")

    def test_a_withdrawal_is_taken_once_or_refused_plainly(self, tmp_path: Path) -> None:
        channel, document = self.made(tmp_path), self.documents()[0]

        def withdraw(receipt: Receipt) -> Receipt:
            return channel.withdraw(document, receipt=receipt, reason="Salah.", key="contract-6")

        self._follows(channel, document, withdraw, able=channel.can_withdraw, key="contract-5")

    def test_what_never_got_a_receipt_can_be_withdrawn_if_it_says_so(self, tmp_path: Path) -> None:
        if not self.channel.withdraws_unseen:
            raise SkipTest("a person looks whether there is a copy")
        unseen = Receipt(identifier="", at=_PUBLISHED)
        document = self.documents()[0]
        _proven(
            self.made(tmp_path).withdraw(
                document, receipt=unseen, reason="Salah.", key="contract-7"
            )
        )

    def test_secrets_stay_secret(self, tmp_path: Path) -> None:
        secrets = {field.name: _SECRET for field in self.channel.fields if field.secret}
        channel = self.made(tmp_path, **secrets)
        shown = [repr(channel), str(channel), repr(channel.check())]
        shown.append(repr(channel.render(self.documents()[0])))
        assert not any(_SECRET in text for text in shown)

    def _delivered(self, channel: Channel, document: Document, key: str) -> Receipt:
        if channel.needs_hands:
            raise SkipTest("a person carries this one")
        return channel.deliver(document, channel.render(document), key=key)

    def _follows(
        self,
        channel: Channel,
        document: Document,
        act: Callable[[Receipt], Receipt],
        *,
        able: bool,
        key: str,
    ) -> None:
        if not able:
            _refuses(lambda: act(Receipt(identifier="x", at=_PUBLISHED)))
            return
        receipt = self._delivered(channel, document, key)
        _proven(act(receipt))
        before = self.copies()
        _proven(act(receipt))
        assert self.copies() == before


def _proven(receipt: Receipt) -> None:
    assert receipt.identifier.strip(), "a receipt without an identifier proves nothing"
    assert receipt.at.tzinfo is not None, "a receipt's time is aware"


def _refuses(act: Callable[[], object]) -> None:
    try:
        act()
    except NotImplementedError:
        return
    raise AssertionError("its flag says it cannot, but it did not refuse")


@contextmanager
def _no_network() -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise AssertionError("render used the network")

    with patch.object(socket.socket, "connect", refuse):
        yield
