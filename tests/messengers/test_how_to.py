"""The messenger of the how-to, as it stands there: it is called, answers, and lets no forger in."""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.plugins import TryLater
from sasando.plugins.messenger import Forged, Malformed, Messenger, Option, Reply, State
from sasando.plugins.testing import sample_context
from tests.messengers.loopback import Answer, LoopbackServer, Request

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-messenger.md"
SECRET = "rahasia"


@dataclass
class Gateway(LoopbackServer):
    """Takes an SMS a key once; fails with 503 when it is ``down``."""

    down: bool = False
    taken: dict[str, dict[str, str]] = field(default_factory=dict)

    def answer(self, request: Request) -> Answer:
        if self.down:
            return Answer(503, b"{}")
        sms = json.loads(request.body)
        assert set(sms) == {"to", "text", "key"}
        self.taken.setdefault(sms["key"], sms)
        return Answer(200, json.dumps({"id": f"sms-{len(self.taken)}"}).encode())


def sms(url: str = "https://gateway.example/sms") -> Messenger:
    [code] = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    names: dict[str, Any] = {"__name__": "sasando_sms"}
    exec(compile(code, str(PAGE), "exec"), names)
    return names["Sms"](options={"url": url, "secret": SECRET}, context=sample_context())


def signed(body: bytes) -> dict[str, str]:
    return {"X-Signature": hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}


def test_it_says_what_people_sent() -> None:
    call = {"event": "message", "id": 5, "from": "+62813", "time": 1732600000, "text": "benar?"}
    body = json.dumps(call).encode()
    [message] = sms().receive(body, signed(body)).incoming
    assert (message.external_id, message.address, message.text) == ("5", "+62813", "benar?")
    assert message.sent_at == datetime(2024, 11, 26, 5, 46, 40, tzinfo=UTC)


def test_it_says_what_became_of_an_answer() -> None:
    body = json.dumps({"event": "delivered", "id": "sms-1", "time": 1732600000}).encode()
    [status] = sms().receive(body, signed(body)).statuses
    assert (status.identifier, status.state) == ("sms-1", State.DELIVERED)


def test_it_answers_and_a_repeat_makes_one_message() -> None:
    with Gateway() as gateway:
        reply = Reply(text="Tidak benar.", options=(Option(id="tip:1:y", label="Ya"),))
        receipts = [sms(gateway.url).reply("+62813", reply, key="k") for _ in range(2)]
        assert {receipt.identifier for receipt in receipts} == {"sms-1"}
        assert [sent["text"] for sent in gateway.taken.values()] == ["Tidak benar.\n1. Ya"]
        gateway.down = True
        with pytest.raises(TryLater):
            sms(gateway.url).reply("+62813", reply, key="l")


@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.dictionaries(
                st.sampled_from(["event", "id", "time", "from", "text"]), inner, max_size=5
            )
            | st.lists(inner, max_size=2)
        ),
        max_leaves=6,
    ).map(lambda value: json.dumps(value).encode())
)
def test_whatever_comes_is_read_or_refused(body: bytes) -> None:
    messenger = _ONE
    with pytest.raises(Forged):
        messenger.receive(body, {"X-Signature": "é"})
    try:
        messenger.receive(body, signed(body))
    except Malformed as error:
        assert error.words


_ONE = sms()
