"""The desk's screens of an agreement, as both sides use them; who has no part in it sees none."""

import io
import zipfile
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.parties.models import Person
from sasando.partnership import actions
from sasando.partnership.models import Agreement, Handover, Proof, Reminder
from tests.desk.builders import Desk
from tests.partnership.deals import (
    Deal,
    a_deal,
    an_aired_episode,
    an_outlet,
    carried,
    photo_of,
    today,
)

LIST_BUDGET, AGREEMENT_BUDGET, DELIVERABLE_BUDGET, REPORT_BUDGET = 16, 40, 40, 25
HOME_BUDGET = 45


def as_(client: Client, person: Person) -> Client:
    client.force_login(person)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"sasando_partnership{name}", args=args)


def act(client: Client, deal: Deal, verb: str, **values: str) -> Any:
    return client.post(url("_verb", deal.agreement.pk, verb), values, follow=True)


@pytest.mark.parametrize("name", ["reporter", "checker", "flores", "colleague"])
def test_who_keeps_no_agreement_sees_none(client: Client, deal: Deal, name: str) -> None:
    as_(client, deal.desk.people[name])
    pk = deal.agreement.pk
    for path in (url(""), url("_open"), url("_agreement", pk), url("_deliverable", pk, "berita")):
        assert client.get(path).status_code == 302, path  # Wagtail sends away who may not
    assert "kerja-sama" not in client.get("/desk/").content.decode()


def test_an_agreement_of_others_is_not_there(client: Client, deal: Deal) -> None:
    other = deal.desk.organisations["pos"]
    Agreement.objects.filter(pk=deal.agreement.pk).update(media=deal.desk.cek, commission=other)
    Agreement.objects.filter(pk=deal.agreement.pk).update(commission=deal.desk.net)
    response = as_(client, deal.desk.officer).get(url("_agreement", deal.agreement.pk))
    assert response.status_code == 404


def test_an_agreement_from_the_first_line_to_both_signatures(client: Client, desk: Desk) -> None:
    as_(client, desk.officer)
    parties = {"commission": desk.kpu.pk, "media": desk.pos.pk}
    client.post(url("_open"), {"number": "7/PKS", "title": "Publikasi"} | parties)
    agreement = Agreement.objects.get()
    day = today()
    answer = client.post(
        url("_terms", agreement.pk),
        {
            "starts": day.isoformat(),
            "ends": (day + timedelta(days=90)).isoformat(),
            "commission_signatory": "Ani",
            "media_signatory": "Rina",
            "editions": 7,
            "value": 50_000_000,
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(url("_agreement", agreement.pk)).content.decode()
    assert "Nothing is promised yet" in page
    for name, values in (
        ("packages", {"title": "Paket 1", "price": 10}),
        ("goals", {"title": "Dilihat", "measure": "views", "target": 5}),
        ("rates", {"title": "Halaman", "unit": "mmk", "price": 55_000}),
        (
            "deliverables",
            {
                "code": "D1",
                "title": "Berita",
                "medium": "online",
                "number": 3,
                "deadline": day.isoformat(),
            },
        ),
        (
            "papers",
            {
                "kind": "spk",
                "title": "SPK",
                "file": SimpleUploadedFile("spk.pdf", b"%PDF-1.7 isi", "application/pdf"),
            },
        ),
    ):
        answer = client.post(url("_row_new", agreement.pk, name), values)
        assert answer.status_code == 302, answer.content.decode()
    draft = agreement.draft
    assert draft is not None
    assert draft.deliverables.get().code == "d1"
    paper = draft.papers.get()
    served = client.get(url("_paper", agreement.pk, paper.pk))
    assert b"".join(served.streaming_content) == b"%PDF-1.7 isi"  # type: ignore[attr-defined]
    assert served["Content-Security-Policy"].startswith("default-src 'none'")
    client.post(url("_row_remove", agreement.pk, "rates", draft.rates.get().pk))
    deal = Deal(desk, agreement)
    act(client, deal, "ajukan")
    assert "do not wait" not in act(client, deal, "tanda-tangan").content.decode()
    assert agreement.in_force is None
    digest = deal.terms.digest
    for person in (desk.head, desk.chief):
        act(as_(client, person), deal, "tanda-tangan", digest=digest)
    held = agreement.in_force
    assert held is not None and not held.rates.exists()


def test_what_is_signed_is_what_was_read(client: Client, desk: Desk) -> None:
    deal = a_deal(desk)
    actions.propose(terms=deal.terms, by=desk.officer, at=timezone.now())
    page = act(as_(client, desk.head), deal, "tanda-tangan", digest="0" * 64).content.decode()
    assert "changed meanwhile" in page
    assert not deal.terms.signatures.exists()


def test_every_version_is_handed_out_as_it_was_signed(client: Client, deal: Deal) -> None:
    signed = deal.terms
    actions.amend(agreement=deal.agreement, by=deal.desk.officer, at=timezone.now())
    as_(client, deal.desk.editor)
    path = url("_version", deal.agreement.pk, signed.pk)
    assert path in client.get(url("_agreement", deal.agreement.pk)).content.decode()
    assert sha256(client.get(path).content).hexdigest() == signed.digest
    draft = url("_version", deal.agreement.pk, deal.terms.pk)
    assert client.get(draft).status_code == 404


def test_sending_back_needs_a_reason(client: Client, desk: Desk) -> None:
    deal = a_deal(desk)
    actions.propose(terms=deal.terms, by=desk.officer, at=timezone.now())
    as_(client, desk.chief)
    act(client, deal, "kembalikan")
    assert deal.terms.state == "proposed"
    act(client, deal, "kembalikan", reason="Tenggat.")
    assert deal.terms.state == "draft"
    page = client.get(url("_agreement", deal.agreement.pk)).content.decode()
    assert "Tenggat." in page


def test_an_administrator_looks_and_writes_nothing(client: Client, deal: Deal) -> None:
    admin = Person.objects.create_superuser("admin", "a@example.org", "sandi-panjang-9")
    as_(client, admin)
    assert client.get(url("_agreement", deal.agreement.pk)).status_code == 200
    act(client, deal, "perubahan")
    assert deal.agreement.draft is None


def test_deliverables_from_a_file_say_what_is_wrong_by_row(client: Client, desk: Desk) -> None:
    deal = a_deal(desk)
    path = url("_import", deal.agreement.pk)
    bad = SimpleUploadedFile(
        "rab.csv", b"kode;barang;jenis;jumlah;tenggat\na;b;verdict;1;2001-01-01"
    )
    answer = as_(client, desk.editor).post(path, {"file": bad})
    assert answer.status_code == 422
    assert "never a paid deliverable" in answer.content.decode()
    good = f"kode;barang;jenis;jumlah;tenggat\na;b;online;1;{today().isoformat()}".encode()
    client.post(path, {"file": SimpleUploadedFile("rab.csv", good)})
    assert deal.row("a").number == 1


# --- Proofs --------------------------------------------------------------------------------------
def test_a_photo_of_the_page_counts_at_once_and_is_handed_out_as_it_came(
    client: Client, deal: Deal, settings: Any
) -> None:
    version = deal.desk.published("partnership")
    photo = photo_of(version, site=settings.SITE_URL)
    path = url("_deliverable", deal.agreement.pk, "halaman")
    at = f"{timezone.localtime() - timedelta(hours=1):%Y-%m-%dT%H:%M}"
    as_(client, deal.desk.business)
    page = client.post(path, {"photo": photo, "shown_at": at}, follow=True).content.decode()
    assert version.headline in page
    proof = Proof.objects.get()
    served = client.get(url("_file", deal.agreement.pk, proof.pk, "foto"))
    photo.seek(0)
    assert b"".join(served.streaming_content) == photo.read()  # type: ignore[attr-defined]
    assert client.get(f"/media/{proof.file.name}").status_code == 404
    assert client.get(url("_file", deal.agreement.pk, proof.pk, "arsip")).status_code == 404
    photo.seek(0)
    again = client.post(path, {"photo": photo, "shown_at": at})
    assert again.status_code == 422
    assert "one publication proves once" in again.content.decode()


def test_a_proof_is_taken_back_or_moved_from_its_screen(client: Client, deal: Deal) -> None:
    proof = carried(deal.desk.published("partnership"), an_outlet(deal.desk))
    assert proof is not None
    as_(client, deal.desk.officer)
    client.post(url("_move", deal.agreement.pk, proof.pk), {"to": "spanduk"})
    assert deal.proven == {"spanduk": 1}
    client.post(url("_take_back", deal.agreement.pk, proof.pk), {"reason": ""})
    assert deal.proven == {"spanduk": 1}
    client.post(url("_take_back", deal.agreement.pk, proof.pk), {"reason": "Bukan ini."})
    page = client.get(url("_deliverable", deal.agreement.pk, "spanduk")).content.decode()
    assert "Bukan ini." in page and deal.proven == {}


def test_the_warning_stands_on_the_page(client: Client, desk: Desk) -> None:
    deal = a_deal(desk, starts=today() - timedelta(days=80), ends=today() + timedelta(days=20))
    deal.terms.deliverables.update(deadline=today() + timedelta(days=20))
    deal.in_force()
    page = as_(client, desk.business).get(url("_agreement", deal.agreement.pk)).content.decode()
    assert "At this pace 2 of 2 “Bincang” will be missing" in page
    page = as_(client, desk.business).get(url("_deliverable", deal.agreement.pk, "bincang"))
    assert "At this pace" in page.content.decode()


def test_a_talkshow_whose_recording_is_only_the_platforms_says_so(
    client: Client, deal: Deal
) -> None:
    an_aired_episode(deal.desk)
    actions.catch_up(at=timezone.now())
    page = as_(client, deal.desk.chief).get(url("_deliverable", deal.agreement.pk, "bincang"))
    assert "No recording is kept here" in page.content.decode()


# --- Handover ------------------------------------------------------------------------------------
def test_the_handover_from_its_button_to_the_signed_archive(client: Client, deal: Deal) -> None:
    carried(deal.desk.published("partnership"), an_outlet(deal.desk))
    pk = deal.agreement.pk
    as_(client, deal.desk.editor).post(url("_handover_make", pk))
    handover = Handover.objects.get()
    path = url("_handover", pk, handover.pk)
    assert "arsip" not in client.get(path).content.decode()
    for kind, begin in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{")):
        assert client.get(url("_handover_file", pk, handover.pk, kind)).content.startswith(begin)
    for person in (deal.desk.second, deal.desk.business):
        page = as_(client, person).post(url("_handover_sign", pk, handover.pk), follow=True)
    assert "Signed by both sides" in page.content.decode()
    served = client.get(url("_handover_file", pk, handover.pk, "arsip"))
    body = b"".join(served.streaming_content)  # type: ignore[attr-defined]
    assert "tanda-tangan.json" in zipfile.ZipFile(io.BytesIO(body)).namelist()


def test_a_report_is_sent_back_with_a_reason(client: Client, deal: Deal) -> None:
    pk = deal.agreement.pk
    as_(client, deal.desk.editor).post(url("_handover_make", pk))
    handover = Handover.objects.get()
    as_(client, deal.desk.officer)
    client.post(url("_handover_back", pk, handover.pk), {"reason": ""})
    client.post(url("_handover_back", pk, handover.pk), {"reason": "Foto belum ada."})
    assert "Foto belum ada." in client.get(url("_agreement", pk)).content.decode()


# --- First screen --------------------------------------------------------------------------------
def test_the_first_screen_says_what_waits_for_a_signature_and_what_is_behind(
    client: Client, deal: Deal, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    other = a_deal(deal.desk, number="13/PKS", overlap_note="Cetak.")
    actions.propose(terms=other.terms, by=deal.desk.officer, at=timezone.now())
    handover = actions.make_handover(
        agreement=deal.agreement, by=deal.desk.officer, at=timezone.now()
    )
    Reminder.objects.create(agreement=deal.agreement, at=timezone.now(), codes=["bincang"])
    as_(client, deal.desk.business)
    client.get("/desk/")  # what is cached is cached
    with django_assert_max_num_queries(HOME_BUDGET):
        page = client.get("/desk/").content.decode()
    assert url("_agreement", other.agreement.pk) in page
    assert url("_handover", deal.agreement.pk, handover.pk) in page
    assert "behind: bincang" in page
    as_(client, deal.desk.reporter)
    assert "13/PKS" not in client.get("/desk/").content.decode()


def test_an_amendment_shows_what_it_changes(client: Client, deal: Deal) -> None:
    draft = actions.amend(agreement=deal.agreement, by=deal.desk.officer, at=timezone.now())
    actions.remove_row(row=draft.deliverables.get(code="spanduk"), terms=draft)
    page = as_(client, deal.desk.chief).get(url("_agreement", deal.agreement.pk))
    assert "taken out" in page.content.decode()


# --- Budgets -------------------------------------------------------------------------------------
def test_pages_cost_no_more_for_more(
    client: Client, deal: Deal, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    desk, outlet = deal.desk, an_outlet(deal.desk)
    for _ in range(8):
        carried(desk.published("partnership"), outlet)
    for number in range(4):
        a_deal(desk, number=f"{number}/PKS")
    actions.make_handover(agreement=deal.agreement, by=desk.officer, at=timezone.now())
    as_(client, desk.officer)
    pk = deal.agreement.pk
    for path, budget in (
        (url(""), LIST_BUDGET),
        (url("_agreement", pk), AGREEMENT_BUDGET),
        (url("_deliverable", pk, "berita"), DELIVERABLE_BUDGET),
        (url("_handover", pk, Handover.objects.get().pk), REPORT_BUDGET),
    ):
        client.get(path)  # what is cached is cached
        with django_assert_max_num_queries(budget):
            assert client.get(path).status_code == 200
