"""A real IMAP server (pymap, kept, in memory) on loopback, with TLS of its own authority."""

import imaplib
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from socket import SHUT_RDWR, create_connection, socket
from socketserver import StreamRequestHandler, ThreadingTCPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "cek@kpu.example", 'rahasia "surat"\\'

_RUN = """
from pymap.main import main
from pysasl.hashing import BuiltinHash
BuiltinHash.__init__.__kwdefaults__["rounds"] = 1000  # 500,000 cost a second at each login
main()
"""


@dataclass(frozen=True)
class ImapServer:
    port: int
    certificate: Path

    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))

    def connect(self) -> imaplib.IMAP4:
        imap = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        imap.starttls(self.tls())
        imap.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        return imap

    def make(self, folder: str) -> None:
        with self.connect() as imap:
            imap.create(folder)

    def remake(self, folder: str) -> None:
        with self.connect() as imap:
            imap.delete(folder)
            imap.create(folder)

    def deliver(self, folder: str, *mails: bytes) -> None:
        with self.connect() as imap:
            for mail in mails:
                status, words = imap.append(folder, "", "", mail)
                assert status == "OK", words

    def flags(self, folder: str) -> list[bytes]:
        with self.connect() as imap:
            imap.select(f'"{folder}"', readonly=True)
            found = imap.fetch("1:*", "(FLAGS)")[1]
            return [part for part in found if isinstance(part, bytes)]


@contextmanager
def in_tls(server: ImapServer) -> Iterator[int]:
    """Give a port where the server is encrypted from the first byte: pymap itself has STARTTLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server.certificate, server.certificate.with_suffix(".key"))

    class Front(StreamRequestHandler):
        def handle(self) -> None:
            with (
                create_connection(("127.0.0.1", server.port)) as inner,
                suppress(OSError),
                context.wrap_socket(self.request, server_side=True) as outer,
            ):
                threading.Thread(target=_pour, args=(inner, outer), daemon=True).start()
                _pour(outer, inner)

    with ThreadingTCPServer(("127.0.0.1", 0), Front) as front:
        threading.Thread(target=front.serve_forever, args=(0.02,), daemon=True).start()
        yield front.server_address[1]
        front.shutdown()


def _pour(source: socket, target: socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(65536):
            target.sendall(chunk)
        target.shutdown(SHUT_RDWR)


@contextmanager
def serving(folder: Path) -> Iterator[ImapServer]:
    """Run the server until the block ends; its certificate is put into ``folder``."""
    certificate, key = certificate_in(folder)
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-W", "ignore", "-c", _RUN,
        "--no-service", "admin", "--no-service", "managesieve",
        "--host", "127.0.0.1", "--port", str(port), "--cert", str(certificate), "--key", str(key),
        "dict", "--demo-data", "--demo-user", USER, "--demo-password", PASSWORD,
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield ImapServer(port, certificate)
    finally:
        process.terminate()
        process.wait(10)


def certificate_in(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "imap.pem", folder / "imap.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "pymap did not start"
        try:
            create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("pymap does not listen")
