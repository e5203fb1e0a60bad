"""Feeds, read back by feedparser, lxml's RELAX NG and jsonschema."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from lxml import etree

from sasando.documents import Document
from sasando.rendering.exceptions import NotPublished
from sasando.rendering.feeds import Feed, atom, json_feed, rss
from tests.documents.builders import ITEM, a_document
from tests.rendering.published import CHANGE, any_text, corrected, current, hostile, withdrawn

DATA = Path(__file__).parents[1] / "data"
ATOM_GRAMMAR = etree.RelaxNG(etree.parse(DATA / "atom.rng"))
JSON_FEED = Draft202012Validator(
    json.loads((DATA / "json-feed-1.1.json").read_text()),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
FEED = Feed(
    title="Rilis resmi & pengumuman",
    href="https://sasando.example/rilis/",
    self_href="https://sasando.example/umpan/rilis.xml",
    language="id",
    updated=datetime(2024, 9, 21, 2, 0, tzinfo=UTC),
    hub="https://hub.example/",
)


def body_html(document: Document) -> str:
    return f"<p>{document.code} &amp; ]]&gt;</p>"


def as_atom(*documents: Document) -> bytes:
    return atom(FEED, documents, body_html=body_html)


def as_rss(*documents: Document) -> bytes:
    return rss(FEED, documents, body_html=body_html)


def as_json(*documents: Document) -> bytes:
    return json_feed(FEED, documents, body_html=body_html)


def problems_of_json_feed(feed: bytes) -> list[str]:
    return [error.message for error in JSON_FEED.iter_errors(json.loads(feed))]


@pytest.mark.parametrize("make", [as_rss, as_atom])
def test_an_independent_reader_finds_everything(make: Callable[..., bytes]) -> None:
    document = current()
    feed = feedparser.parse(make(document))
    assert not feed.bozo
    assert feed.feed.title == FEED.title
    assert feed.feed.language == "id"
    links = {link.rel: link.href for link in feed.feed.links}
    assert links["self"] == FEED.self_href
    assert links["hub"] == FEED.hub
    (entry,) = feed.entries
    assert entry.id == f"urn:uuid:{ITEM}"
    assert entry.link == document.href
    assert entry.title == document.headline
    assert entry.summary == document.key_message
    assert entry.content[0].value == body_html(document)
    assert entry.published_parsed[:5] == (2024, 9, 20, 1, 30)
    assert entry.updated_parsed[:5] == (2024, 9, 20, 1, 30)
    assert {tag.term for tag in entry.tags} >= {"Rilis resmi", "Pilkada Serentak 2024"}


def test_rss_guid_is_no_address_and_pictures_travel() -> None:
    item = etree.fromstring(as_rss(current())).find("channel/item")
    assert item is not None
    guid = item.find("guid")
    assert guid is not None
    assert guid.get("isPermaLink") == "false"
    assert item.findtext("pubDate") == "Fri, 20 Sep 2024 01:30:00 +0000"
    (entry,) = feedparser.parse(as_rss(current())).entries
    assert entry.media_content[0]["url"] == "https://sasando.example/media/pictures/aa.jpg"


def test_atom_follows_the_grammar_of_rfc_4287() -> None:
    ATOM_GRAMMAR.assertValid(etree.fromstring(as_atom(current(), withdrawn())))


def test_json_feed_follows_the_specification() -> None:
    feed = as_json(corrected())
    assert problems_of_json_feed(feed) == []
    value = json.loads(feed)
    assert value["hubs"] == [{"type": "WebSub", "url": FEED.hub}]
    (item,) = value["items"]
    assert item["id"] == f"urn:uuid:{ITEM}"
    assert item["authors"] == [{"name": "Humas KPU Kota Kupang"}]
    assert item["_sasando"]["digest"] == corrected().digest


@pytest.mark.parametrize("make", [as_rss, as_atom])
def test_a_correction_keeps_its_identity_and_says_what_changed(make: Callable[..., bytes]) -> None:
    (entry,) = feedparser.parse(make(corrected())).entries
    assert entry.id == f"urn:uuid:{ITEM}"
    assert entry.published_parsed[:3] == (2024, 9, 20)
    assert entry.updated_parsed[:3] == (2024, 9, 21)
    assert entry.summary.startswith(f"RALAT: {CHANGE}")


def test_a_withdrawn_document_leaves_a_tombstone_in_atom_and_nothing_elsewhere() -> None:
    root = etree.fromstring(as_atom(withdrawn()))
    tombstone = root.find(TOMBSTONE)
    assert tombstone is not None
    assert tombstone.get("ref") == f"urn:uuid:{ITEM}"
    assert tombstone.get("when") == "2024-09-20T01:30:00Z"
    assert "Data keliru." in "".join(tombstone.itertext())
    assert feedparser.parse(as_atom(withdrawn())).entries == []
    assert feedparser.parse(as_rss(withdrawn())).entries == []
    assert json.loads(as_json(withdrawn()))["items"] == []


@pytest.mark.parametrize("make", [as_rss, as_atom, as_json])
def test_what_is_not_published_is_refused(make: Callable[..., bytes]) -> None:
    with pytest.raises(NotPublished):
        make(a_document())


@pytest.mark.parametrize("make", [as_rss, as_atom, as_json])
def test_the_same_documents_give_the_same_bytes(make: Callable[..., bytes]) -> None:
    assert make(current(), withdrawn()) == make(current(), withdrawn())


@given(any_text)
def test_any_text_gives_valid_feeds(text: str) -> None:
    document = hostile(text)

    def as_written(_: Document) -> str:
        return text

    ATOM_GRAMMAR.assertValid(etree.fromstring(atom(FEED, [document], body_html=as_written)))
    etree.fromstring(rss(FEED, [document], body_html=as_written))
    assert problems_of_json_feed(json_feed(FEED, [document], body_html=as_written)) == []
