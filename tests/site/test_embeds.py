"""What partners frame shows what stands now; oEmbed says how to frame it."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import etree, html

from sasando.desk import actions
from sasando.desk.models import Version
from sasando.site import bake
from tests.desk.builders import LATER, Desk

OURS = "https://sasando.example"


def framed(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    return html.document_fromstring(response.content)


def oembed(client: Client, url: str, **more: str) -> Any:
    return client.get("/oembed", {"url": url, **more})


class TestFrames:
    def test_an_item_shows_its_newest_version_and_what_was_corrected(
        self, client: Client, full: Desk
    ) -> None:
        page = framed(client, "/rilis/tps/sematan/")
        assert page.find(".//h1").text_content() == "KPU menetapkan 553 TPS"
        assert "Jumlah TPS semula tertulis 552" in page.text_content()
        [link] = page.xpath("//h1/a/@href")
        assert link == f"{OURS}/rilis/tps/"
        assert page.xpath("//base/@target") == ["_blank"]

    def test_a_correction_reaches_a_frame_that_was_baked(
        self, client: Client, full: Desk, settings: Any, tmp_path: Path
    ) -> None:
        settings.BAKED = tmp_path  # what is baked here stands in nobody else's way
        path = "/rilis/tps/sematan/"
        bake.bake_paths([path])
        assert "553 TPS" in framed(client, path).text_content()
        item = Version.objects.filter(slug="tps").first().item.specific
        item = full.edit(item, by=full.officer, title="KPU menetapkan 554 TPS", change_note="554.")
        version = actions.propose(item=item, by=full.officer, at=LATER)
        actions.approve(version=version, by=full.second, at=LATER)
        bake.bake_due(now=LATER)
        assert "554 TPS" in framed(client, path).text_content()

    def test_what_was_withdrawn_says_so_and_nothing_else(self, client: Client, full: Desk) -> None:
        version = Version.objects.current().get(slug="tps")
        actions.withdraw(version=version, by=full.officer, reason="Angka salah.", at=LATER)
        text = framed(client, "/rilis/tps/sematan/").text_content()
        assert "Ditarik" in text
        assert "Ada 553 TPS" not in text

    def test_a_verdict_shows_its_rating(self, client: Client, full: Desk) -> None:
        page = framed(client, "/cek-fakta/nomor-paslon/sematan/")
        assert page.xpath("//*[@class='rating']")

    @pytest.mark.parametrize("path", ["/kalender/sematan/", "/en/calendar/pilkada2024/embed/"])
    def test_calendar_and_countdown_may_be_framed(
        self, client: Client, full: Desk, path: str
    ) -> None:
        framed(client, path)

    @pytest.mark.parametrize("path", ["/", "/rilis/tps/", "/kalender/", "/verifikasi/", "/cek/"])
    def test_no_other_page_may_be_framed(self, client: Client, full: Desk, path: str) -> None:
        response = client.get(path)
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]

    def test_there_is_no_frame_of_what_is_not_public(self, client: Client, full: Desk) -> None:
        full.proposed("release", slug="rahasia")
        assert client.get("/rilis/rahasia/sematan/").status_code == 404


class TestOEmbed:
    def test_an_item_is_found_by_the_link_in_its_page(self, client: Client, full: Desk) -> None:
        page = html.document_fromstring(client.get("/rilis/tps/").content)
        [href] = page.xpath("//link[@type='application/json+oembed']/@href")
        said = client.get(href.removeprefix(OURS)).json()
        assert said["version"] == "1.0"
        assert said["type"] == "rich"
        assert said["title"] == "KPU menetapkan 553 TPS"
        assert said["author_name"]
        assert said["thumbnail_url"].endswith("/1200x630.png")
        frame = html.fragment_fromstring(said["html"])
        assert frame.tag == "iframe"
        assert frame.get("src") == f"{OURS}/rilis/tps/sematan/"
        framed(client, frame.get("src").removeprefix(OURS))

    def test_a_short_address_leads_to_what_stands_now(self, client: Client, full: Desk) -> None:
        first = Version.objects.get(slug="tps", number=1)
        said = oembed(client, f"{OURS}/v/{first.code}").json()
        assert said["title"] == "KPU menetapkan 553 TPS"

    @pytest.mark.parametrize("path", ["/kalender/", "/kalender/pilkada2024/", "/en/calendar/"])
    def test_calendars_have_a_frame(self, client: Client, full: Desk, path: str) -> None:
        assert (
            "/sematan/" in oembed(client, OURS + path).json()["html"]
            or "/embed/" in (oembed(client, OURS + path).json()["html"])
        )

    def test_as_xml(self, client: Client, full: Desk) -> None:
        response = oembed(client, f"{OURS}/rilis/tps/", format="xml")
        assert response["Content-Type"].startswith("text/xml")
        root = etree.fromstring(response.content)
        assert root.tag == "oembed"
        assert root.findtext("html").startswith("<iframe ")

    def test_it_is_no_larger_than_asked_for(self, client: Client, full: Desk) -> None:
        said = oembed(client, f"{OURS}/rilis/tps/", maxwidth="300", maxheight="99999").json()
        assert (said["width"], said["height"]) == (300, 420)

    @pytest.mark.parametrize("size", ["-1", "x", "", "٣", "1e9", "0"])
    def test_odd_sizes_are_forgiven(self, client: Client, full: Desk, size: str) -> None:
        said = oembed(client, f"{OURS}/rilis/tps/", maxwidth=size).json()
        assert 240 <= said["width"] <= 640

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "https://elsewhere.example/rilis/tps/",
            "http://sasando.example/rilis/tps/",
            f"{OURS}/rilis/tidak-ada/",
            f"{OURS}/v/AAAA-BBBB",
            f"{OURS}/desk/",
            f"{OURS}/kalender/tidak-ada/",
            "https://[",
            f"{OURS}/",
        ],
    )
    def test_what_is_none_of_ours_is_not_found(self, client: Client, full: Desk, url: str) -> None:
        assert oembed(client, url).status_code == 404

    def test_a_format_nobody_speaks(self, client: Client, full: Desk) -> None:
        assert oembed(client, f"{OURS}/rilis/tps/", format="yaml").status_code == 501
