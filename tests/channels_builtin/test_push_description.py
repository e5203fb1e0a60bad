"""What the partner is told it will get is what it gets."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sasando.channels.builtin.network import ITEM, Network
from sasando.demo.partner import Partner, Reply
from sasando.plugins import Context
from tests.documents.builders import full_document, published

ROOT = Path(__file__).parents[2]
DESCRIPTION = json.loads((ROOT / "docs/reference/network-push.openapi.json").read_text())
NINJS = json.loads((ROOT / "tests/data/ninjs-schema_3.1.json").read_text())
FULL = published(full_document())


def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": DESCRIPTION["components"]}
    )


def test_the_description_is_sound_openapi() -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    validator.validate(DESCRIPTION)


def test_each_push_is_ninjs_and_as_described(house: Context, partner: Partner) -> None:
    network = Network(options={"url": partner.url, "token": "rahasia-mitra"}, context=house)
    receipt = network.deliver(FULL, network.render(FULL), key="d-1")
    network.withdraw(FULL, receipt=receipt, reason="Keliru.", key="d-2")
    for kept in partner.pushes:
        Draft202012Validator(NINJS).validate(kept.item)
        schema("Item").validate(kept.item)


def test_the_partners_answers_are_as_described(
    house: Context, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[tuple[int, dict[str, Any]]] = []
    receive = Partner.receive

    def heard(self: Partner, *args: Any) -> Reply:
        reply = receive(self, *args)
        answers.append((reply.status, dict(reply.said)))
        return reply

    monkeypatch.setattr(Partner, "receive", heard)
    network = Network(options={"url": partner.url, "token": "rahasia-mitra"}, context=house)
    rendition = network.render(FULL)
    network.deliver(FULL, rendition, key="d-1")
    network.deliver(FULL, rendition, key="d-1")
    partner.receive("POST", "/sasando/items", {}, b"")
    described = DESCRIPTION["paths"]["/sasando/items"]["post"]["responses"]
    assert [status for status, _ in answers] == [201, 409, 401]
    for status, said in answers:
        assert str(status) in described
        schema("Error" if status == 401 else "Receipt").validate(said)


def test_the_rendition_is_small_enough_to_take(house: Context) -> None:
    assert len(Network(options={}, context=house).render(FULL).file(ITEM).body) < 100_000
