"""The pages of the own site are counted once each, of readers only, and nothing else is kept."""

from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings as house
from django.test import Client

from sasando.plugins import MeasureKind
from sasando.reach.actions import count_views, tally
from sasando.reach.models import PageViews, TallyMark
from sasando.reach.own_site import shown_of
from sasando.reach.planning.counted import reached_by
from sasando.retention.actions import retain
from sasando.site.setting import ZONE
from tests.desk.builders import Desk, make_desk

NOW = datetime(2024, 11, 20, 8, tzinfo=ZONE)
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/137.0.0.0 Mobile Safari/537.36"
)
PAGE = "/rilis/dpt/"


@pytest.fixture(autouse=True)
def site(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house with baked pages, one framed, on a day of its own."""
    settings.BAKED, settings.TALLY = tmp_path / "baked", tmp_path / "tally"
    for path in (PAGE, f"{PAGE}sematan/", "/"):
        file = tmp_path / "baked" / path.strip("/") / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("<p>baked</p>")
    (tmp_path / "baked/feed.xml").write_text("<feed/>")
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return tmp_path


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def show(path: str = PAGE, **headers: str) -> Any:
    said = {"HTTP_USER_AGENT": PHONE} | headers
    return Client().get("/hitung.gif", {"h": path}, **said)


def counted(kind: MeasureKind = MeasureKind.PAGE_VIEWS) -> dict[str, int]:
    count_views(at=NOW)
    return dict(PageViews.objects.filter(kind=kind).values_list("path", "count"))


def test_a_page_that_is_shown_is_counted_and_the_picture_kept_by_nobody(
    db: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        response = show()
    assert response["Content-Type"] == "image/gif" and response["Cache-Control"] == "no-store"
    assert not response.cookies
    show("/")
    show()
    assert counted() == {PAGE: 2, "/": 1}
    assert counted() == {PAGE: 2, "/": 1}
    show()
    assert counted() == {PAGE: 3, "/": 1}


def test_a_frame_on_another_site_is_counted_for_its_page_but_apart(db: None) -> None:
    show(f"{PAGE}sematan/", HTTP_REFERER="https://partner.example/")
    show()
    assert counted() == {PAGE: 1} == counted(MeasureKind.FRAME_VIEWS)


@pytest.mark.parametrize(
    "headers",
    [
        {
            "HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
        },
        {"HTTP_USER_AGENT": "WhatsApp/2.23.20.0"},
        {"HTTP_USER_AGENT": ""},
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_X_MOZ": "prefetch"},
        {"HTTP_COOKIE": "sessionid=of-an-officer"},
    ],
)
def test_robots_forerunners_and_the_desk_are_no_readers(db: None, headers: dict[str, str]) -> None:
    assert show(**headers).status_code == 200
    assert not house.TALLY.exists() and counted() == {}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/nowhere/",
        "/../secret/",
        "/feed.xml",
        "/cek/a-token/",
        "rilis/dpt/",
        "/a\n/",
        "/" * 600,
    ],
)
def test_only_a_page_that_is_there_is_counted(db: None, path: str) -> None:
    assert show(path).status_code == 200
    assert counted() == {}


def test_nothing_of_who_asked_is_kept(db: None, site: Path) -> None:
    show(HTTP_X_FORWARDED_FOR="203.0.113.7", HTTP_REFERER="https://a.example/")
    assert [file.read_text() for file in (site / "tally").iterdir()] == [f"page-views {PAGE}\n"]


def test_a_line_half_written_waits_and_none_is_read_twice(db: None, site: Path) -> None:
    show()
    file = site / "tally/2024-11-20"
    with file.open("ab") as half:
        half.write(b"page-views /rilis/")
    assert counted() == {PAGE: 1}
    with file.open("ab") as half:
        half.write(b"dpt/\n")
    assert counted() == {PAGE: 2}


def test_what_breaks_off_is_read_again(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    show()
    with monkeypatch.context() as broken, pytest.raises(OSError, match="the power"):
        broken.setattr(TallyMark, "save", _failing)
        count_views(at=NOW)
    assert counted() == {PAGE: 1}


def _failing(*args: Any, **kwargs: Any) -> None:
    raise OSError("the power went")


def test_a_file_of_days_ago_goes_when_it_is_counted(db: None, site: Path) -> None:
    tally().add(MeasureKind.PAGE_VIEWS, PAGE, datetime(2024, 11, 17, tzinfo=ZONE).date())
    show()
    assert count_views(at=NOW) == 2
    retain(at=NOW, only="reach.tallies")
    assert [file.name for file in (site / "tally").iterdir()] == ["2024-11-20"]
    assert PageViews.objects.count() == 2 and TallyMark.objects.count() == 1


def test_lines_of_many_threads_stay_whole(db: None) -> None:
    threads = [Thread(target=lambda: [show() for _ in range(50)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted() == {PAGE: 200}


def test_views_reach_the_item_in_every_language_and_at_every_address(
    desk: Desk, site: Path
) -> None:
    version = desk.published("release", at=NOW)
    key = version.item.translation_key
    for kind, path in (
        (MeasureKind.PAGE_VIEWS, version.path),
        (MeasureKind.FRAME_VIEWS, version.path),
    ):
        tally().add(kind, path, NOW.date())
    tally().add(MeasureKind.PAGE_VIEWS, "/rilis/another/", NOW.date())
    count_views(at=NOW)
    assert shown_of([key]) == {key: {"page-views": 1, "frame-views": 1}}
    assert reached_by([key])[key]["page-views"] == 1


def test_the_desk_sees_the_pages_shown_most(desk: Desk, client: Client) -> None:
    show()
    show()
    show("/")
    count_views(at=NOW)
    client.force_login(desk.officer)
    page = client.get("/desk/reach/bacaan/").content.decode()
    assert page.index(f'<td><a href="{PAGE}">') < page.index('<td><a href="/">')
    assert "Halaman dibuka" in page
