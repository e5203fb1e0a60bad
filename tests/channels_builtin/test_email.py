"""E-mail, handed to real SMTP servers on loopback."""

import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from sasando.channels.builtin import smtp
from sasando.channels.builtin.email import Email
from sasando.channels.builtin.letter import addresses_in, compose
from sasando.demo.mail import Mailbox, serving
from sasando.plugins import Context, Receipt, Refused, RenderedFile, Rendition, TryLater
from sasando.plugins.testing import ChannelContract, sample_document

SENDER = "Humas KPU <humas@kpu.example>"
LONG_S = 30.0  # on a busy machine, too


def channel(house: Context, mailbox: Mailbox, **options: str) -> Email:
    settings = {
        "host": mailbox.host,
        "port": str(mailbox.port),
        "security": "none",
        "sender": SENDER,
        "recipients": "meja@poskupang.example, redaksi@mitra.example",
    }
    return Email(options=settings | options, context=house)


def send(email: Email, key: str = "d-1") -> Receipt:
    document = sample_document()
    return email.deliver(document, email.render(document), key=key)


class TestContract(ChannelContract):
    channel = Email

    @pytest.fixture(autouse=True)
    def _outlet(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.options = {
            "host": mailbox.host,
            "port": str(mailbox.port),
            "security": "none",
            "sender": SENDER,
            "recipients": "meja@poskupang.example",
        }

    def copies(self) -> int:
        return len(self.mailbox.copies)

    def test_secrets_stay_secret(self, tmp_path: Path) -> None:
        self.options = self.options | {"security": "starttls"}
        super().test_secrets_stay_secret(tmp_path)


def test_a_message_says_where_it_is_from_and_what_it_is(house: Context, mailbox: Mailbox) -> None:
    receipt = send(channel(house, mailbox))
    [letter] = mailbox.letters
    message = letter.message
    assert letter.recipients == ("meja@poskupang.example", "redaksi@mitra.example")
    assert "mitra" not in str(message["To"])  # recipients do not see each other
    assert message["From"] == SENDER
    assert message["Subject"] == sample_document().headline
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<press.sasando.example>"
    assert message["List-Unsubscribe"].startswith("<mailto:humas@kpu.example?subject=")
    assert message["Date"].datetime == sample_document().imprint.published_at
    for kind in ("plain", "html"):
        assert "275.085 pemilih" in message.get_body((kind,)).get_content()
    assert receipt.identifier == message["Message-ID"]
    assert receipt.extra["queue"] == "000001"  # the server's own
    assert receipt.words == "250 2.0.0 Ok: queued as 000001"


def test_a_single_recipient_is_addressed(house: Context, mailbox: Mailbox) -> None:
    send(channel(house, mailbox, recipients="Meja Kota <meja@poskupang.example>"))
    assert mailbox.letters[0].message["To"] == "Meja Kota <meja@poskupang.example>"


def test_the_same_key_gives_the_same_bytes(house: Context, mailbox: Mailbox) -> None:
    send(channel(house, mailbox))
    send(channel(house, mailbox))
    first, second = mailbox.letters
    assert first.content == second.content
    assert len(mailbox.copies) == 1  # one Message-ID


@pytest.mark.parametrize(("attach", "kind"), [("poster", "application/pdf"), ("card", "image/png")])
def test_an_attachment_arrives_whole(
    house: Context, mailbox: Mailbox, attach: str, kind: str
) -> None:
    email = channel(house, mailbox, attach=attach)
    send(email)
    send(email)
    [attached] = mailbox.letters[0].message.iter_attachments()
    assert attached.get_content_type() == kind
    assert attached.get_content() == email.render(sample_document()).files[-1].body
    assert mailbox.letters[0].content == mailbox.letters[1].content


def test_correction_and_withdrawal_join_the_thread(house: Context, mailbox: Mailbox) -> None:
    email = channel(house, mailbox)
    first = send(email)
    corrected = sample_document(version=2)
    second = email.correct(corrected, email.render(corrected), receipt=first, key="d-2")
    email.withdraw(corrected, receipt=second, reason="Salah\nangka.", key="d-3")
    one, two, three = (letter.message for letter in mailbox.letters)
    assert two["Subject"] == f"Ralat: {corrected.headline}"
    assert two["In-Reply-To"] == one["Message-ID"]
    assert three["Subject"].strip() == f"Ditarik: {corrected.headline}"
    assert three["References"].split() == [one["Message-ID"], two["Message-ID"]]
    assert "Alasan: Salah angka." in three.get_content()


def test_some_recipients_refused_is_told(house: Context, mailbox: Mailbox) -> None:
    mailbox.refuses = {"redaksi@mitra.example": "550 5.1.1 no such mailbox"}
    receipt = send(channel(house, mailbox))
    assert "redaksi@mitra.example: 550 5.1.1 no such mailbox" in receipt.words
    assert receipt.extra["refused"].startswith("redaksi@mitra.example")
    assert mailbox.letters[0].recipients == ("meja@poskupang.example",)


@pytest.mark.parametrize(
    ("answer", "error"), [("550 5.7.1 not wanted", Refused), ("451 4.7.1 come back", TryLater)]
)
def test_all_recipients_refused(
    house: Context, mailbox: Mailbox, answer: str, error: type[Exception]
) -> None:
    mailbox.refuses = {
        "meja@poskupang.example": answer,
        "redaksi@mitra.example": answer,
    }
    with pytest.raises(error, match=answer):
        send(channel(house, mailbox))
    assert mailbox.letters == []


@pytest.mark.parametrize(
    ("answer", "error"), [("554 5.6.0 spam", Refused), ("452 4.3.1 disk full", TryLater)]
)
def test_the_message_is_refused(
    house: Context, mailbox: Mailbox, answer: str, error: type[Exception]
) -> None:
    mailbox.troubles.append(answer)
    with pytest.raises(error, match=answer):
        send(channel(house, mailbox))
    assert send(channel(house, mailbox)).identifier


def test_no_server_is_a_passing_trouble(house: Context) -> None:
    with pytest.raises(TryLater, match="failed"):
        send(channel(house, Mailbox(port=9)))


def test_a_server_that_drips_is_left(house: Context) -> None:
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            peer, _ = server.accept()
            with peer, suppress(OSError):
                for _ in range(int(2 * LONG_S / 0.05)):
                    peer.sendall(b"2")
                    if stop.wait(0.05):
                        break

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            hurried, started = replace(house, timeout_s=0.1), time.monotonic()
            with pytest.raises(TryLater):
                send(channel(hurried, Mailbox(port=server.getsockname()[1])))
            assert time.monotonic() - started < LONG_S
        finally:
            stop.set()
            thread.join()


def test_loopback_is_refused_unless_allowed(house: Context, mailbox: Mailbox) -> None:
    with pytest.raises(Refused, match="public address"):
        send(channel(replace(house, allow_loopback=False), mailbox))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("port", "abc"),
        ("port", "70000"),
        ("security", "perhaps"),
        ("sender", "humas"),
        ("attach", "semua"),
        ("recipients", "meja@poskupang.example, tanpa-alamat"),
        ("recipients", "a@b.example\r\nBcc: c@d.example"),
        ("recipients", "müller@b.example"),
        ("password", "open"),
    ],
)
def test_wrong_settings_are_found_before_sending(
    house: Context, mailbox: Mailbox, option: str, value: str
) -> None:
    wrong = channel(house, mailbox, **{option: value})
    assert [problem.field for problem in wrong.check()]
    with pytest.raises(Refused):
        send(wrong)
    assert mailbox.letters == []


@given(st.text(min_size=1, max_size=120), st.text(max_size=40))
def test_no_text_can_add_a_header(subject: str, name: str) -> None:
    rendition = Rendition(files=(RenderedFile("message.txt", "text/plain", b"isi"),))
    [sender] = addresses_in(SENDER)
    message = compose(
        rendition,
        subject=f"{subject}\r\nBcc: penyusup@jahat.example",
        sender=sender,
        recipients=(sender, sender),
        headers={"List-Id": f"{''.join(name.split())} <press.x.example>"},
    )
    raw = message.as_bytes()
    assert "bcc" not in {header.lower() for header in message}
    assert b"\nbcc:" not in raw.lower()
    assert raw.isascii()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for "localhost", with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_encrypted_with_a_name_that_is_verified(
    house: Context, certificate: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate)
    trusted = ssl.create_default_context(cafile=certificate)
    box = Mailbox(password="kata-sandi", host="localhost")
    with serving(box, tls=server, from_first_byte=security == "tls"):
        settings = {"security": security}
        if security == "starttls":
            settings |= {"username": "humas", "password": "kata-sandi"}
        email = channel(house, box, **settings)
        with pytest.raises(TryLater, match="certificate verify failed"):
            send(email)  # nobody vouches for this server
        monkeypatch.setattr(smtp, "trusted_certificates", lambda: trusted)
        assert send(email).identifier
        if security == "starttls":
            with pytest.raises(Refused, match="535"):
                send(channel(house, box, **settings | {"password": "salah"}))
        assert len(box.letters) == 1


def test_a_server_without_encryption_gets_no_password(house: Context, mailbox: Mailbox) -> None:
    email = channel(house, mailbox, security="starttls", username="a", password="b")
    with pytest.raises(Refused, match="STARTTLS"):
        send(email)
    assert mailbox.letters == []
