"""The check API: what partners and widgets are told, the limits, the problems, the description."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openapi_spec_validator import validate as validate_openapi
from PIL import Image

from sasando.channels.models import AccessToken
from sasando.claims import knowledge
from sasando.claims.answering import answer_one
from sasando.claims.api import check_api
from sasando.claims.models import Claim, Feedback, Tip
from tests.claims.conftest import work
from tests.claims.standin import StandIn
from tests.desk.builders import Desk

DESCRIPTION = Path(__file__).parents[2] / "docs/reference/check-api.openapi.json"
CHECK = "/api/v1/check"
KNOWN = "Benarkah KPU menetapkan 275.085 pemilih?"
RUMOUR = "Awas! Petugas TPS di Oesapa menjual surat suara yang sudah dicoblos kepada tim sukses"


def ask(body: Any, **headers: str) -> Any:
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return Client().post(CHECK, text, content_type="application/json", headers=headers)


def say(token: str, choice: str) -> Any:
    path = f"{CHECK}/{token}/feedback"
    return Client().post(path, json.dumps({"choice": choice}), content_type="application/json")


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(file, "PNG")
    return file.getvalue()


def test_what_is_known_is_told_with_who_says_it_where_and_how_sure(desk: Desk) -> None:
    version = desk.published("release")
    work()
    answer = ask({"text": KNOWN})
    assert answer.status_code == 200
    check = answer.json()
    [match] = check["matches"]
    assert (check["state"], match["source"], match["code"]) == (
        "answered",
        "official",
        version.code,
    )
    assert match["text"] == version.content.key_message
    assert match["href"] == version.href
    assert match["says"] == "Informasi resmi KPU Kota Kupang"
    assert 0.7 <= match["probability"] <= 1
    assert check["href"].endswith(f"/cek/{check['token']}/")
    assert check["choices"] == ["yes", "no"]
    assert Client().get(f"{CHECK}/{check['token']}").json() == check


def test_a_fact_check_has_its_rating(desk: Desk) -> None:
    desk.published("verdict")
    work()
    [match] = ask({"text": "nomor urut paslon di surat suara tertukar"}).json()["matches"]
    assert (match["source"], match["rating"]) == ("check", "fabricated")


def test_what_is_not_known_is_filed_and_said_so_in_the_language_asked(desk: Desk) -> None:
    check = ask({"text": RUMOUR, "language": "en"}).json()
    assert check["state"] == "unknown"
    assert check["matches"] == [] and check["choices"] == []
    assert "There is no answer to this yet" in check["said"]
    assert "/en/check/" in check["href"]
    assert Claim.objects.get().tip_count == 1


def test_feedback_is_written_down_once_it_is_among_the_choices(desk: Desk) -> None:
    desk.published("release")
    work()
    token = ask({"text": KNOWN}).json()["token"]
    assert say(token, "2").status_code == 409
    assert say(token, "maybe").status_code == 422
    assert say(token, "no").json()["state"] == "unknown"
    assert not Feedback.objects.get().meant
    assert say(token, "yes").status_code == 409
    assert say("x" * 22, "yes").status_code == 404


def test_one_of_the_suggested_is_chosen_by_its_number(desk: Desk) -> None:
    desk.published("release", title="Jadwal kampanye terbuka di Kota Kupang")
    desk.published("release", title="Jadwal debat terbuka calon wali kota")
    work()
    check = ask({"text": "jadwal acara terbuka minggu depan"}).json()
    assert check["state"] == "suggested"
    assert check["choices"] == ["1", "2", "none"]
    chosen = say(check["token"], "2").json()
    assert chosen["state"] == "answered"
    assert chosen["matches"][0]["title"] == check["matches"][1]["title"]


def test_pictures_and_links_are_read_by_workers_and_asked_for_again(desk: Desk) -> None:
    picture = SimpleUploadedFile("a.png", png(), content_type="image/png")
    answer = Client().post(CHECK, {"text": "", "picture": picture})
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    assert answer_one(timezone.now())
    assert Client().get(f"{CHECK}/{answer.json()['token']}").json()["state"] == "asked-back"
    answer = ask({"links": ["https://kabar.example/1"], "text": "ini benar?"})
    assert answer.status_code == 202
    assert Tip.objects.first().links == ["https://kabar.example/1"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"text": " "}, 422),
        ({"text": "a" * 20_001}, 422),
        ({"text": 7}, 422),
        ({"text": "halo", "language": "fr"}, 422),
        ({"text": "halo", "links": ["file:///etc/passwd"]}, 422),
        ({"text": "halo", "unknown": 1}, 422),
        ("{", 422),
        ("[]", 422),
        (b"\xff\xfe", 422),
        ('{"text": "\\ud800"}', 422),
        (json.dumps({"text": "a" * 6_000_000}), 413),
    ],
)
def test_what_cannot_be_taken_is_a_problem_with_a_reason(
    desk: Desk, body: Any, status: int
) -> None:
    answer = ask(body)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status and problem["title"] and problem["detail"]
    assert not Tip.objects.exists()


def test_a_file_that_is_no_picture_is_refused_in_the_askers_language(desk: Desk) -> None:
    file = SimpleUploadedFile("a.png", b"MZ" * 40, content_type="image/png")
    answer = Client().post(CHECK, {"picture": file, "language": "en"})
    assert answer.status_code == 422
    assert "JPEG, PNG" in answer.json()["detail"]
    plain = Client().post(CHECK, "halo", content_type="text/plain")
    assert plain.status_code == 415


def test_a_flood_is_told_when_to_come_again_and_a_partner_may_ask_for_many(desk: Desk) -> None:
    for number in range(30):
        ask({"text": f"apakah benar kabar nomor {number} ini"})
    flooded = ask({"text": KNOWN})
    assert flooded.status_code == 429
    assert int(flooded.headers["Retry-After"]) > 0
    assert flooded.json()["detail"].startswith("Banyak sekali")
    now = timezone.now()
    _row, token = AccessToken.objects.issue(
        organisation=desk.net, name="CMS", at=now, expires_at=now + timedelta(days=1)
    )
    codes = {ask({"text": KNOWN}, authorization=f"Bearer {token}").status_code for _ in range(40)}
    assert codes == {200}
    wrong = ask({"text": KNOWN}, authorization="Bearer sasando_bukan")
    assert wrong.status_code == 401 and wrong.json()["detail"]


def test_any_site_may_ask_without_credentials(desk: Desk) -> None:
    before = Client().options(CHECK, headers={"origin": "https://koran.example"})
    answers = [before, ask({"text": KNOWN}, origin="https://koran.example"), ask({})]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "no-store" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
    assert before.status_code == 204
    other = Client().get("/api/v1/items", headers={"origin": "https://koran.example"})
    assert "Access-Control-Allow-Origin" not in other.headers


def test_a_partner_page_with_the_widget_gets_nothing_but_the_api(desk: Desk) -> None:
    script = Path(__file__).parents[2] / "src/sasando/site/static/sasando_site/cek.js"
    text = script.read_text()
    assert "innerHTML" not in text and 'credentials: "omit"' in text
    assert len(text) < 8_000


def described() -> str:
    """The description as it is kept in the docs: what the running API says of itself."""
    schema = json.loads(json.dumps(check_api.get_openapi_schema(path_prefix="/api/v1/")))
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def test_the_description_is_openapi_served_and_kept(desk: Desk) -> None:
    validate_openapi(json.loads(described()))
    served = Client().get(f"{CHECK}.openapi.json")
    assert served.json()["paths"].keys() == json.loads(described())["paths"].keys()
    again = "write it again: python -m tests.claims.describe_check_api"
    assert DESCRIPTION.read_text() == described(), again


def test_an_engine_that_fails_loses_nothing(desk: Desk, engine: StandIn) -> None:
    engine.trouble = OSError("the index is gone")
    answer = ask({"text": RUMOUR})
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    engine.trouble = None
    work(timezone.now() + timedelta(minutes=1))
    assert Client().get(f"{CHECK}/{answer.json()['token']}").json()["state"] == "unknown"
    assert knowledge.index() is engine
