"""The report says everything, both sides sign it, and whoever has the archive can prove every byte."""

import io
import json
import zipfile
from hashlib import sha256
from typing import Any

import pypdfium2
import pytest
from django.utils import timezone
from openpyxl import load_workbook

from sasando.desk import actions as desk_actions
from sasando.documents.canonical import canonical_json
from sasando.partnership import actions
from sasando.partnership.exceptions import NotTheirs, WrongState
from sasando.partnership.models import Handover, Proof
from sasando.partnership.sheets import report_xlsx
from sasando.reach.models import Measurement, Reading
from sasando.trust.keys import PublicKey, from_b64url
from tests.partnership.deals import Deal, a_deal, an_aired_episode, an_outlet, carried

FORMULA = '=HYPERLINK("http://x.example","klik")'


@pytest.fixture
def proven(deal: Deal) -> Deal:
    """A story that counts and was measured, one that was withdrawn, a talkshow; and what is not paid."""
    desk, outlet = deal.desk, an_outlet(deal.desk)
    proof = carried(desk.published("partnership", title=FORMULA), outlet)
    assert proof is not None
    for step, views in ((Reading.Step.DAY, 120), (Reading.Step.WEEK, 90)):
        reading = Reading.objects.create(hand_over=proof.hand_over, step=step, at=timezone.now())
        Measurement.objects.create(reading=reading, kind="views", value=views, source="post_views")
    gone = desk.published("partnership")
    carried(gone, outlet)
    desk_actions.withdraw(version=gone, by=desk.editor, reason="Keliru.", at=timezone.now())
    an_aired_episode(desk)
    for kind in ("news", "verdict"):
        desk.published(kind, at=timezone.now())
    release = desk.published("release", at=timezone.now())
    desk_actions.accept(version=release, organisation=desk.pos, by=desk.editor, at=timezone.now())
    actions.catch_up(at=timezone.now())
    return deal


def read(handover: Handover) -> bytes:
    with handover.bundle.open("rb") as file:
        body: bytes = file.read()
    return body


def made(deal: Deal) -> Handover:
    return actions.make_handover(agreement=deal.agreement, by=deal.desk.editor, at=timezone.now())


def signed(deal: Deal) -> Handover:
    handover = made(deal)
    for person in (deal.desk.head, deal.desk.business):
        actions.sign_handover(handover=handover, by=person, at=timezone.now())
    handover.refresh_from_db()
    return handover


def test_the_report_says_what_was_promised_proven_taken_back_and_not_paid(proven: Deal) -> None:
    report = made(proven).content
    lines = {line["code"]: line for line in report["lines"]}
    assert {
        code: (line["number"], line["proven"], line["missing"]) for code, line in lines.items()
    } == {
        "berita": (2, 1, 1),
        "halaman": (1, 0, 1),
        "bincang": (2, 1, 1),
        "spanduk": (1, 0, 1),
    }
    [proof] = lines["berita"]["proofs"]
    assert proof["title"] == FORMULA
    assert proof["text"]["kind"] == "partnership"
    assert proof["measures"] == [
        {
            "kind": "views",
            "source": "post_views",
            "after_days": {"1": 120, "7": 90, "30": None},
            "fell": True,
        }
    ]
    [gone] = lines["berita"]["taken_back"]
    assert "Keliru." in gone["reason"]
    editorial = report["editorial"]
    assert (editorial["news"], editorial["fact_checks"], editorial["carried"]) == (1, 1, 1)
    assert [s["side"] for s in report["agreement_signatures"]] == ["commission", "media"]


def test_signed_by_both_sides_it_is_kept_and_changes_no_more(proven: Deal) -> None:
    handover = signed(proven)
    assert handover.state == Handover.State.SIGNED
    assert sha256(read(handover)).hexdigest() == handover.sha256
    assert all(signature.holds for signature in handover.signatures.all())
    before = handover.canonical
    Proof.objects.update(title="Judul lain")
    handover.refresh_from_db()
    assert handover.canonical == before
    with pytest.raises(WrongState):
        actions.send_report_back(handover=handover, by=proven.desk.officer, reason="Terlambat.")


def test_the_archive_proves_every_byte_by_itself(proven: Deal) -> None:
    """As a stranger would: with the archive alone, and an Ed25519 library."""
    handover = signed(proven)
    with zipfile.ZipFile(io.BytesIO(read(handover))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    said = json.loads(files.pop("tanda-tangan.json"))
    keys = {key["kid"]: PublicKey(from_b64url(key["x"])) for key in said["keys"]}
    manifest = json.loads(said["files"])
    assert manifest["files"] == {name: sha256(body).hexdigest() for name, body in files.items()}
    assert set(files) == {
        "berita-acara.pdf",
        "handover-report.pdf",
        "lampiran.json",
        "lampiran.xlsx",
    }
    assert len(said["files_signatures"]) == 2
    for one in said["files_signatures"]:
        assert keys[one["key_id"]].verify(said["files"].encode(), one["signature"])
    digest = sha256(files["lampiran.json"]).hexdigest()
    assert manifest["report"] == digest == handover.digest
    for one in (*said["report_signatures"], *said["agreement_signatures"]):
        assert keys[one["key_id"]].verify(one["statement"].encode(), one["signature"])
    assert {json.loads(s["statement"])["digest"] for s in said["report_signatures"]} == {digest}
    agreement = json.loads(files["lampiran.json"])["agreement"]
    agreed = sha256(canonical_json(agreement)).hexdigest()
    assert {json.loads(s["statement"])["digest"] for s in said["agreement_signatures"]} == {agreed}


def test_the_pdf_carries_its_annexes_and_says_what_was_not_paid(proven: Deal) -> None:
    handover = signed(proven)
    with zipfile.ZipFile(io.BytesIO(read(handover))) as archive:
        bodies = {name: archive.read(name) for name in archive.namelist()}
    for name, words in (
        ("berita-acara.pdf", ("tidak pernah menjadi barang yang dibayar", "Rina Kale", "90")),
        ("handover-report.pdf", ("never a paid deliverable", "corrected itself")),
    ):
        pdf = pypdfium2.PdfDocument(bodies[name])
        text = " ".join("".join(p.get_textpage().get_text_range() for p in pdf).split())
        assert all(word in text for word in words), text
        attached = {
            pdf.get_attachment(n).get_name(): bytes(pdf.get_attachment(n).get_data())
            for n in range(pdf.count_attachments())
        }
        assert attached == {n: bodies[n] for n in ("lampiran.json", "lampiran.xlsx")}
        pdf.close()


def test_nothing_in_the_spreadsheet_is_a_formula(proven: Deal) -> None:
    report = made(proven).content
    report["lines"][0]["title"] = "@SUM(A1)\x07"
    xlsx = report_xlsx(report, language="id")
    book = load_workbook(io.BytesIO(xlsx))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert not [cell for cell in cells if cell.data_type == "f"]
    risky = [c for c in cells if isinstance(c.value, str) and c.value[0] in "=+-@"]
    assert {cell.value for cell in risky} == {FORMULA, "@SUM(A1)\N{REPLACEMENT CHARACTER}"}
    assert all(cell.quotePrefix for cell in risky)
    numbers = [cell.value for cell in book.worksheets[2][2]]
    assert numbers[4:8] == [120, 90, None, 1]
    assert xlsx == report_xlsx(report, language="id")


def test_nobody_signs_the_report_they_made_and_a_digest_once_a_side(proven: Deal) -> None:
    handover = actions.make_handover(
        agreement=proven.agreement, by=proven.desk.head, at=timezone.now()
    )
    with pytest.raises(NotTheirs):
        actions.sign_handover(handover=handover, by=proven.desk.head, at=timezone.now())
    actions.sign_handover(handover=handover, by=proven.desk.second, at=timezone.now())
    with pytest.raises(WrongState):
        actions.sign_handover(handover=handover, by=proven.desk.second, at=timezone.now())


def test_a_report_that_is_sent_back_stays_and_a_new_one_is_made(proven: Deal) -> None:
    handover = made(proven)
    with pytest.raises(WrongState, match="waits for signatures"):
        made(proven)
    actions.send_report_back(handover=handover, by=proven.desk.officer, reason="Foto belum ada.")
    again = made(proven)
    assert Handover.objects.get(pk=handover.pk).reason == "Foto belum ada."
    assert again.pk != handover.pk


def test_what_nobody_signed_is_not_handed_over(desk: Any) -> None:
    with pytest.raises(WrongState):
        actions.make_handover(agreement=a_deal(desk).agreement, by=desk.officer, at=timezone.now())
