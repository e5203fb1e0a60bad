"""The one way out: pinned to what was judged, bounded in time and size, true to TLS names."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue
from types import SimpleNamespace

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from sasando.plugins import Context, Refused, TryLater, outbound
from sasando.plugins.outbound import Answer, send
from sasando.plugins.testing import sample_context

NOW = datetime(2024, 9, 20, 1, 30, tzinfo=UTC)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextmanager
def serving(meet: Callable[[socket.socket, int], None]) -> Iterator[int]:
    """A server of one connection at a time; ``meet`` gets the socket and the caller's port."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)

        def serve() -> None:
            while not stop.is_set():
                try:
                    accepted, (_, caller) = server.accept()
                    meet(accepted, caller)
                except OSError:
                    continue

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            stop.set()
            thread.join()


@contextmanager
def listening(
    answer: Callable[[socket.socket], None], *, tls: ssl.SSLContext | None = None
) -> Iterator[int]:
    """A server whose ``answer`` gets the socket, the request read."""

    def meet(accepted: socket.socket, _: int) -> None:
        accepted.settimeout(5)
        with tls.wrap_socket(accepted, server_side=True) if tls else accepted as peer:
            heard_by(peer)
            answer(peer)

    with serving(meet) as port:
        yield port


def heard_by(peer: socket.socket) -> bytes:
    """Read one request; ``b"{}"``, the body of every request here, where there is none."""
    heard = b""
    while not heard.endswith(b"{}"):
        heard += peer.recv(65536) or b"{}"
    return heard


def says(content: bytes) -> Callable[[socket.socket], None]:
    return lambda peer: peer.sendall(content)


@pytest.fixture
def context() -> Context:
    return sample_context()


def post(url: str, context: Context) -> Answer:
    return send(httpx.Request("POST", url, content=b"{}"), context=context)


def test_an_answer_comes_back_whole(context: Context) -> None:
    with listening(says(OK)) as port:
        answer = post(f"http://localhost:{port}/", context)
    assert (answer.status, answer.body, answer.words) == (200, b"ok", "200 OK: ok")


def test_the_connection_goes_to_the_address_that_was_judged(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    resolve = socket.getaddrinfo

    def rebind(host: str, *args: object, **more: object) -> list[object]:
        asked.append(host)
        # Judged as loopback the first time; any later question would lead elsewhere.
        named = "127.0.0.1" if host == "berubah.example" and len(asked) == 1 else host
        return resolve(named, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebind)
    with listening(says(OK)) as port:
        assert post(f"http://berubah.example:{port}/", context).status == 200
    assert asked.count("berubah.example") == 1


def test_a_redirect_is_not_followed(context: Context) -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n"
    with listening(says(moved)) as port:
        answer = post(f"http://127.0.0.1:{port}/", context)
    with pytest.raises(Refused, match="Redirects are not followed"):
        answer.expect_success(NOW)


def test_a_dripping_answer_ends(context: Context) -> None:
    def drip(peer: socket.socket) -> None:
        for byte in OK * 20:
            peer.sendall(bytes([byte]))
            time.sleep(0.1)

    started = time.monotonic()
    with listening(drip) as port, pytest.raises(TryLater, match="did not answer"):
        post(f"http://127.0.0.1:{port}/", replace(context, timeout_s=0.3))
    assert time.monotonic() - started < len(OK * 20) * 0.1 / 2  # long before it has all come


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000,
        b"HTTP/1.1 200 OK\r\n\r\n" + b"z" * 1_000_001,
    ],
)
def test_a_broken_answer_is_tried_later(context: Context, content: bytes) -> None:
    with listening(says(content)) as port, pytest.raises(TryLater):
        post(f"http://127.0.0.1:{port}/", context)


def test_a_proxy_of_the_environment_is_not_used(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
    with listening(says(OK)) as port:
        assert post(f"http://127.0.0.1:{port}/", context).status == 200


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mitra.example")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("mitra.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "mitra.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_tls_verifies_the_name_in_the_url_though_the_address_is_pinned(
    context: Context, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate)
    names: list[str | None] = []
    server.sni_callback = lambda _, name, __: names.append(name)
    trusted = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(outbound, "trusted_certificates", lambda: trusted)
    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **m: resolve("127.0.0.1", *a, **m))
    with listening(says(OK), tls=server) as port:
        assert post(f"https://mitra.example:{port}/", context).status == 200
        with pytest.raises(TryLater, match="certificate verify failed"):
            post(f"https://lain.example:{port}/", context)
    assert names == ["mitra.example", "lain.example"]


def test_no_secret_of_the_request_is_in_the_words(context: Context) -> None:
    request = httpx.Request(
        "POST", "http://127.0.0.1:9/", headers={"Authorization": "Bearer rahasia"}
    )
    with pytest.raises(TryLater) as raised:
        send(request, context=context)
    assert "rahasia" not in raised.value.words


@given(st.text(max_size=60))
def test_any_retry_after_is_survived(value: str) -> None:
    clean = "".join(c for c in value if c.isascii() and c.isprintable())
    answer = Answer(503, httpx.Headers({"Retry-After": clean, "Date": clean}), b"")
    wait = answer.retry_after(NOW)
    assert wait is None or timedelta() <= wait


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta()),
        ("99999999999999", timedelta(days=7)),
        ("Fri, 20 Sep 2024 01:31:00 GMT", timedelta(minutes=1)),
        ("Fri, 20 Sep 2024 01:00:00 GMT", timedelta()),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(value: str, wait: timedelta | None) -> None:
    assert Answer(503, httpx.Headers({"Retry-After": value}), b"").retry_after(NOW) == wait


@given(st.binary(max_size=3000), st.integers(100, 999))
def test_words_are_one_readable_line(body: bytes, status: int) -> None:
    words = Answer(status, httpx.Headers(), body).words
    assert words.startswith(str(status))
    assert len(words) < 600
    assert "\n" not in words


@contextmanager
def keeping(lines: list[int], *, answers: int, gone: Queue[int] | None = None) -> Iterator[int]:
    """A server that hangs up without a word after so many ``answers``; notes who asked each time.

    ``gone`` gets those it hung up on.
    """

    def meet(accepted: socket.socket, caller: int) -> None:
        accepted.settimeout(2)
        with accepted:
            for _ in range(answers):
                if len(heard_by(accepted)) > 2:
                    lines.append(caller)
                    accepted.sendall(OK)
        if gone is not None:
            gone.put(caller)

    with serving(meet) as port:
        yield port


def ask(port: int, *, keep: bool, allow_loopback: bool = True) -> Answer:
    context = replace(sample_context(), allow_loopback=allow_loopback, timeout_s=20)
    request = httpx.Request("POST", f"http://127.0.0.1:{port}/", content=b"{}")
    return send(request, context=context, keep=keep)


def test_a_kept_connection_serves_what_follows_and_is_made_anew_when_it_is_gone() -> None:
    lines: list[int] = []
    gone: Queue[int] = Queue()
    with keeping(lines, answers=2, gone=gone) as port:
        for _ in range(2):
            assert ask(port, keep=True).body == b"ok"
            assert ask(port, keep=True).body == b"ok"
            gone.get(timeout=60)
    assert len(set(lines)) == 2, "two on each"


def test_nothing_is_kept_unless_it_is_asked_for() -> None:
    lines: list[int] = []
    with keeping(lines, answers=1) as port:
        for _ in range(2):
            ask(port, keep=False)
    assert len(set(lines)) == 2


def test_a_kept_connection_is_not_for_those_who_may_not_go_there() -> None:
    lines: list[int] = []
    with keeping(lines, answers=2) as port:
        ask(port, keep=True)
        with pytest.raises(Refused):
            ask(port, keep=True, allow_loopback=False)
    assert len(lines) == 1


def test_each_exchange_on_a_kept_connection_has_a_time_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines: list[int] = []
    with keeping(lines, answers=2) as port:
        ask(port, keep=True)
        an_hour_on = SimpleNamespace(monotonic=lambda: time.monotonic() + 3600)
        monkeypatch.setattr(outbound, "time", an_hour_on)
        assert ask(port, keep=True).body == b"ok"
    assert len(set(lines)) == 1
