"""The desk's screens: who gets there, what they cost, and every verb done through its form."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.openness import actions
from sasando.openness.models import DayOff, Decision, Letter, Matter, Objection, Request
from tests.desk.builders import Desk
from tests.openness.conftest import Ask, at, granted, refused

BUDGET = 40  # queries of a screen, Wagtail's own frame with them


@pytest.fixture
def officer(client: Client, desk: Desk) -> Client:
    client.force_login(desk.officer)
    return client


def names_of(request: Request | None = None) -> list[str]:
    found = [reverse(f"sasando_openness{name}") for name in ("", "_walk_in", "_days", "_letters")]
    matter = Matter.objects.first()
    if matter:
        found.append(reverse("sasando_openness_matter", args=[matter.pk]))
    if request:
        found.append(reverse("sasando_openness_request", args=[request.pk]))
    return found


def test_screens_cost_the_same_for_many(
    officer: Client, ask: Ask, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 31):
        asked = ask(number)
    for number in range(31, 41):
        ask(number, text=f"Berkas nomor {number} tentang anggaran tahun {number}")
    for path in names_of(asked):
        with django_assert_max_num_queries(BUDGET):
            response = officer.get(path)
        assert response.status_code == 200, path


def test_the_newsroom_sees_none_of_it(client: Client, desk: Desk, ask: Ask) -> None:
    asked = ask(1)
    client.force_login(desk.chief)
    for path in names_of(asked):
        assert client.get(path).status_code in (302, 403, 404), path
    work = reverse("sasando_openness_work", args=[asked.matter_id, "decide"])
    assert client.post(work, {}).status_code in (302, 403)
    assert not Decision.objects.exists()


def send(client: Client, matter: Matter, verb: str, **data: Any) -> Any:
    return client.post(reverse("sasando_openness_work", args=[matter.pk, verb]), data)


def do(client: Client, asked: Request, verb: str, **data: Any) -> Any:
    return client.post(reverse("sasando_openness_request_work", args=[asked.pk, verb]), data)


def test_a_matter_is_worked_through_its_forms(
    officer: Client, desk: Desk, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, other = ask(1), ask(2, text="Daftar TPS Kota Kupang pemilihan 2024 per kelurahan")
    monkeypatch.setattr(timezone, "now", lambda: at("2025-07-14"))
    matter = asked.matter
    assert send(officer, matter, "assign", to=desk.second.pk).status_code == 302
    assert send(officer, matter, "subject", subject="Daftar TPS").status_code == 302
    assert send(officer, matter, "note", text="Minta ke bagian data").status_code == 302
    page = officer.get(reverse("sasando_openness_matter", args=[matter.pk])).content.decode()
    assert "№ " + str(other.matter_id) in page
    assert send(officer, matter, "join", other=other.matter_id).status_code == 302
    assert send(officer, matter, "extend", reason="Dikumpulkan dulu").status_code == 302
    again = send(officer, matter, "extend", reason="Lagi")
    assert again.status_code == 200
    assert 'role="alert"' in again.content.decode()
    lacking = send(officer, matter, "decide", outcome="refused", text="Tidak")
    assert lacking.status_code == 200
    assert not Decision.objects.exists()
    done = send(officer, matter, "decide", outcome="granted", text="Terlampir")
    assert done.status_code == 302
    matter.refresh_from_db()
    assert (matter.state, matter.public_subject, matter.count) == ("decided", "Daftar TPS", 2)


def test_the_rule_is_changed_with_a_reason(officer: Client, ask: Ask) -> None:
    asked = ask(1)
    assert send(officer, asked.matter, "regime", regime="pemilu", reason="").status_code == 200
    done = send(officer, asked.matter, "regime", regime="pemilu", reason="Tentang pemilu")
    assert done.status_code == 302
    asked.refresh_from_db()
    assert asked.due_on.isoformat() == "2025-07-10"


def test_a_request_is_worked_through_its_forms(
    officer: Client, desk: Desk, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(1)
    monkeypatch.setattr(timezone, "now", lambda: at("2025-07-09"))
    assert do(officer, asked, "ask-back", missing="Tahun?").status_code == 302
    assert do(officer, asked, "lapse").status_code == 200
    assert do(officer, asked, "complete", name="", address="", more="2024").status_code == 302
    actions.decide(matter=asked.matter, answer=refused(), by=desk.officer, at=at("2025-07-10"))
    monkeypatch.setattr(timezone, "now", lambda: at("2025-07-14"))
    assert do(officer, asked, "object", ground="a", text="Ini terbuka").status_code == 302
    assert 'name="verdict"' not in officer.get(names_of(asked)[-1]).content.decode()
    officer.force_login(desk.head)
    given = {"verdict": "upheld", "reply": "Benar", "outcome": "granted", "text": "Ini tabelnya"}
    assert do(officer, asked, "review", **given).status_code == 302
    assert Objection.objects.get().outcome == "upheld"
    stage = {"stage": "filed", "on": "2025-07-20", "number": "1/KI/2025", "note": ""}
    assert do(officer, asked, "dispute", **stage).status_code == 302
    page = officer.get(names_of(asked)[-1]).content.decode()
    assert "1/KI/2025" in page
    assert "Ana Lopo 1" in page


def test_a_walk_in_is_registered_and_its_receipt_printed(officer: Client) -> None:
    told = {
        "kind": "person",
        "name": "Yoseph Tnunay",
        "address": "Oesapa, Kupang",
        "contact": "",
        "text": "Jumlah pemilih per kelurahan",
        "purpose": "",
        "manner": "copy",
        "language": "id",
        "seen": "on",
    }
    assert officer.post(reverse("sasando_openness_walk_in"), told).status_code == 302
    asked = Request.objects.get()
    assert (asked.via, asked.identity_seen_at is not None) == ("desk", True)
    receipt = Letter.objects.get()
    assert receipt.state == "by-hand"
    waiting = officer.get(reverse("sasando_openness_letters")).content.decode()
    assert asked.number in waiting
    Letter.objects.update(state="refused", words="550 no such user")
    troubled = officer.get(reverse("sasando_openness_letters")).content.decode()
    assert "550 no such user" in troubled
    pdf = officer.get(reverse("sasando_openness_letter", args=[receipt.pk]))
    assert pdf.content.startswith(b"%PDF")
    handed = officer.post(reverse("sasando_openness_handed", args=[receipt.pk]))
    assert handed.status_code == 302
    assert Letter.objects.get().state == "handed"
    again = officer.post(reverse("sasando_openness_walk_in"), told)
    assert again.status_code == 302
    assert Request.objects.count() == 1


def test_a_day_off_is_set_and_taken_back_on_the_screen(officer: Client, ask: Ask) -> None:
    ask(1)
    path = reverse("sasando_openness_days")
    told = {
        "day": "2025-07-09",
        "kind": "closed",
        "name": "Banjir",
        "name_en": "",
        "source": "SK 1",
    }
    assert officer.post(path, told).status_code == 302
    assert officer.post(path, told).status_code == 200
    row = DayOff.objects.get()
    assert "Banjir" in officer.get(path).content.decode()
    assert officer.post(reverse("sasando_openness_day_back", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_a_decided_matter_shows_its_answer(officer: Client, desk: Desk, ask: Ask) -> None:
    asked = ask(1)
    actions.decide(matter=asked.matter, answer=granted(), by=desk.officer, at=at("2025-07-10"))
    page = officer.get(reverse("sasando_openness_matter", args=[asked.matter_id])).content.decode()
    assert "Terlampir daftarnya." in page
    listed = officer.get(reverse("sasando_openness"), {"keadaan": "decided"}).content.decode()
    assert "Daftar TPS" in listed
