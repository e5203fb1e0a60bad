"""Network push against a partner that keeps to the agreement, and makes the desk keep to it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sasando.channels.builtin.network import ITEM, Network
from sasando.demo.partner import Partner, Trouble
from sasando.plugins import Context, Receipt, Refused, TryLater
from sasando.plugins.testing import ChannelContract, sample_document
from sasando.trust.keys import make_key


@pytest.fixture
def network(house: Context, partner: Partner) -> Network:
    return Network(options={"url": partner.url, "token": "rahasia-mitra"}, context=house)


def push(network: Network, *, key: str = "d-1") -> Receipt:
    document = sample_document()
    return network.deliver(document, network.render(document), key=key)


class TestContract(ChannelContract):
    channel = Network

    @pytest.fixture(autouse=True)
    def _outlet(self, partner: Partner, house: Context) -> None:
        self.partner = partner
        self.house = house
        self.options = {"url": partner.url, "token": "rahasia-mitra"}

    def context(self, folder: object) -> Context:
        return self.house

    def copies(self) -> int:
        return len(self.partner.pushes)


def test_a_push_arrives_and_the_receipt_is_the_partners(network: Network, partner: Partner) -> None:
    receipt = push(network)
    [kept] = partner.pushes
    assert kept.item["title"] == sample_document().headline
    assert receipt.identifier == kept.identifier
    assert receipt.at == kept.received_at
    shown = httpx.get(receipt.address)
    assert shown.status_code == 200
    assert "275.085 pemilih" in shown.text


def test_a_repeat_after_a_lost_answer_brings_the_first_receipt(
    network: Network, partner: Partner
) -> None:
    partner.troubles.append(Trouble(keeps=True))  # took the item, died before it answered
    with pytest.raises(TryLater):
        push(network)
    receipt = push(network)
    assert receipt.identifier == partner.pushes[0].identifier
    assert receipt.words.startswith("409")
    assert len(partner.pushes) == 1


def test_a_correction_replaces_the_copy(network: Network, partner: Partner) -> None:
    receipt = push(network)
    corrected = sample_document(version=2, headline="Jumlah TPS diralat")
    again = network.correct(corrected, network.render(corrected), receipt=receipt, key="d-2")
    assert again.identifier == receipt.identifier
    [copy] = partner.copies.values()
    assert (copy.item["version"], copy.item["title"]) == ("2", "Jumlah TPS diralat")


def test_a_late_old_version_does_not_undo_a_newer_one(network: Network, partner: Partner) -> None:
    newer = sample_document(version=2, headline="Jumlah TPS diralat")
    network.deliver(newer, network.render(newer), key="d-2")
    push(network, key="d-1")
    [copy] = partner.copies.values()
    assert copy.item["version"] == "2"


def test_a_withdrawal_takes_the_text_away(network: Network, partner: Partner) -> None:
    receipt = push(network)
    network.withdraw(sample_document(), receipt=receipt, reason="Angkanya keliru.", key="d-3")
    [copy] = partner.copies.values()
    assert copy.item["pubStatus"] == "canceled"
    assert copy.item["edNote"] == "Angkanya keliru."
    assert "bodies" not in copy.item
    assert "Rapat pleno" not in httpx.get(receipt.address).text


def test_what_is_sent_is_json_with_the_same_bytes(network: Network) -> None:
    first, second = (network.render(sample_document()).file(ITEM) for _ in range(2))
    assert first == second
    assert json.loads(first.body)["pubStatus"] == "usable"


@pytest.mark.parametrize(
    ("trouble", "error", "after", "words"),
    [
        (Trouble(status=500, body=b"mesin mati"), TryLater, None, "mesin mati"),
        (Trouble(status=502), TryLater, None, "502 Bad Gateway"),
        (Trouble(status=429, headers={"Retry-After": "90"}), TryLater, 90, "429"),
        (Trouble(status=503, headers={"Retry-After": "7"}), TryLater, 7, "503"),
        (Trouble(status=503, headers={"Retry-After": "soon"}), TryLater, None, "503"),
        (Trouble(status=408), TryLater, None, "408"),
        (Trouble(), TryLater, None, "connection"),
        (Trouble(status=200, body=b"<html>selamat datang"), TryLater, None, "selamat datang"),
        (Trouble(status=200, body=b'{"id": ""}'), TryLater, None, "without an id"),
        (Trouble(status=200, body=b'{"id": true}'), TryLater, None, "without an id"),
        (Trouble(status=200, body=b"[" * 50_000), TryLater, None, "without an id"),
        (Trouble(status=200, body=b"x" * 1_100_000), TryLater, None, "cut off"),
        (Trouble(status=401, body=b"token?"), Refused, None, "token?"),
        (Trouble(status=403), Refused, None, "403"),
        (Trouble(status=404), Refused, None, "404"),
        (Trouble(status=409, body=b"conflict"), Refused, None, "conflict"),
        (Trouble(status=422, body=b'{"error": "uri?"}'), Refused, None, "uri?"),
        (Trouble(status=302, headers={"Location": "http://10.0.0.1/"}), Refused, None, "10.0.0.1"),
    ],
)
def test_each_failure_is_told_in_the_partners_words(
    network: Network,
    partner: Partner,
    trouble: Trouble,
    error: type[Refused | TryLater],
    after: int | None,
    words: str,
) -> None:
    partner.troubles.append(trouble)
    with pytest.raises(error) as raised:
        push(network)
    assert words in raised.value.words
    if isinstance(raised.value, TryLater):
        assert raised.value.after == (None if after is None else timedelta(seconds=after))
    assert push(network).identifier  # the retry succeeds
    assert len(partner.pushes) == 1


def test_a_retry_after_may_be_a_date(network: Network, partner: Partner) -> None:
    headers = {
        "Retry-After": "Fri, 20 Sep 2024 01:35:00 GMT",
        "Date": "Fri, 20 Sep 2024 01:30:00 GMT",
    }
    partner.troubles.append(Trouble(status=503, headers=headers))
    with pytest.raises(TryLater) as raised:
        push(network)
    assert raised.value.after is not None
    assert timedelta() <= raised.value.after <= timedelta(minutes=5)


def test_silence_ends_at_the_time_limit(house: Context, partner: Partner) -> None:
    partner.troubles.append(Trouble(delay_s=1.5, status=200))
    hurried = Network(
        options={"url": partner.url, "token": "rahasia-mitra"},
        context=replace(house, timeout_s=0.2),
    )
    with pytest.raises(TryLater, match="did not answer within"):
        push(hurried)


def test_nobody_at_the_address(house: Context) -> None:
    absent = Network(options={"url": "http://127.0.0.1:9/"}, context=house)
    with pytest.raises(TryLater, match="connection to 127"):
        push(absent)


def test_a_key_the_partner_does_not_know_is_refused(house: Context, partner: Partner) -> None:
    stranger = Network(
        options={"url": partner.url, "token": "rahasia-mitra"},
        context=replace(house, signing_key=make_key()),
    )
    with pytest.raises(Refused, match="401"):
        push(stranger)
    assert partner.pushes == []


def test_a_wrong_token_is_refused(house: Context, partner: Partner) -> None:
    with pytest.raises(Refused, match="unknown token"):
        push(Network(options={"url": partner.url, "token": "lain"}, context=house))


def test_a_signature_from_long_ago_is_refused(house: Context, partner: Partner) -> None:
    late = replace(house, clock=lambda: datetime(2024, 9, 20, tzinfo=UTC))
    options = {"url": partner.url, "token": "rahasia-mitra"}
    with pytest.raises(Refused, match="401"):
        push(Network(options=options, context=late))


def test_a_recorded_push_cannot_be_played_again(
    network: Network, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, dict[str, str], bytes]] = []
    receive = partner.receive
    monkeypatch.setattr(
        Partner,
        "receive",
        lambda self, method, path, headers, body: (
            heard.append((path, dict(headers), body)) or receive(method, path, headers, body)
        ),
    )
    push(network)
    monkeypatch.undo()
    [(path, headers, body)] = heard
    assert partner.receive("POST", path, headers, body).status == 401
    altered = partner.receive("POST", path, headers, body.replace(b"275.085", b"999.999"))
    assert altered.status == 401
    assert len(partner.pushes) == 1


def test_without_a_key_nothing_is_sent(house: Context, partner: Partner) -> None:
    keyless = Network(options={"url": partner.url}, context=replace(house, signing_key=None))
    with pytest.raises(Refused, match="signing key"):
        push(keyless)


def test_loopback_is_refused_unless_allowed(house: Context, partner: Partner) -> None:
    guarded = Network(options={"url": partner.url}, context=replace(house, allow_loopback=False))
    assert [problem.field for problem in guarded.check()] == ["url"]
    with pytest.raises(Refused, match="public address"):
        push(guarded)
    assert partner.pushes == []


def test_a_script_address_in_an_answer_is_dropped(network: Network, partner: Partner) -> None:
    said = b'{"id": 17, "url": "javascript:alert(1)", "receivedAt": "yesterday"}'
    partner.troubles.append(Trouble(status=200, body=said))
    receipt = push(network)
    assert (receipt.identifier, receipt.address) == ("17", "")
    assert receipt.at.tzinfo is not None
