"""Films are streamed in parts, and only where a public Document names them."""

import hashlib
import os
import random
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client
from waitress.server import create_server

from sasando.desk import actions as desk_actions
from sasando.site import ranges, recordings
from sasando.site.recordings import kept_folder, public_folder, set_links
from sasando.wsgi import application
from tests.desk.builders import NOW, Desk, make_desk

FILM = random.Random(22).randbytes(300_000)  # the same for every process of the tests
SHA = hashlib.sha256(FILM).hexdigest()
VTT = b"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHalo\n"
VTT_SHA = hashlib.sha256(VTT).hexdigest()
HREF, VTT_HREF = f"/media/recordings/{SHA}.mp4", f"/media/recordings/{VTT_SHA}.vtt"


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.KEYS = tmp_path / "keys"
    settings.BAKED = tmp_path / "baked"
    kept_folder().mkdir(parents=True)
    (kept_folder() / f"{SHA}.mp4").write_bytes(FILM)
    (kept_folder() / f"{VTT_SHA}.vtt").write_bytes(VTT)
    return tmp_path


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def body() -> list[tuple[str, Any]]:
    film = {
        "title": "Rekaman",
        "sha256": SHA,
        "duration_s": 60,
        "size": len(FILM),
        "poster": "",
        "chapters": [{"starts_s": 0, "title": "Pembukaan"}],
        "captions": [{"language": "id", "sha256": VTT_SHA}],
        "transcript": "Halo",
    }
    return [("recording", film)]


@pytest.fixture
def server(house: Path) -> Iterator[str]:
    """The product's own server on loopback, with the films readable by everyone."""
    public_folder().mkdir()
    for name in (f"{SHA}.mp4", f"{VTT_SHA}.vtt"):
        (public_folder() / name).symlink_to(Path("..") / "recordings" / name)
    sockets: dict[int, Any] = {}
    made = create_server(application, host="127.0.0.1", port=0, threads=4, map=sockets)

    def serve() -> None:
        with suppress(OSError):  # its sockets are closed under it when the test is over
            made.run()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.effective_port}"
    made.task_dispatcher.shutdown(timeout=2)
    for one in list(sockets.values()):
        one.close()
    thread.join(timeout=5)


def test_a_film_is_public_from_approval_to_withdrawal(
    desk: Desk, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        desk.proposed("news", body=body())
    assert client.get(HREF).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        version = desk.published("news", body=body())
    for href in (HREF, VTT_HREF):
        answer = client.get(href)
        assert answer.status_code == 200, href
        assert "immutable" in answer["Cache-Control"]
        assert answer.getvalue()
    with django_capture_on_commit_callbacks(execute=True):
        desk_actions.withdraw(version=version, by=desk.editor, reason="Salah rekaman", at=NOW)
    assert client.get(HREF).status_code == 404
    assert client.get(VTT_HREF).status_code == 404


def test_what_is_not_public_is_shown_to_the_desk_and_cached_by_nobody(
    desk: Desk, client: Client
) -> None:
    client.force_login(desk.editor)
    answer = client.get(HREF)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private")
    assert answer.getvalue()


def test_links_are_set_right_by_the_clock(desk: Desk) -> None:
    desk.published("news", body=body())
    public_folder().mkdir(exist_ok=True)
    (public_folder() / f"{'0' * 64}.mp4").symlink_to(Path("..") / "recordings" / "nichts")
    set_links(NOW)
    set_links(NOW)
    assert {path.name for path in public_folder().iterdir()} == {f"{SHA}.mp4", f"{VTT_SHA}.vtt"}
    assert (public_folder() / f"{SHA}.mp4").read_bytes() == FILM


def test_a_block_without_its_film_cannot_be_proposed(desk: Desk) -> None:
    (kept_folder() / f"{SHA}.mp4").unlink()
    with pytest.raises(desk_actions.proposals.RuleBroken, match="not kept in this house"):
        desk.proposed("news", body=body())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        f"recordings-public/{SHA}.mp4",
        f"recordings/../recordings/{SHA}.mp4",
        f"recordings//{SHA}.mp4",
        f"recordings/{SHA}.mp4/",
        f"recordings/{SHA}.mp4%00",
        f"recordings/{SHA.upper()}.mp4",
        f"recordings/{SHA}.MP4",
        f"recordings/{SHA}.mp4%0a",
        "recordings/",
        "recordings/..%2fsecret.key",
    ],
)
def test_no_other_way_leads_to_a_film(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code in (301, 400, 404)


RANGES = [
    ("bytes=0-0", 206, (0, 1)),
    ("bytes=10-19", 206, (10, 10)),
    ("bytes=299990-", 206, (299_990, 10)),
    ("bytes=299990-999999", 206, (299_990, 10)),
    ("bytes=-5", 206, (299_995, 5)),
    ("bytes=-999999", 206, (0, 300_000)),
    ("bytes=100000-250000", 206, (100_000, 150_001)),
    ("bytes=5-2", 200, (0, 300_000)),
    ("bytes=0-1,5-6", 200, (0, 300_000)),
    ("chars=0-1", 200, (0, 300_000)),
    ("bytes=-", 200, (0, 300_000)),
    ("", 200, (0, 300_000)),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("header", "status", "part"), RANGES)
def test_a_part_is_that_part_over_real_http(
    server: str, header: str, status: int, part: tuple[int, int]
) -> None:
    start, length = part
    answer = httpx.get(server + HREF, headers={"Range": header} if header else {})
    assert answer.status_code == status
    assert answer.content == FILM[start : start + length]
    assert answer.headers["Content-Length"] == str(length)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Type"] == "video/mp4"
    if status == 206:
        assert answer.headers["Content-Range"] == f"bytes {start}-{start + length - 1}/300000"


@pytest.mark.django_db(transaction=True)
def test_the_conditions_of_http_are_kept(server: str) -> None:
    part, etag = {"Range": "bytes=0-9"}, f'"{SHA}"'
    behind = httpx.get(server + HREF, headers={"Range": "bytes=300000-"})
    assert (behind.status_code, behind.headers["Content-Range"]) == (416, "bytes */300000")
    same = httpx.get(server + HREF, headers=part | {"If-Range": etag})
    assert (same.status_code, len(same.content)) == (206, 10)
    other = httpx.get(server + HREF, headers=part | {"If-Range": '"lain"'})
    assert (other.status_code, len(other.content)) == (200, 300_000)
    known = httpx.get(server + HREF, headers={"If-None-Match": etag})
    assert (known.status_code, known.content) == (304, b"")
    head = httpx.head(server + HREF, headers=part)
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", "300000")
    captions = httpx.get(server + VTT_HREF)
    assert (captions.content, captions.headers["Content-Type"]) == (VTT, "text/vtt; charset=utf-8")


@pytest.mark.django_db(transaction=True)
def test_many_clients_read_their_own_parts_at_once(server: str) -> None:
    got: dict[int, bool] = {}

    def read(number: int) -> None:
        start = number * 20_000
        header = {"Range": f"bytes={start}-{start + 19_999}"}
        with httpx.Client() as one:
            got[number] = all(
                one.get(server + HREF, headers=header).content == FILM[start : start + 20_000]
                for _ in range(5)
            )

    readers = [threading.Thread(target=read, args=(number,)) for number in range(12)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert got == dict.fromkeys(range(12), True)


def test_a_part_never_gives_more_than_itself(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(FILM)
    with ranges.Part(path.open("rb"), 100, 50) as part:
        assert part.read() == FILM[100:150]
        assert part.read() == b""
        part.seek(-10, os.SEEK_END)
        assert (part.tell(), part.read(99)) == (40, FILM[140:150])


def test_names_are_digests(house: Path) -> None:
    assert recordings.NAME.fullmatch(f"{SHA}.mp4")
    assert not recordings.NAME.fullmatch(f"{SHA}.mov")
