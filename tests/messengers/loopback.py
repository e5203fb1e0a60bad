"""What the contract servers stand on: real HTTP on loopback, and a platform that calls back."""

import socket
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import httpx


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes

    def form(self) -> tuple[dict[str, str], dict[str, bytes]]:
        """Return the fields and the files of a multipart body."""
        head = f"Content-Type: {self.headers.get('Content-Type', '')}\r\n\r\n".encode()
        fields: dict[str, str] = {}
        files: dict[str, bytes] = {}
        for part in message_from_bytes(head + self.body, policy=HTTP).iter_parts():  # type: ignore[attr-defined]
            name = part.get_param("name", header="Content-Disposition")
            content = part.get_payload(decode=True)
            if part.get_filename() is None:
                fields[name] = content.decode()
            else:
                files[name] = content
        return fields, files


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    content_type: str = "application/json"
    hang_up: bool = False  # the request was taken, the answer never arrives
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: Iterable[bytes] | None = None  # in place of ``body``: pieces as they come


@dataclass
class LoopbackServer:
    """Start it, use ``url``, stop it; ``with`` does both. ``kill`` cuts every connection."""

    webhook_url: str = ""
    port: int = 0
    _server: Any = field(default=None, repr=False)
    _lines: set[Any] = field(default_factory=set, repr=False)  # sockets of those who are connected

    def answer(self, request: Request) -> Answer:
        raise NotImplementedError

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # head and body go out at once on a kept connection

            def _take(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                parts = urlsplit(self.path)
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                request = Request(
                    self.command, parts.path, query, self.headers, self.rfile.read(length)
                )
                answer = owner.answer(request)
                if answer.hang_up:
                    self.close_connection = True
                    self.connection.close()
                    return
                _write(self, answer)

            do_GET = do_POST = do_PUT = do_DELETE = _take  # noqa: N815 - the names http.server calls

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def process_request(self, request: Any, client_address: Any) -> None:
                owner._lines.add(request)
                super().process_request(request, client_address)

            def shutdown_request(self, request: Any) -> None:
                owner._lines.discard(request)
                super().shutdown_request(request)

            def handle_error(self, *_: object) -> None:
                pass  # a connection that was cut

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def kill(self) -> None:
        """Be gone; ``start`` brings it back on the same port."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        for line in list(self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    stop = kill

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def call_back(self, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        """Post ``body`` to the webhook, as the platform does."""
        assert self.webhook_url, "nobody told the platform where to call"
        given = {"Content-Type": "application/json", **headers}
        return httpx.post(self.webhook_url, content=body, headers=given, timeout=10)


def _write(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    handler.send_response(answer.status)
    handler.send_header("Content-Type", answer.content_type)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    if answer.stream is None:
        handler.send_header("Content-Length", str(len(answer.body)))
        handler.end_headers()
        handler.wfile.write(answer.body)
        return
    handler.close_connection = True  # its end is the end of the connection
    handler.send_header("Connection", "close")
    handler.end_headers()
    for piece in answer.stream:
        handler.wfile.write(piece)
        handler.wfile.flush()
