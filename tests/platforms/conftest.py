"""Platforms on loopback, and a house that keeps its notes."""

from collections.abc import Iterator

import pytest

from sasando.plugins import Context
from sasando.plugins.testing import sample_context
from tests.platforms.graph_server import GraphServer
from tests.platforms.youtube_house import Ledger
from tests.platforms.youtube_server import YouTubeServer


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as server:
        yield server
        server.close_streams()


@pytest.fixture
def house() -> Context:
    return sample_context()


@pytest.fixture
def youtube() -> Iterator[YouTubeServer]:
    with YouTubeServer() as server:
        yield server
        server.hang_up()


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()
