"""Encoders: a server over real HTTP, and what becomes of vectors."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from sasando.matching.adapting import Adapter
from sasando.matching.encoder import EmbeddingsServer, EncoderError, encoded
from sasando.matching.whitening import fit_whitening


class Embeddings(BaseHTTPRequestHandler):
    """Answers ``POST /v1/embeddings`` as the OpenAI interface says, out of order."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        allowed = self.headers["Authorization"] == "Bearer secret"
        rows = [
            {"index": i, "embedding": [float(len(text)), 1.0], "object": "embedding"}
            for i, text in enumerate(asked["input"])
        ]
        self.send_response(200 if allowed and self.path == "/v1/embeddings" else 401)
        self.end_headers()
        self.wfile.write(json.dumps({"object": "list", "data": rows[::-1]}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def base() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Embeddings)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_server_encodes_in_the_order_asked(base: str) -> None:
    server = EmbeddingsServer(base, "e5", key="secret")
    vectors = server.encode(["a", "bbb"], query=True)
    server.close()
    assert vectors.tolist() == [[len("query: a"), 1], [len("query: bbb"), 1]]


def test_a_server_that_refuses_or_is_gone_leaves_the_words(base: str) -> None:
    for address, key in ((base, "wrong"), ("http://127.0.0.1:9", "secret")):
        server = EmbeddingsServer(address, "e5", key=key, seconds=1)
        with pytest.raises(EncoderError):
            server.encode(["a"], query=True)
        assert encoded(server, ["a"], query=True) is None
        server.close()


def cloud(rows: int, width: int) -> np.ndarray:
    random = np.random.default_rng(1)
    stretched = random.normal(size=(rows, width)) * np.linspace(0.1, 5, width) + 3
    return stretched.astype(np.float32)


def test_whitening_evens_the_directions_out_where_there_are_texts_enough() -> None:
    many = cloud(2000, 16)
    white = fit_whitening(many)
    spread = ((many - white.mean) @ white.matrix).std(0)
    assert spread.max() / spread.min() < many.std(0).max() / many.std(0).min() / 4
    few = fit_whitening(many[:3])
    assert np.isfinite(few.matrix).all()


def test_an_adapter_brings_messages_to_their_titles() -> None:
    known = cloud(400, 16)
    random = np.random.default_rng(2)
    asked = known[:300] + 2 + random.normal(size=(300, 16)).astype(np.float32) * 0.5
    adapter = Adapter.fit("test", known, asked, range(300))
    near = adapter(asked, query=True) @ adapter(known, query=False).T
    assert (near.argmax(1) == np.arange(300)).mean() > 0.9
