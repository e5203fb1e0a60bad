"""The catalogue by the law's classes, files in versions, and who asks for what is published."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sasando.claims import knowledge
from sasando.documents.digest import sha256_hex
from sasando.openness import actions
from sasando.openness.exceptions import NotAllowed, WrongState
from sasando.openness.models import CatalogueEntry, ConsequenceTest, PublishedCount, Request
from tests.claims.standin import StandIn
from tests.desk.builders import Desk
from tests.openness.conftest import PLAIN, at
from tests.openness.test_pages import SENT, checked

TITLE = "Daftar TPS Kota Kupang pemilihan 2024 per kelurahan"


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    standin = StandIn()
    monkeypatch.setattr(knowledge, "index", lambda: standin)
    return standin


def entry(desk: Desk, **changes: Any) -> CatalogueEntry:
    told = {
        "kind": "1-periodic",
        "title": TITLE,
        "title_en": "Polling stations of Kupang City, elections of 2024",
        "summary": "Alamat dan jumlah pemilih tiap TPS.",
        "section": "Data pemilih",
        "unit": "Subbagian Data",
        "responsible": "Kepala Subbagian Data",
        "made_on": date(2024, 9, 20),
        "forms": "PDF",
        "retention": "5 tahun",
    }
    row = CatalogueEntry(organisation=desk.kpu, **(told | changes))
    return actions.save_entry(entry=row, by=desk.officer)


def put(row: CatalogueEntry, desk: Desk, content: bytes = b"satu", change: str = "") -> None:
    actions.add_file(
        entry=row,
        name="tps.pdf",
        content=content,
        mime="application/pdf",
        change=change,
        by=desk.officer,
        at=PLAIN,
    )


@pytest.fixture
def public(desk: Desk) -> CatalogueEntry:
    row = entry(desk)
    put(row, desk)
    actions.publish_entry(entry=row, by=desk.officer, at=PLAIN)
    return row


def test_a_file_has_versions_with_digests_and_none_is_lost(
    desk: Desk, public: CatalogueEntry, client: Client
) -> None:
    with pytest.raises(WrongState):
        put(public, desk)
    with pytest.raises(WrongState):
        put(public, desk, b"dua")
    put(public, desk, b"dua", "TPS 4 pindah")
    page = checked(client.get(f"/informasi-publik/daftar/{public.pk}/").content)
    text = page.text_content()
    assert sha256_hex(b"satu") in text
    assert sha256_hex(b"dua") in text
    assert "TPS 4 pindah" in text
    for number, content in ((1, b"satu"), (2, b"dua")):
        file = client.get(f"/informasi-publik/daftar/{public.pk}/{number}/")
        assert b"".join(file.streaming_content) == content
    assert client.get(f"/informasi-publik/daftar/{public.pk}/3/").status_code == 404


def test_what_is_exempt_is_listed_with_its_test_and_has_no_file(desk: Desk, client: Client) -> None:
    row = entry(desk, kind="4-exempt", title="NIK pemilih")
    with pytest.raises(WrongState):
        put(row, desk)
    with pytest.raises(WrongState):
        actions.publish_entry(entry=row, by=desk.officer, at=PLAIN)
    test = ConsequenceTest(
        article="Pasal 17 huruf h",
        if_open="Data pribadi tersebar.",
        if_closed="Pemilih terlindungi.",
        until="selamanya",
        letter="SK 9/2025",
        decided_on=date(2025, 1, 9),
    )
    actions.record_test(entry=row, test=test, by=desk.officer, at=PLAIN)
    actions.publish_entry(entry=row, by=desk.officer, at=PLAIN)
    text = checked(client.get(f"/informasi-publik/daftar/{row.pk}/").content).text_content()
    assert "Data pribadi tersebar." in text
    assert "SK 9/2025" in text


def test_an_entry_needs_its_file_its_officer_and_a_reason_to_go(desk: Desk, client: Client) -> None:
    row = entry(desk)
    with pytest.raises(WrongState):
        actions.publish_entry(entry=row, by=desk.officer, at=PLAIN)
    with pytest.raises(NotAllowed):
        actions.save_entry(entry=row, by=desk.chief)
    put(row, desk)
    assert client.get(f"/informasi-publik/daftar/{row.pk}/").status_code == 404
    assert client.get(f"/informasi-publik/daftar/{row.pk}/1/").status_code == 404
    actions.publish_entry(entry=row, by=desk.officer, at=PLAIN)
    with pytest.raises(WrongState):
        actions.withdraw_entry(entry=row, because=" ", by=desk.officer, at=PLAIN)
    actions.withdraw_entry(entry=row, because="Salah berkas", by=desk.officer, at=PLAIN)
    assert client.get(f"/informasi-publik/daftar/{row.pk}/1/").status_code == 404


def test_the_pages_are_within_their_budget_in_both_languages(
    client: Client, public: CatalogueEntry, django_assert_max_num_queries: Any
) -> None:
    for path in (
        "/informasi-publik/daftar/",
        "/en/public-information/catalogue/",
        f"/informasi-publik/daftar/{public.pk}/",
        f"/en/public-information/catalogue/{public.pk}/",
    ):
        with django_assert_max_num_queries(5):
            response = client.get(path)
        checked(response.content)
    assert "Polling stations" in response.content.decode()
    table = client.get("/informasi-publik/daftar.csv").content.decode("utf-8-sig")
    assert table.splitlines()[1].startswith("Published periodically")


def test_who_asks_for_what_is_published_is_shown_it_at_once_and_only_counted(
    client: Client, desk: Desk, public: CatalogueEntry
) -> None:
    shown = client.post("/informasi-publik/minta/", SENT)
    page = checked(shown.content)
    assert page.xpath(f"//a[@href='/informasi-publik/daftar/{public.pk}/']")
    assert not Request.objects.exists()
    client.post("/informasi-publik/minta/", {"cukup": "1"})
    assert dict(PublishedCount.objects.values_list("kind", "count")) == {"offered": 1, "taken": 1}
    form = page.xpath("//form[.//button[@name='tetap']]")[0]
    again = dict(form.form_values()) | {"tetap": "1"}
    assert client.post("/informasi-publik/minta/", again).status_code == 303
    assert Request.objects.get().applicant["name"] == "Ana Lopo"


def test_the_answer_desk_is_asked_too_and_a_broken_index_stops_nobody(
    client: Client, desk: Desk, engine: StandIn
) -> None:
    desk.published("release", title="Jadwal pendaftaran pemantau pemilihan", slug="pemantau")
    while knowledge.take_in(at("2030-01-01")):
        pass
    asked = SENT | {"teks": "Jadwal pendaftaran pemantau pemilihan"}
    first = client.post("/informasi-publik/minta/", asked)
    assert first.status_code in (200, 303)
    engine.trouble = OSError("the index is gone")
    second = SENT | {"teks": "Sesuatu yang lain tentang logistik", "surel": "lain@warga.example"}
    assert client.post("/informasi-publik/minta/", second).status_code == 303


def test_the_desk_keeps_the_catalogue_on_its_screens(
    client: Client, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    client.force_login(desk.officer)
    told = {
        "kind": "3-any-time",
        "section": "Anggaran",
        "title": "Anggaran 2025",
        "title_en": "",
        "summary": "Ringkasan",
        "summary_en": "",
        "unit": "Sekretariat",
        "responsible": "Sekretaris",
        "made_on": "",
        "made_at": "",
        "forms": "PDF",
        "retention": "10 tahun",
        "licence": "public",
    }
    assert client.post(reverse("sasando_openness_entry_new"), told).status_code == 302
    row = CatalogueEntry.objects.get()
    work = lambda verb, **data: client.post(  # noqa: E731 - four times the same
        reverse("sasando_openness_entry_work", args=[row.pk, verb]), data
    )
    assert work("publish").status_code == 200
    upload = SimpleUploadedFile(Path("anggaran.pdf").name, b"%PDF-1.7")
    assert work("file", upload=upload, change="").status_code == 302
    assert work("publish").status_code == 302
    assert work("withdraw", because="Diganti").status_code == 302
    edit = reverse("sasando_openness_entry_edit", args=[row.pk])
    assert client.post(edit, told | {"title": "Anggaran 2026"}).status_code == 302
    for path in (
        reverse("sasando_openness_catalogue"),
        reverse("sasando_openness_entry", args=[row.pk]),
        edit,
    ):
        with django_assert_max_num_queries(40):
            assert client.get(path).status_code == 200
    client.force_login(desk.chief)
    assert client.get(edit).status_code in (302, 403)
