"""A recording of ours: shown, found, subscribed to and passed on by every surface."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree, html
from pydantic import ValidationError

from sasando.documents import Document
from sasando.documents.blocks import Captions, Chapter
from sasando.rendering.feeds.atom import atom
from sasando.rendering.feeds.feed import Feed
from sasando.rendering.feeds.json_feed import json_feed
from sasando.rendering.feeds.rss import rss
from sasando.rendering.html.article import article_html
from sasando.rendering.html.setting import Setting
from sasando.rendering.jsonld import news_article
from sasando.rendering.ninjs import ninjs
from sasando.rendering.print.layout import Styled, flow
from sasando.rendering.script import broadcast_script
from sasando.rendering.text import plain_text
from sasando.rendering.whatsapp import whatsapp_messages
from tests.documents.builders import PUBLISHED, a_document, a_recording, paragraph, published

FILM = "https://sasando.example/media/recordings/bb.mp4"
FEED = Feed(
    title="Siaran",
    href="https://sasando.example/siaran/",
    self_href="https://sasando.example/umpan/x",
    language="id",
    updated=PUBLISHED + timedelta(hours=1),
)


def episode(**changes: object) -> Document:
    return published(a_document(body=(paragraph("Rekaman."), a_recording(**changes))))


def page(document: Document) -> html.HtmlElement:
    setting = Setting(site_url="https://sasando.example", site_name="Sasando")
    return html.fromstring(f"<div>{article_html(document, setting=setting)}</div>")


def test_it_plays_with_captions_and_loads_nothing_before_it_is_asked_to() -> None:
    [film] = page(episode()).xpath("//video")
    assert dict(film.attrib) == {
        "controls": "",
        "preload": "none",
        "poster": "https://sasando.example/media/pictures/aa.jpg",
    }
    assert film.xpath("source/@src") == [FILM]
    [track] = film.xpath(".//track")
    assert (track.get("srclang"), track.get("label")) == ("id", "Bahasa Indonesia")
    assert "default" in track.attrib


def test_its_chapters_are_links_that_need_no_script() -> None:
    links = page(episode()).xpath("//ol[@class='chapters']//a")
    assert [(a.text, a.get("href")) for a in links] == [
        ("0:00", f"{FILM}#t=0"),
        ("1:35", f"{FILM}#t=95"),
        ("30:00", f"{FILM}#t=1800"),
    ]


def test_its_transcript_is_text_and_never_markup() -> None:
    told = page(episode(transcript="<script>alert(1)</script>\nSelamat malam."))
    assert told.xpath("//script") == []
    assert told.xpath("//details/p/text()") == ["<script>alert(1)</script>", "Selamat malam."]


def test_captions_in_a_language_the_house_does_not_speak_are_named_by_its_code() -> None:
    track = Captions(language="fr", sha256="dd" * 32, href="/media/recordings/dd.vtt")
    assert page(episode(captions=(track,))).xpath("//track/@label") == ["fr"]


def test_bare_it_is_a_film_and_nothing_else() -> None:
    bare = page(episode(poster=None, poster_href=None, chapters=(), captions=(), transcript=None))
    assert bare.xpath("//video/@poster") == []
    assert bare.xpath("//track | //ol[@class='chapters'] | //details") == []


def test_machines_find_its_chapters_as_clips() -> None:
    document = episode()
    [film] = news_article(document)["video"]
    assert film["@type"] == "VideoObject"
    assert (film["contentUrl"], film["duration"]) == (FILM, "PT2880S")
    assert film["uploadDate"] == "2024-09-20T01:30:00Z"
    assert [(c["name"], c["startOffset"], c["endOffset"]) for c in film["hasPart"]] == [
        ("Pembuka", 0, 95),
        ("Siapa yang terdaftar", 95, 1800),
        ("Tanya jawab", 1800, 2880),
    ]
    assert film["caption"][0]["inLanguage"] == "id-ID"


def test_feeds_carry_it_as_enclosure() -> None:
    document = episode()
    [enclosure] = etree.fromstring(rss(FEED, [document], body_html=lambda _: "")).iter("enclosure")
    assert dict(enclosure.attrib) == {"url": FILM, "length": "310000000", "type": "video/mp4"}
    entry = etree.fromstring(atom(FEED, [document], body_html=lambda _: ""))
    [link] = entry.xpath("//*[local-name()='link'][@rel='enclosure']")
    assert (link.get("href"), link.get("length")) == (FILM, "310000000")
    [item] = json.loads(json_feed(FEED, [document], body_html=lambda _: ""))["items"]
    assert item["attachments"] == [
        {
            "url": FILM,
            "mime_type": "video/mp4",
            "title": "Bincang Pilkada: cara memeriksa DPT",
            "duration_in_seconds": 2880,
            "size_in_bytes": 310000000,
        }
    ]


def test_partners_get_file_captions_and_transcript() -> None:
    [film] = ninjs(episode(), html="")["associations"]
    assert film["type"] == "video"
    assert [r["name"] for r in film["renditions"]] == ["original", "poster", "captions-id"]
    assert film["bodies"][0]["role"] == "transcript"


def test_where_no_film_plays_its_title_and_address_stand() -> None:
    document = episode()
    said = f"Video: Bincang Pilkada: cara memeriksa DPT (48 menit)\n{FILM}"
    assert said in plain_text(document)
    assert said in "\n".join(whatsapp_messages(document))
    lines = [line for line in flow(document) if isinstance(line, Styled)]
    printed = ["".join(run.text for run in line.runs) for line in lines]
    assert (
        "Video: Bincang Pilkada: cara memeriksa DPT, sasando.example/media/recordings/bb.mp4"
        in printed
    )


def test_on_air_nobody_reads_an_address() -> None:
    assert "bb.mp4" not in " ".join(broadcast_script(episode(), seconds=60).spoken_lines)


@pytest.mark.parametrize(
    "chapters",
    [
        (Chapter(starts_s=10, title="a"), Chapter(starts_s=10, title="b")),
        (Chapter(starts_s=10, title="a"), Chapter(starts_s=5, title="b")),
        (Chapter(starts_s=2880, title="a"),),
    ],
)
def test_chapters_that_cannot_be_are_refused(chapters: tuple[Chapter, ...]) -> None:
    with pytest.raises(ValidationError, match="chapter begins"):
        a_recording(chapters=chapters)


def test_two_captions_in_one_language_are_refused() -> None:
    track = a_recording().captions[0]
    with pytest.raises(ValidationError, match="one language"):
        a_recording(captions=(track, track))


def test_a_document_names_its_recordings(tmp_path: Path) -> None:
    assert episode().recordings == (a_recording(),)
    assert a_document().recordings == ()
