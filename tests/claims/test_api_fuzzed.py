"""The check API under schemathesis: whatever is sent, it answers as described and never fails."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.schemas import APIOperation

from sasando.claims.actions import askers
from tests.desk.builders import Desk

_NAMES = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
_EXAMPLES = 20  # a way, an operation


@pytest.fixture
def operations(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[APIOperation]]:
    monkeypatch.setattr(askers, "BURST", 1e6)
    house = WSGIHandler()

    def app(environ: dict[str, Any], start: Any) -> Any:
        return house(environ | {"REMOTE_ADDR": "127.0.0.1"}, start)

    # A request closes a connection that is inside a transaction, and the test is one whole.
    around = (signals.request_started, signals.request_finished)
    for signal in around:
        signal.disconnect(close_old_connections)
    schema = schemathesis.openapi.from_wsgi("/api/v1/check.openapi.json", app=app)
    yield [found.ok() for found in schema.get_all_operations()]
    for signal in around:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_whatever_is_sent_is_answered_as_described(
    operations: list[APIOperation], mode: GenerationMode
) -> None:
    checks = CHECKS.get_by_names(_NAMES)
    assert len(operations) == 3
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and not operation.body:
            continue  # any token is a text: there is nothing that the description forbids

        @settings(
            max_examples=_EXAMPLES,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def answers(case: Case) -> None:
            case.call_and_validate(checks=checks)

        answers()
