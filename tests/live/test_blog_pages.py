"""The public page of a live blog: right without script, light, baked, framed, and read by machines."""

import gzip
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from sasando.demo.content import SampleItem, sample_items
from sasando.desk import actions as desk_actions
from sasando.documents.blocks import Paragraph, Span
from sasando.documents.vocabulary import Kind
from sasando.live import actions
from sasando.live.models import BlogPost, LiveBlog, Stream
from sasando.rendering.html import Setting
from sasando.rendering.html.item import script_json
from sasando.rendering.html.live_blog import LivePost, live_post
from sasando.rendering.live_blog import LiveBlogFacts, live_blog_posting
from sasando.site import bake
from sasando.site.live_blogs import older_pages, paths_of
from sasando.site.models import StalePath
from tests.desk.builders import NOW, Desk
from tests.documents.builders import a_document, published
from tests.live.blogs import EN_PATH, PATH, SLUG, corrected, opened, out, planned, short

LATER = NOW + timedelta(hours=1)
WIRE = 50_000  # bytes
SCRIPT = 3_000  # bytes
BUDGET = 30  # queries, for any number of posts
LIST_BUDGET = 8  # queries, for any number of live blogs


def page(client: Client, path: str = PATH) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return html.document_fromstring(response.content)


def posts_of(found: Any) -> list[str]:
    return [h.text_content() for h in found.xpath("//*[@id='kiriman']//h3")]


def structured(found: Any) -> dict[str, Any]:
    [script] = found.xpath("//script[@type='application/ld+json']/text()")
    return json.loads(script)


def filled(desk: Desk, count: int) -> LiveBlog:
    """A blog of ``count`` posts, written from a phone and approved."""
    blog = opened(desk)
    kinds = [Kind.NOTICE, Kind.RELEASE]
    for number in range(count):
        actions.write_post(
            blog=blog,
            post=short(kinds[number % 2], desk.kpu.code, headline=f"Kabar nomor {number}"),
            by=desk.officer,
            at=NOW,
        )
    for number, row in enumerate(blog.posts.order_by("pk")):
        version = row.item.waiting_version
        at = NOW + timedelta(minutes=number)
        desk_actions.approve(version=version, by=desk.second, at=at)
    return blog


def test_readers_get_in_once_a_person_opened_it(client: Client, desk: Desk) -> None:
    blog = planned(desk)
    assert client.get(PATH).status_code == 404
    assert client.get(f"{PATH}sematan/").status_code == 404
    actions.open_blog(blog=blog, by=desk.officer, at=NOW)
    assert "Hari pemungutan suara" in page(client).find(".//h1").text_content()
    assert "Voting day" in page(client, EN_PATH).find(".//h1").text_content()
    home = page(client, "/").xpath("//*[@class='live-now']//a/@href")
    assert home == [PATH]
    assert page(client, "/en/").xpath("//*[@class='live-now']//a/@href") == [EN_PATH]
    calendar = page(client, "/kalender/pilkada2024/")
    assert PATH in calendar.xpath("//main//a/@href")
    actions.close_blog(blog=blog, by=desk.officer, at=LATER)
    assert "Sudah ditutup" in page(client).text_content()
    assert not page(client, "/").xpath("//*[@class='live-now']")
    assert PATH in page(client, "/kalender/pilkada2024/").xpath("//main//a/@href")


def test_a_stage_of_the_calendar_leads_to_its_live_blog(client: Client, desk: Desk) -> None:
    blog = planned(desk)
    stage = blog.election.stages.first()
    blog.stages.set([stage])
    actions.open_blog(blog=blog, by=desk.officer, at=NOW)
    row = page(client, "/kalender/pilkada2024/").get_element_by_id(stage.code)
    assert PATH in row.xpath(".//a/@href")


def test_what_a_page_shows(client: Client, desk: Desk) -> None:
    blog = opened(desk)
    actions.pin(blog=blog, item=desk.published().item, by=desk.officer, at=NOW)
    release = out(desk)
    verdict = out(desk, "verdict", at=LATER)
    found = page(client)
    assert posts_of(found) == [verdict.headline, release.headline]
    assert found.xpath("//*[@id='kiriman']//h3/a/@href") == [verdict.href, release.href]
    assert len(found.xpath("//*[@data-pins]//h3")) == 1
    kinds = [mark.text_content() for mark in found.xpath("//*[@id='kiriman']//span[@class]")]
    assert "Cek fakta" in kinds and "Rilis resmi" in kinds
    [scripts] = found.xpath("//script[contains(@src, 'langsung')]/@src")
    assert scripts
    assert found.xpath("//link[@rel='alternate' and contains(@href, '/oembed')]")
    assert f"langsung-{blog.pk}-id" in found.get_element_by_id("kiriman").get("data-news")


def test_the_page_knows_how_far_it_has_heard(client: Client, desk: Desk) -> None:
    opened(desk)
    out(desk)
    number = Stream.objects.get(topic__endswith="-id").number
    news = page(client).get_element_by_id("kiriman").get("data-news")
    assert news.endswith(f"?after={number}")


def test_machines_read_a_live_blog_posting(client: Client, desk: Desk) -> None:
    blog = opened(desk)
    version = out(desk)
    gone = out(desk, at=LATER)
    corrected(desk, version, LATER, title="KPU menetapkan 275.086 pemilih")
    desk_actions.withdraw(version=gone, by=desk.second, reason="Salah.", at=LATER)
    found = structured(page(client))
    assert found["@type"] == "LiveBlogPosting"
    assert found["coverageStartTime"] == "2024-09-20T01:00:00Z"
    assert found["coverageEndTime"] == "2024-09-20T13:00:00Z"
    assert found["dateModified"] == "2024-09-20T02:00:00Z"
    assert found["publisher"]["name"] == "KPU Kota Kupang"
    withdrawn, first = found["liveBlogUpdate"]
    assert first["@type"] == withdrawn["@type"] == "BlogPosting"
    assert first["headline"] == "KPU menetapkan 275.086 pemilih"
    assert first["articleBody"] and first["datePublished"] == "2024-09-20T01:00:00Z"
    assert first["dateModified"] == "2024-09-20T02:00:00Z"
    assert first["correction"]["text"] == "Angka semula keliru."
    assert withdrawn["creativeWorkStatus"] == "Withdrawn"
    assert "articleBody" not in withdrawn
    for posting in (found, *found["liveBlogUpdate"]):
        assert datetime.fromisoformat(posting["datePublished"]).tzinfo
        assert posting["url"].startswith(settings.SITE_URL)
        assert len(posting["headline"]) <= 110
    actions.close_blog(blog=blog, by=desk.officer, at=LATER)
    assert structured(page(client))["coverageEndTime"] == "2024-09-20T02:00:00Z"


def test_the_number_of_posts_costs_no_query(client: Client, desk: Desk) -> None:
    blog = filled(desk, 2)
    actions.pin(blog=blog, item=blog.posts.first().item, by=desk.officer, at=NOW)
    with CaptureQueriesContext(connection) as two:
        page(client)
    for number in range(3):
        out(desk, at=LATER + timedelta(minutes=number))
    with CaptureQueriesContext(connection) as five:
        assert len(posts_of(page(client))) == 5
    assert len(two) == len(five) <= BUDGET
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{PATH}kiriman.json")
    assert len(asked) <= BUDGET


def test_older_pages_keep_their_posts_and_the_newest_leads_to_them(
    client: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [older_pages(count) for count in (0, 50, 99, 100, 149, 150)] == [0, 0, 0, 1, 1, 2]
    for room in ("sasando.site.live_blogs", "sasando.site.views.live_blogs"):
        monkeypatch.setattr(f"{room}.PER_PAGE", 2)
    filled(desk, 6)
    newest = page(client)
    assert posts_of(newest) == ["Kabar nomor 5", "Kabar nomor 4"]
    assert newest.xpath("//nav[@class='pages']/a/@href") == [f"{PATH}2/"]
    second = page(client, f"{PATH}2/")
    assert posts_of(second) == ["Kabar nomor 3", "Kabar nomor 2"]
    assert second.xpath("//nav[@class='pages']/a/@href") == [PATH, f"{PATH}1/"]
    assert not second.get_element_by_id("kiriman").get("data-news")
    assert client.get(f"{PATH}3/").status_code == client.get(f"{PATH}0/").status_code == 404
    StalePath.objects.all().delete()
    out(desk, at=LATER)
    stale = set(StalePath.objects.values_list("path", flat=True))
    assert PATH in stale and f"{PATH}1/" not in stale and f"{PATH}2/" not in stale
    assert posts_of(page(client, f"{PATH}2/")) == posts_of(second)
    old = BlogPost.objects.order_by("at", "pk").first()
    actions.leave_out(post=old, at=LATER)  # all move by one
    stale = set(StalePath.objects.values_list("path", flat=True))
    assert {f"{PATH}1/", f"{PATH}2/", f"{EN_PATH}1/"} <= stale


def test_a_page_of_ninety_nine_posts_is_light(client: Client, desk: Desk) -> None:
    """To approve so many takes minutes: the sample's sentences are set as posts into a real page."""
    opened(desk)
    sentences = sorted({words for item in sample_items() for words in _sentences(item)})
    posts = []
    for number in range(99):
        words = " ".join(sentences[(7 * number + step) % len(sentences)] for step in range(3))
        document = published(
            a_document(
                item=UUID(int=number + 1),
                headline=sentences[(5 * number) % len(sentences)][:110],
                href=f"{settings.SITE_URL}/pengumuman/kabar-nomor-{number}/",
                key_message=words[:300],
                body=(Paragraph(spans=(Span(text=words[:900]),)),),
            )
        )
        posts.append(LivePost(key=number, at=NOW + timedelta(minutes=number), document=document))
    facts = LiveBlogFacts(
        title="Hari pemungutan suara",
        href=PATH,
        language="id",
        election="Pilkada 2024",
        begins_at=NOW,
        ends_at=None,
        changed_at=LATER,
        keepers=[desk.kpu.party],
    )
    told = live_blog_posting(facts, posts, site_url=settings.SITE_URL, site_name="Sasando")
    setting = Setting(site_url=settings.SITE_URL, site_name="Sasando")
    articles = "".join(live_post(post, setting=setting) for post in posts)
    body = client.get(PATH).content + articles.encode() + script_json(told).encode()
    static = Path(bake.__file__).parent / "static/sasando_site"
    assert (static / "langsung.js").stat().st_size < SCRIPT
    wire = [body, *((static / name).read_bytes() for name in ("sasando.css", "langsung.js"))]
    assert len(articles) > 99 * 300
    assert sum(len(gzip.compress(part, 6)) for part in wire) < WIRE


def _sentences(item: SampleItem) -> Iterator[str]:
    for block in item.body("id"):
        if isinstance(block, Paragraph):
            yield from "".join(span.text for span in block.spans).split(". ")


def test_pages_are_baked_and_a_correction_reaches_all_of_them(client: Client, desk: Desk) -> None:
    opened(desk)
    version = out(desk)
    paths = [PATH, EN_PATH, f"{PATH}sematan/", f"{PATH}kiriman.json", f"{EN_PATH}embed/"]
    assert set(paths) <= set(StalePath.objects.values_list("path", flat=True))
    assert set(paths) <= set(bake.every_path())
    bake.bake_due(now=timezone.now())
    assert all(version.headline in client.get(path).content.decode() for path in paths)
    corrected(desk, version, LATER, title="KPU menetapkan 275.086 pemilih")
    assert "275.086" not in client.get(PATH).content.decode()  # what was baked
    bake.bake_due(now=timezone.now())
    for path in paths:
        response = client.get(path)
        assert response.headers["ETag"]  # it was baked
        assert "275.086" in response.content.decode(), path


def test_who_cannot_listen_asks_what_changed(client: Client, desk: Desk) -> None:
    blog = opened(desk)
    version = out(desk)
    out(desk, at=NOW + timedelta(minutes=1))
    gone = blog.posts.newest_first().first()
    corrected(desk, version, LATER, title="KPU menetapkan 275.086 pemilih")
    actions.leave_out(post=gone, at=LATER + timedelta(minutes=1))
    response = client.get(f"{PATH}kiriman.json")
    assert response["Content-Type"] == "application/json"
    found = response.json()
    assert found["open"] is True
    first, second = found["posts"]
    assert "275.086" in first["html"] and second == {"id": gone.pk, "at": second["at"], "html": ""}
    shown = page(client).xpath("//*[@id='kiriman']/article")
    assert [post.get("id") for post in shown] == [f"p{first['id']}"]
    news = html.fragment_fromstring(first["html"])
    assert news.get("data-stamp") == shown[0].get("data-stamp")  # the same bytes: nothing moves
    assert news.get("data-at") == first["at"]


def test_partners_frame_it_and_find_the_frame_by_oembed(client: Client, desk: Desk) -> None:
    opened(desk)
    out(desk)
    response = client.get(f"{PATH}sematan/")
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "connect-src 'self'" in response["Content-Security-Policy"]
    assert len(posts_of(html.document_fromstring(response.content))) == 1
    for path, frame in ((PATH, f"{PATH}sematan/"), (EN_PATH, f"{EN_PATH}embed/")):
        found = client.get("/oembed", {"url": f"{settings.SITE_URL}{path}"}).json()
        assert f"{settings.SITE_URL}{frame}" in found["html"]
    assert client.get("/oembed", {"url": f"{settings.SITE_URL}/langsung/x/"}).status_code == 404


def test_an_episode_in_english_keeps_its_address(client: Client, desk: Desk) -> None:
    opened(desk)
    version = desk.published("episode", language="en", slug=SLUG)
    assert version.path == f"/en/live/{SLUG}/"
    assert version.headline in page(client, version.path).text_content()
    assert "Voting day" in page(client, EN_PATH).text_content()


def test_the_list_names_what_readers_may_open_and_leads_there(client: Client, desk: Desk) -> None:
    assert "Belum ada" in page(client, "/langsung/").text_content()
    planned(desk, slug="nanti", title="Nanti")
    blog = opened(desk)
    for path, own in (("/langsung/", PATH), ("/en/live-blog/", EN_PATH)):
        with CaptureQueriesContext(connection) as asked:
            found = page(client, path)
        assert len(asked) <= LIST_BUDGET
        assert found.xpath("//main//li/a/@href") == [own]
        assert "Nanti" not in found.text_content()
    assert page(client).xpath("//nav//a[@href='/langsung/']")
    bake.bake_due(now=timezone.now())
    actions.close_blog(blog=blog, by=desk.officer, at=LATER)
    stale = set(StalePath.objects.values_list("path", flat=True))
    assert {"/langsung/", "/en/live-blog/", "/sitemap/pages.xml"} <= stale


def test_a_post_does_not_make_the_list_anew(client: Client, desk: Desk) -> None:
    blog = opened(desk)
    assert "/langsung/" in set(paths_of(blog))
    out(desk)
    assert "/langsung/" not in set(paths_of(blog, post=blog.posts.get()))


def test_machines_find_live_blogs_in_the_sitemap(client: Client, desk: Desk) -> None:
    planned(desk, slug="nanti")
    opened(desk)
    body = client.get("/sitemap/pages.xml").content.decode()
    for path in (PATH, EN_PATH, "/langsung/", "/en/live-blog/"):
        assert f"<loc>{settings.SITE_URL}{path}</loc>" in body
    assert "nanti" not in body
    assert body.count("<lastmod>") == 2
