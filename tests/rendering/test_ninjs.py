"""ninjs, checked against the schema of IPTC."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from sasando.documents import Document
from sasando.rendering.feeds import Feed
from sasando.rendering.ninjs import ninjs, ninjs_feed
from tests.documents.builders import ITEM, PUBLISHED, a_document, full_document, published
from tests.rendering.published import (
    CHANGE,
    any_address,
    any_text,
    corrected,
    current,
    hostile,
    withdrawn,
)

SCHEMA = json.loads((Path(__file__).parents[1] / "data/ninjs-schema_3.1.json").read_text())
# The schema points at GeoJSON on the network; nothing here uses it.
GEOJSON = "https://geojson.org/schema/GeoJSON.json"
VALIDATOR = Draft202012Validator(
    SCHEMA,
    format_checker=Draft202012Validator.FORMAT_CHECKER,
    registry=Registry().with_resource(
        GEOJSON, Resource.from_contents({"$schema": SCHEMA["$schema"], "$id": GEOJSON})
    ),
)
HTML = "<p>Rapat pleno</p>"


def problems(item: dict[str, Any]) -> list[str]:
    return [f"{list(e.path)}: {e.message}" for e in VALIDATOR.iter_errors(item)]


def item_of(document: Document) -> dict[str, Any]:
    return ninjs(document, html=HTML)


@pytest.mark.parametrize(
    "document",
    [a_document(), full_document(), current(), corrected(), withdrawn()],
    ids=["draft", "full draft", "published", "corrected", "withdrawn"],
)
def test_every_document_is_valid_ninjs(document: Document) -> None:
    assert problems(item_of(document)) == []


def test_the_schema_is_really_used() -> None:
    assert problems(item_of(current()) | {"urgency": 12, "firstCreated": "kemarin"}) != []
    assert problems(item_of(current()) | {"surprise": 1}) != []


def test_identity_versions_and_times() -> None:
    item = item_of(corrected())
    assert item["uri"] == f"urn:uuid:{ITEM}"
    assert item["version"] == "2"
    assert item["firstCreated"] == "2024-09-20T01:30:00Z"
    assert item["versionCreated"] == "2024-09-21T01:30:00Z"
    assert item["expires"] == "2024-11-27T05:00:00Z"
    assert item["edNote"] == f"RALAT: {CHANGE}"
    (corrects,) = [a for a in item["associations"] if a["rel"] == "corrects"]
    assert corrects["version"] == "1"


def test_publication_status() -> None:
    embargoed = a_document(embargo_until=PUBLISHED + timedelta(hours=2))
    assert item_of(current())["pubStatus"] == "usable"
    assert item_of(withdrawn())["pubStatus"] == "canceled"
    assert item_of(a_document())["pubStatus"] == "withheld"
    assert item_of(published(embargoed))["pubStatus"] == "withheld"
    assert item_of(published(embargoed))["embargoedUntil"] == "2024-09-20T03:30:00Z"


def test_an_urgent_notice_is_urgent() -> None:
    assert item_of(a_document(kind="notice"))["urgency"] == 1


def test_everything_the_document_knows_is_there() -> None:
    item = item_of(current())
    assert [b["contentType"] for b in item["bodies"]] == ["text/html", "text/plain"]
    assert item["people"] == [
        {"name": "Ismael Manoe", "rel": "quoted", "literal": "Ketua KPU Kota Kupang"}
    ]
    assert {(o["rel"], o["name"]) for o in item["organisations"]} == {
        ("publisher", "KPU Kota Kupang"),
        ("partner", "Pos Kupang"),
    }
    assert {"name": "women", "rel": "audience", "literal": "women"} in item["subjects"]
    assert item["events"][0]["id"] == "pkd-07"
    assert item["places"][0]["literal"] == "5371"
    assert {a["rel"] for a in item["associations"]} == {
        "picture", "video", "stage", "stage-change", "related", "translation",
    }  # fmt: skip
    trust = {t["role"].partition("#")[2]: t["href"] for t in item["trustIndicators"]}
    assert trust["verify"] == f"https://sasando.example/v/{current().code}"
    assert trust["log"] == "https://sasando.example/.well-known/sasando/log.json"
    assert {"role": "digest", "value": f"sha256:{current().digest}"} in item["altIds"]


def test_a_feed_is_one_valid_item_that_keeps_the_withdrawn() -> None:
    feed = Feed(
        title="Rilis",
        href="https://sasando.example/rilis/",
        self_href="https://sasando.example/umpan/ninjs.json",
        language="id",
        updated=PUBLISHED,
    )
    whole = ninjs_feed(feed, [current(), withdrawn()], body_html=lambda _: HTML)
    assert problems(whole) == []
    assert [part["pubStatus"] for part in whole["associations"]] == ["usable", "canceled"]


@given(any_text)
def test_any_text_gives_valid_ninjs(text: str) -> None:
    item = ninjs(hostile(text), html=text)
    assert problems(item) == []
    assert json.dumps(item) == json.dumps(ninjs(hostile(text), html=text))


@given(any_address)
def test_any_address_gives_valid_ninjs(href: str) -> None:
    document = a_document(href=href, related=({"title": "x", "href": href},))
    assert problems(item_of(document)) == []
