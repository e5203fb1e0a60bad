"""One real WordPress for all tests of this folder, and a line to it that can break."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from sasando.plugins import Context
from sasando.plugins.testing import Pictures, sample_context
from tests.messengers.loopback import Answer, LoopbackServer, Request
from tests.wordpress.site import PACKAGES, WordPressSite, missing


@pytest.fixture(scope="session")
def one_site() -> Iterator[WordPressSite]:
    if lacking := missing():
        pytest.skip(f"no WordPress here ({lacking}): apt-get install {PACKAGES}")
    with (
        tempfile.TemporaryDirectory(prefix="wp-") as folder,
        WordPressSite.started(Path(folder)) as site,
    ):
        yield site


@pytest.fixture
def site(one_site: WordPressSite) -> Iterator[WordPressSite]:
    yield one_site
    one_site.trouble("")


@pytest.fixture
def pictures() -> Pictures:
    return Pictures()


@pytest.fixture
def house(pictures: Pictures) -> Context:
    return sample_context(media=pictures, timeout_s=20.0)


@dataclass
class Line(LoopbackServer):
    """A line to the site that carries every call, and loses an answer when it is told to."""

    site: str = ""
    lose: str = ""  # the path whose next POST is carried out and never answered
    answers: list[Answer] = field(default_factory=list)  # given instead of the site's, in order
    calls: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, request: Request) -> Answer:
        self.calls.append((request.method, request.path))
        if self.answers:
            return self.answers.pop(0)
        answer = httpx.request(
            request.method,
            f"{self.site}{request.path}",
            params=request.query,
            headers={
                name: value
                for name, value in request.headers.items()
                if name.lower() not in ("host", "connection")
            },
            content=request.body,
            timeout=30,
        )
        lost = bool(self.lose) and request.method == "POST" and request.path.endswith(self.lose)
        if lost:
            self.lose = ""
        kind = answer.headers.get("Content-Type", "text/html")
        return Answer(answer.status_code, answer.content, kind, hang_up=lost)


@pytest.fixture
def line(site: WordPressSite) -> Iterator[Line]:
    with Line(site=site.url) as server:
        yield server
