"""Files of a version: rendered once, kept, known by a tag, and not for flooding."""

import dataclasses

import pytest
from django.core.cache import cache, caches

from sasando.desk import actions
from sasando.desk.models import Version
from sasando.site import keeping, turns
from tests.desk.builders import LATER


@pytest.fixture(autouse=True)
def _nothing_kept():
    for one in (cache, caches["copies"]):
        one.clear()


@pytest.fixture
def counted(monkeypatch):
    """How often each file is really rendered."""
    times: dict[str, int] = {}

    def counting(name, file):
        def make(document):
            times[name] = times.get(name, 0) + 1
            return b"isi " + document.imprint.standing.encode()

        return dataclasses.replace(file, make=make)

    files = {name: counting(name, file) for name, file in keeping.FILES.items()}
    monkeypatch.setattr(keeping, "FILES", files)
    return times


def test_a_file_is_rendered_once_until_it_says_something_else(client, desk, counted):
    version = desk.published()
    address = f"/v/{version.code}/poster.pdf"
    first, again = client.get(address), client.get(address)
    assert first.content == again.content == b"isi current"
    assert first["ETag"] == again["ETag"]
    assert "max-age=300" in first["Cache-Control"]
    assert counted == {"poster.pdf": 1}
    text = desk.edit(version.item.specific, by=desk.officer, title="Baru", change_note="Judul.")
    second = actions.propose(item=text, by=desk.officer, at=LATER)
    actions.approve(version=second, by=desk.second, at=LATER)
    corrected = client.get(address)
    assert corrected.content == b"isi corrected"
    assert corrected["ETag"] != first["ETag"]


def test_who_has_the_file_is_told_so_and_nothing_is_rendered(client, desk, counted):
    address = f"/v/{desk.published().code}/poster.pdf"
    tag = client.get(address)["ETag"]
    cache.clear()
    caches["copies"].clear()
    known = client.get(address, headers={"If-None-Match": tag})
    assert (known.status_code, known.content, known["ETag"]) == (304, b"", tag)
    assert counted == {"poster.pdf": 1}


def test_a_withdrawn_version_gives_no_kept_file(client, desk, counted):
    version = desk.published()
    address = f"/v/{version.code}/poster.pdf"
    tag = client.get(address)["ETag"]
    actions.withdraw(version=version, by=desk.officer, reason="Keliru.", at=LATER)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 410


def test_one_address_has_no_more_rendered_than_it_needs(client, desk, counted, monkeypatch):
    monkeypatch.setattr(keeping, "RENDERS_A_MINUTE", 2)
    monkeypatch.setattr(turns, "MINUTE_S", 3600)  # rendering takes what it takes
    code = desk.published().code
    costly = ["poster.pdf", "kolom.pdf", "1080x1080.jpg"]
    assert [client.get(f"/v/{code}/{name}").status_code for name in costly] == [200, 200, 429]
    later = client.get(f"/v/{code}/1080x1080.png")
    assert later["Retry-After"] == "60"
    assert "no-store" in later["Cache-Control"]
    assert client.get(f"/v/{code}/poster.pdf").status_code == 200  # kept
    for name in ("teks.txt", "qr.png"):  # cost nothing
        assert client.get(f"/v/{code}/{name}").status_code == 200
    other = client.get(f"/v/{code}/1080x1080.png", REMOTE_ADDR="10.1.2.3")
    assert other.status_code == 200
    assert Version.objects.count() == 1


def test_the_card_is_there_as_jpeg_which_instagram_fetches(client, desk):
    answer = client.get(f"/v/{desk.published().code}/1080x1080.jpg")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8\xff")
