"""The public pages: a request without scripts, followed on a page nobody else knows."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from sasando.openness import actions
from sasando.openness.actions import Attached
from sasando.openness.models import Request
from tests.desk.builders import Desk
from tests.openness.conftest import WORDS, Ask, at, granted
from tests.site.test_pages import Balance

SENT = {
    "teks": WORDS,
    "tujuan": "Penelitian",
    "nama": "Ana Lopo",
    "alamat": "Jl. Timor Raya 1",
    "surel": "ana@warga.example",
    "jenis": "person",
    "cara": "copy",
}
BUDGETS = {
    "/informasi-publik/": 3,
    "/en/public-information/": 3,
    "/informasi-publik/minta/": 1,
    "/en/public-information/ask/": 1,
}


def checked(content: bytes) -> Any:
    parser = Balance()
    parser.feed(content.decode())
    assert not parser.open
    page = html.fromstring(content)
    assert not page.xpath("//style|//script[not(@src) and not(@type)]|//*[@style]")
    assert len(page.xpath("//h1")) == 1
    return page


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_is_there_light_strict_and_within_its_budget(
    client: Client, desk: Desk, django_assert_max_num_queries: Any, path: str
) -> None:
    with django_assert_max_num_queries(BUDGETS[path]):
        response = client.get(path)
    assert response.status_code == 200
    assert len(response.content) < 50_000
    assert "Set-Cookie" not in response.headers
    assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
    checked(response.content)


def test_a_request_is_sent_followed_and_kept_from_robots(
    client: Client, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    sent = client.post("/informasi-publik/minta/", SENT)
    assert sent.status_code == 303
    asked = Request.objects.get()
    assert sent.headers["Location"] == f"/informasi-publik/permohonan/{asked.token}/"
    with django_assert_max_num_queries(12):
        page = client.get(sent.headers["Location"])
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    text = checked(page.content).text_content()
    assert asked.number in text
    assert "hari kerja ke-3" in text or "hari kerja ke-10" in text
    assert "Ana Lopo" not in text
    assert client.get(f"/en/public-information/request/{asked.token}/").status_code == 200
    assert client.get("/informasi-publik/permohonan/tebakan/").status_code == 404


def test_sent_twice_says_the_number_and_not_the_secret_page(client: Client, desk: Desk) -> None:
    client.post("/informasi-publik/minta/", SENT)
    asked = Request.objects.get()
    again = client.post("/informasi-publik/minta/", SENT | {"teks": WORDS.upper()})
    assert again.status_code == 200
    body = again.content.decode()
    assert asked.number in body
    assert asked.token not in body


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"teks": ""}, 400),
        ({"nama": ""}, 400),
        ({"surel": "bukan"}, 400),
        ({"teks": "x" * 11_000}, 400),
    ],
)
def test_what_is_not_taken_is_said_and_the_words_stay_in_the_form(
    client: Client, desk: Desk, changes: dict[str, str], status: int
) -> None:
    response = client.post("/informasi-publik/minta/", SENT | changes)
    assert response.status_code == status
    page = checked(response.content)
    assert page.xpath("//*[@role='alert']")
    assert page.xpath("//textarea[@name='tujuan']")[0].text.strip() == "Penelitian"
    assert not Request.objects.exists()


def test_a_heavy_attachment_is_refused_before_it_is_read(client: Client, desk: Desk) -> None:
    response = client.post("/informasi-publik/minta/", SENT, CONTENT_LENGTH=str(200 * 2**20))
    assert response.status_code == 413
    assert "256 kB" in response.content.decode()
    assert not Request.objects.exists()


def test_a_flood_is_stopped_with_words(client: Client, desk: Desk) -> None:
    for number in range(200):
        response = client.post(
            "/informasi-publik/minta/", SENT | {"teks": f"Berkas {number} mana?"}
        )
        if response.status_code == 429:
            break
    assert response.status_code == 429
    assert response.headers["Retry-After"]


def test_the_answer_its_file_and_an_objection_on_the_page(
    client: Client, desk: Desk, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(1)
    answer = granted(outcome="partly", article="Pasal 17 huruf h", consequence="Data pribadi")
    answer = type(answer)(**{**_fields(answer), "files": [Attached("tabel.csv", b"1,2\n")]})
    actions.decide(matter=asked.matter, answer=answer, by=desk.officer, at=at("2025-07-10"))
    monkeypatch.setattr(timezone, "now", lambda: at("2025-07-14"))
    path = f"/informasi-publik/permohonan/{asked.token}/"
    page = checked(client.get(path).content)
    [link] = page.xpath("//a[contains(@href, '/berkas/')]/@href")
    file = client.get(link)
    assert b"".join(file.streaming_content) == b"1,2\n"
    assert "attachment" in file.headers["Content-Disposition"]
    other = ask(2, text="Yang lain sama sekali")
    number = link.rstrip("/").rpartition("/")[2]
    assert (
        client.get(f"/informasi-publik/permohonan/{other.token}/berkas/{number}/").status_code
        == 404
    )
    empty = client.post(path, {"keberatan": "1", "alasan": "d", "teks": ""})
    assert empty.status_code == 409
    sent = client.post(path, {"keberatan": "1", "alasan": "d", "teks": "Kurang lengkap"})
    assert sent.status_code == 303
    assert "Kurang lengkap" in client.get(path).content.decode()


def _fields(answer: Any) -> dict[str, Any]:
    return {name: getattr(answer, name) for name in answer.__slots__}


def test_what_is_missing_is_completed_on_the_page_and_a_request_taken_back(
    client: Client, desk: Desk, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(1, name="", address="", via="mail")
    actions.ask_back(request=asked, missing="Nama dan alamat", by=desk.officer, at=at("2025-07-08"))
    monkeypatch.setattr(timezone, "now", lambda: at("2025-07-09"))
    path = f"/informasi-publik/permohonan/{asked.token}/"
    page = checked(client.get(path).content)
    assert page.xpath("//input[@name='nama' and @required]")
    told = {"lengkapi": "1", "nama": "Ana", "alamat": "Kupang", "tambahan": ""}
    assert client.post(path, told).status_code == 303
    asked.refresh_from_db()
    assert (asked.state, asked.applicant["name"]) == ("open", "Ana")
    assert client.post(path, {"cabut": "1"}).status_code == 303
    asked.refresh_from_db()
    assert asked.outcome == "withdrawn"
