"""A person brings a photo, an address or a sentence; what is refused says why, and is written down."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.models import ModelLogEntry

from sasando.desk import actions as desk_actions
from sasando.partnership import actions
from sasando.partnership.exceptions import AlreadyProven, NeverPaid, ProofRefused, WrongState
from sasando.partnership.models import Proof
from sasando.partnership.proof_forms import ProofForm
from tests.partnership.deals import Deal, a_copy, a_deal, an_outlet, carried, photo_of


def given(**values: Any) -> dict[str, Any]:
    return {"shown_at": f"{timezone.localtime() - timedelta(hours=1):%Y-%m-%dT%H:%M}"} | values


def bring(deal: Deal, code: str, form: ProofForm) -> Proof:
    assert form.is_valid(), form.errors
    return actions.bring_proof(
        agreement=deal.agreement,
        row=deal.row(code),
        brought=form.brought,
        by=deal.desk.business,
        at=timezone.now(),
    )


def page(deal: Deal, photo: SimpleUploadedFile, **values: Any) -> ProofForm:
    return ProofForm(given(**values), {"photo": photo}, row=deal.row("halaman"))


def refusals() -> list[str]:
    entries = ModelLogEntry.objects.filter(action="sasando.proof_refused")
    return [entry.data["reason"] for entry in entries]


def test_the_qr_in_the_photo_of_a_page_proves_it(deal: Deal, settings: Any) -> None:
    version = deal.desk.published("partnership")
    form = page(deal, photo_of(version, site=settings.SITE_URL), note="Halaman 3")
    proof = bring(deal, "halaman", form)
    assert (proof.how, proof.version, proof.title) == (Proof.How.READ, version, version.headline)
    with proof.file.open("rb") as file:
        assert sha256(file.read()).hexdigest() == proof.sha256
    assert proof.brought_by == deal.desk.business


def test_a_page_needs_a_photo_with_a_qr(deal: Deal) -> None:
    form = ProofForm(given(title="Iklan", note="Halaman 3"), row=deal.row("halaman"))
    assert "QR can be read" in str(form.errors["photo"])


def test_a_qr_of_no_text_is_said(deal: Deal, settings: Any) -> None:
    version = deal.desk.proposed("partnership")  # nobody has published it
    form = page(deal, photo_of(version, site=settings.SITE_URL))
    assert "belongs to no published text" in str(form.errors["photo"])


@pytest.mark.parametrize("kind", ["verdict", "news", "release"])
def test_a_page_of_what_is_never_paid_is_refused_and_written_down(
    deal: Deal, settings: Any, kind: str
) -> None:
    version = deal.desk.published(kind)
    form = page(deal, photo_of(version, site=settings.SITE_URL))
    with pytest.raises(NeverPaid):
        bring(deal, "halaman", form)
    assert not Proof.objects.exists()
    assert len(refusals()) == 1


def test_a_fact_check_named_by_its_address_is_refused_too(deal: Deal, settings: Any) -> None:
    version = deal.desk.published("verdict")
    form = ProofForm(given(title="Kabar", address=version.href), row=deal.row("spanduk"))
    with pytest.raises(NeverPaid, match="fact-check"):
        bring(deal, "spanduk", form)
    copy = a_copy(version, an_outlet(deal.desk))
    form = ProofForm(given(title="Kabar", address=copy.address), row=deal.row("spanduk"))
    with pytest.raises(NeverPaid):
        bring(deal, "spanduk", form)


def test_the_same_page_or_photo_proves_once(deal: Deal, settings: Any) -> None:
    version = deal.desk.published("partnership")
    photo = photo_of(version, site=settings.SITE_URL)
    bring(deal, "halaman", page(deal, photo))
    photo.seek(0)
    with pytest.raises(AlreadyProven, match="already"):
        bring(deal, "halaman", page(deal, photo))
    photo.seek(0)
    again = ProofForm(given(title="Lain"), {"photo": photo}, row=deal.row("spanduk"))
    with pytest.raises(AlreadyProven):
        bring(deal, "spanduk", again)
    assert len(refusals()) == 2


def test_a_page_printed_again_another_day_is_another_proof(deal: Deal, settings: Any) -> None:
    version = deal.desk.published("partnership")
    earlier = f"{timezone.localtime() - timedelta(days=3):%Y-%m-%dT%H:%M}"
    bring(deal, "halaman", page(deal, photo_of(version, site=settings.SITE_URL)))
    other = photo_of(version, site=settings.SITE_URL)
    other = SimpleUploadedFile("lagi.jpg", other.read() + b"\0", "image/jpeg")
    bring(deal, "halaman", page(deal, other, shown_at=earlier))
    assert deal.proven == {"halaman": 2}


def test_an_address_that_a_receipt_proved_is_not_brought_again(deal: Deal) -> None:
    proof = carried(deal.desk.published("partnership"), an_outlet(deal.desk))
    assert proof is not None
    form = ProofForm(given(address=proof.address), row=deal.row("spanduk"))
    with pytest.raises(AlreadyProven, match="berita"):
        bring(deal, "spanduk", form)


@pytest.mark.parametrize("days", [60, -2])
def test_what_lies_outside_the_period_or_ahead_is_refused(deal: Deal, days: int) -> None:
    at = f"{timezone.localtime() - timedelta(days=days):%Y-%m-%dT%H:%M}"
    form = ProofForm(
        given(title="Spanduk", note="Di gerbang.", shown_at=at), row=deal.row("spanduk")
    )
    with pytest.raises(ProofRefused):
        bring(deal, "spanduk", form)


def test_a_withdrawn_text_proves_nothing_by_hand_either(deal: Deal, settings: Any) -> None:
    version = deal.desk.published("partnership")
    desk_actions.withdraw(version=version, by=deal.desk.editor, reason="Keliru.", at=timezone.now())
    with pytest.raises(ProofRefused, match="withdrawn"):
        bring(deal, "halaman", page(deal, photo_of(version, site=settings.SITE_URL)))


def test_a_sentence_is_enough_where_nothing_can_be_shown(deal: Deal) -> None:
    empty = ProofForm(given(title="Spanduk"), row=deal.row("spanduk"))
    assert "say in a sentence" in str(empty.errors)
    form = ProofForm(given(title="Spanduk", note="Di gerbang kantor."), row=deal.row("spanduk"))
    assert bring(deal, "spanduk", form).how == Proof.How.FORM


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("x.jpg", b"MZ\x00", "image/jpeg"),
        SimpleUploadedFile("x.svg", b"<svg/>", "image/svg+xml"),
        SimpleUploadedFile("x.txt", b"teks", "text/plain"),
    ],
    ids=["disguised", "svg", "text"],
)
def test_a_file_that_is_no_photo_is_refused(deal: Deal, file: SimpleUploadedFile) -> None:
    file.seek(0)
    form = ProofForm(given(title="x"), {"photo": file}, row=deal.row("spanduk"))
    assert "photo" in form.errors


# --- Copies --------------------------------------------------------------------------------------
def test_a_weeks_circulation_entered_for_a_day_is_asked_about(deal: Deal, settings: Any) -> None:
    version = deal.desk.published("partnership")
    photo = photo_of(version, site=settings.SITE_URL)
    form = page(deal, photo, copies=140_000, copies_per="edition")
    assert "whole week" in str(form.errors["copies"])
    photo.seek(0)
    sure = page(deal, photo, copies=140_000, copies_per="edition", sure="on")
    proof = bring(deal, "halaman", sure)
    assert (proof.copies, proof.copies_per) == (140_000, "edition")
    entry = ModelLogEntry.objects.get(action="sasando.proof_brought")
    assert "140000" in entry.data["note"]


def test_a_right_circulation_is_kept_as_it_was_entered(deal: Deal, settings: Any) -> None:
    version = deal.desk.published("partnership")
    form = page(deal, photo_of(version, site=settings.SITE_URL), copies=140_000, copies_per="week")
    proof = bring(deal, "halaman", form)
    assert (proof.copies, proof.copies_per) == (140_000, "week")


# --- Afterwards ----------------------------------------------------------------------------------
def test_a_proof_is_taken_back_with_a_reason_and_stays(deal: Deal) -> None:
    proof = carried(deal.desk.published("partnership"), an_outlet(deal.desk))
    assert proof is not None
    actions.take_back(
        proof=proof, by=deal.desk.officer, reason="Bukan untuk ini.", at=timezone.now()
    )
    proof.refresh_from_db()
    assert (proof.counts, proof.reason, proof.taken_back_by) == (
        False,
        "Bukan untuk ini.",
        deal.desk.officer,
    )
    with pytest.raises(WrongState):
        actions.take_back(proof=proof, by=deal.desk.officer, reason="Lagi.", at=timezone.now())
    assert actions.catch_up(at=timezone.now()) == 0  # the machine does not count it again


def test_a_proof_moves_within_its_agreement_only(deal: Deal) -> None:
    proof = carried(deal.desk.published("partnership"), an_outlet(deal.desk))
    assert proof is not None
    actions.move(proof=proof, row=deal.row("spanduk"), by=deal.desk.officer)
    assert deal.proven == {"spanduk": 1}
    other = a_deal(deal.desk, number="13/PKS")
    with pytest.raises(WrongState):
        actions.move(proof=proof, row=other.row("berita"), by=deal.desk.officer)
