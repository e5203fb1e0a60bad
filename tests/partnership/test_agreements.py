"""An agreement is written, frozen, signed by both sides, sent back, amended; nothing signed changes."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from sasando.documents.digest import sha256_hex
from sasando.partnership import actions
from sasando.partnership.changes import changes
from sasando.partnership.content import terms_content
from sasando.partnership.exceptions import NotReady, NotTheirs, PartnershipError, WrongState
from sasando.partnership.forms import DeliverableForm, PaperForm, TermsForm
from sasando.partnership.importing import import_deliverables
from sasando.partnership.models import Deliverable, Goal, Terms
from tests.desk.builders import Desk
from tests.partnership.deals import Deal, a_deal, an_outlet, sign, today

State = Terms.State


def test_both_sides_sign_the_same_digest_and_then_it_holds(desk: Desk) -> None:
    deal = a_deal(desk)
    terms = actions.propose(terms=deal.terms, by=desk.officer, at=timezone.now())
    assert terms.digest == sha256_hex(terms.canonical.encode())
    actions.sign_terms(terms=terms, by=desk.head, at=timezone.now())
    assert deal.agreement.in_force is None
    actions.sign_terms(terms=terms, by=desk.business, at=timezone.now())
    held = deal.agreement.in_force
    assert held == terms
    assert {s.side for s in held.signatures.all()} == {"commission", "media"}
    assert all(s.digest == held.digest and s.holds for s in held.signatures.all())


def test_a_signature_over_other_words_does_not_hold(deal: Deal) -> None:
    signature = deal.terms.signatures.first()
    assert signature is not None and signature.holds
    signature.digest = "0" * 64
    assert not signature.holds


def test_nobody_signs_what_they_proposed_nor_for_the_other_side(desk: Desk) -> None:
    deal = a_deal(desk)
    terms = actions.propose(terms=deal.terms, by=desk.head, at=timezone.now())
    for person in (desk.head, desk.officer, desk.editor, desk.reporter, desk.checker):
        with pytest.raises(NotTheirs):
            actions.sign_terms(terms=terms, by=person, at=timezone.now())
    actions.sign_terms(terms=terms, by=desk.second, at=timezone.now())
    with pytest.raises(WrongState, match="signed already"):
        actions.sign_terms(terms=terms, by=desk.second, at=timezone.now())


def test_what_is_proposed_is_written_no_more(desk: Desk) -> None:
    deal = a_deal(desk)
    terms = actions.propose(terms=deal.terms, by=desk.officer, at=timezone.now())
    row = terms.deliverables.get(code="berita")
    row.number = 1
    for write in (
        lambda: actions.save_row(row=row, terms=terms),
        lambda: actions.remove_row(row=row, terms=terms),
        lambda: actions.save_terms(terms=terms, values={"value": 1}),
        lambda: actions.propose(terms=terms, by=desk.officer, at=timezone.now()),
    ):
        with pytest.raises(WrongState):
            write()
    assert Deliverable.objects.get(pk=row.pk).number == 2


def test_terms_that_are_sent_back_stay_with_the_reason(desk: Desk) -> None:
    deal = a_deal(desk)
    terms = actions.propose(terms=deal.terms, by=desk.officer, at=timezone.now())
    draft = actions.send_back(
        terms=terms, by=desk.chief, reason="Tenggat terlalu cepat.", at=timezone.now()
    )
    terms.refresh_from_db()
    assert (terms.state, terms.reason) == (State.DECLINED, "Tenggat terlalu cepat.")
    assert draft.deliverables.count() == terms.deliverables.count()
    assert [d.package.title for d in draft.deliverables.all()] == ["Paket 1"] * 4
    assert {d.package.terms_id for d in draft.deliverables.all()} == {draft.pk}
    sign(desk, draft)
    assert deal.agreement.in_force == draft


def test_an_amendment_holds_when_both_sides_signed_and_the_old_terms_stay(deal: Deal) -> None:
    before = deal.terms
    draft = actions.amend(agreement=deal.agreement, by=deal.desk.officer, at=timezone.now())
    assert draft.number == 2
    row = draft.deliverables.get(code="berita")
    row.number = 5
    actions.save_row(row=row, terms=draft)
    with pytest.raises(NotReady) as refused:
        actions.propose(terms=draft, by=deal.desk.officer, at=timezone.now())
    assert "amendment" in str(refused.value)
    actions.save_terms(terms=draft, values={"change": "Lima berita, bukan dua."})
    assert deal.agreement.in_force == before
    sign(deal.desk, draft)
    before.refresh_from_db()
    draft.refresh_from_db()
    assert deal.agreement.in_force == draft
    assert (before.state, before.deliverables.get(code="berita").number) == (State.REPLACED, 2)
    assert json.loads(before.canonical)["deliverables"][0]["number"] == 2
    assert json.loads(draft.canonical)["change"] == "Lima berita, bukan dua."


def test_one_amendment_at_a_time(deal: Deal) -> None:
    draft = actions.amend(agreement=deal.agreement, by=deal.desk.officer, at=timezone.now())
    with pytest.raises(WrongState):
        actions.amend(agreement=deal.agreement, by=deal.desk.chief, at=timezone.now())
    actions.drop_amendment(terms=draft)
    assert deal.agreement.draft is None


def test_parties_are_a_commission_and_a_newsroom(desk: Desk) -> None:
    with pytest.raises(PartnershipError):
        actions.open_agreement(
            number="1",
            title="x",
            commission=desk.pos,
            media=desk.kpu,
            by=desk.chief,
            at=timezone.now(),
        )


# --- What is wrong is said -----------------------------------------------------------------------
def test_a_reversed_period_is_refused_by_form_and_database(desk: Desk) -> None:
    draft = a_deal(desk).terms
    form = TermsForm({"starts": "2024-12-31", "ends": "2024-01-01", "editions": 7}, instance=draft)
    assert "reversed" in str(form.errors["ends"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Terms.objects.filter(pk=draft.pk).update(starts="2024-12-31", ends="2024-01-01")


def test_overlapping_periods_are_explained_and_may_be_meant(deal: Deal) -> None:
    other = a_deal(deal.desk, number="13/PKS/2024")
    with pytest.raises(NotReady) as refused:
        actions.propose(terms=other.terms, by=deal.desk.officer, at=timezone.now())
    assert "12/PKS/2024" in str(refused.value)
    actions.save_terms(terms=other.terms, values={"overlap_note": "Cetak saja."})
    sign(deal.desk, other.terms)
    held = other.agreement.in_force
    assert held is not None
    assert json.loads(held.canonical)["overlap_note"] == "Cetak saja."


def test_periods_that_only_touch_do_not_overlap(deal: Deal) -> None:
    after = deal.terms.ends + timedelta(days=1)  # type: ignore[operator]
    other = a_deal(deal.desk, number="14/PKS/2024", starts=after, ends=after + timedelta(days=30))
    other.terms.deliverables.update(deadline=after)
    actions.propose(terms=other.terms, by=deal.desk.officer, at=timezone.now())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"deadline": "2001-01-01"}, "outside the period"),
        ({"size": 810}, "A size needs"),
        ({"measure": "views"}, "A promised reach"),
        ({"number": 0}, "id_number_error"),
        ({"medium": "verdict"}, "verdict"),
        ({"code": "berita"}, "of this code already"),
    ],
)
def test_a_line_that_cannot_be_is_refused_in_words(
    desk: Desk, change: dict[str, object], said: str
) -> None:
    given = {
        "code": "baru",
        "title": "Baru",
        "medium": "online",
        "number": 1,
        "deadline": today().isoformat(),
    }
    form = DeliverableForm(given | change, terms=a_deal(desk).terms)
    assert not form.is_valid()
    assert said in str(form.errors)


def test_an_outlet_of_somebody_else_cannot_be_promised(desk: Desk) -> None:
    deal = a_deal(desk)
    row = deal.row("berita")
    row.outlet = an_outlet(desk, organisation=desk.kpu)
    actions.save_row(row=row, terms=deal.terms)
    with pytest.raises(NotReady, match="no outlet of the newsroom"):
        actions.propose(terms=deal.terms, by=desk.officer, at=timezone.now())


def test_a_paper_is_what_it_says_it_is(desk: Desk) -> None:
    given = {"kind": "spk", "title": "SPK"}
    terms = a_deal(desk).terms
    disguised = {"file": SimpleUploadedFile("spk.pdf", b"MZ\x00\x00", "application/pdf")}
    assert "file" in PaperForm(given, disguised, terms=terms).errors
    plain = {"file": SimpleUploadedFile("spk.txt", b"teks", "text/plain")}
    assert "file" in PaperForm(given, plain, terms=terms).errors
    good = {"file": SimpleUploadedFile("spk.pdf", b"%PDF-1.7 isi", "application/pdf")}
    form = PaperForm(given, good, terms=terms)
    assert form.is_valid(), form.errors


# --- From a costing ------------------------------------------------------------------------------
HEADER = "kode;barang;jenis;jumlah;tenggat;paket;ukuran;satuan;dihitung;jangkauan\n"


def csv(*rows: str) -> bytes:
    return (HEADER + "\n".join(rows)).encode()


def test_deliverables_come_from_a_csv_file_whole(desk: Desk) -> None:
    deal = a_deal(desk)
    day = today().isoformat()
    content = csv(
        f"adv;Advertorial;cetak;3;{day};paket 1;810;mmk;copies;60000",
        f"fb;Kiriman;post;12;{day};;;;;",
    )
    report = import_deliverables(content=content, terms=deal.terms)
    assert (report.ok, report.created) == (True, 2)
    row = deal.row("adv")
    assert (row.medium, row.number, row.size, row.unit) == ("print", 3, 810, "mm-column")
    assert row.package is not None


def test_a_csv_file_with_one_bad_row_brings_nothing_and_says_where(desk: Desk) -> None:
    deal = a_deal(desk)
    day = today().isoformat()
    content = csv(f"a;Berita;online;1;{day};;;;;", f"b;Periksa kabar;cek fakta;1;{day};;;;;")
    report = import_deliverables(content=content, terms=deal.terms)
    [error] = report.errors
    assert (error.row, error.column) == (3, "jenis")
    assert "never a paid deliverable" in error.message
    assert not deal.terms.deliverables.filter(code="a").exists()


@pytest.mark.parametrize(
    "row",
    [
        "berita;Sudah ada;online;1;{day};;;;;",
        "a;Nol;online;0;{day};;;;;",
        "a;Tanpa tenggat;online;1;;;;;;",
        "a;Paket lain;online;1;{day};paket 9;;;;",
        "a;Ukuran saja;online;1;{day};;5;;;",
        "a b;Kode;online;1;{day};;;;;",
    ],
)
def test_a_csv_row_that_cannot_be_is_refused(desk: Desk, row: str) -> None:
    content = csv(row.format(day=today().isoformat()))
    assert not import_deliverables(content=content, terms=a_deal(desk).terms).ok


def test_a_cell_that_looks_like_a_formula_stays_text(desk: Desk) -> None:
    deal = a_deal(desk)
    formula = '=HYPERLINK("http://x.example","klik")'
    cell = '"' + formula.replace('"', '""') + '"'
    content = csv(f"a;{cell};online;1;{today().isoformat()};;;;;")
    assert import_deliverables(content=content, terms=deal.terms).ok
    assert deal.row("a").title == formula


def test_goals_are_part_of_what_is_signed(desk: Desk) -> None:
    deal = a_deal(desk)
    actions.save_row(row=Goal(title="Dilihat", measure="views", target=1000), terms=deal.terms)
    deal.in_force()
    assert json.loads(deal.terms.canonical)["goals"] == [
        {"title": "Dilihat", "measure": "views", "target": 1000}
    ]


def test_what_an_amendment_changes_is_found_by_comparing(deal: Deal) -> None:
    before = json.loads(deal.terms.canonical)
    draft = actions.amend(agreement=deal.agreement, by=deal.desk.officer, at=timezone.now())
    assert changes(before, terms_content(draft)) == []
    row = draft.deliverables.get(code="berita")
    row.number, row.outlet = 5, an_outlet(deal.desk)
    actions.save_row(row=row, terms=draft)
    actions.remove_row(row=draft.deliverables.get(code="spanduk"), terms=draft)
    actions.save_row(row=Goal(title="Dilihat", measure="views", target=9), terms=draft)
    actions.save_terms(terms=draft, values={"value_public": True, "media_signatory": "Agus"})
    draft.refresh_from_db()
    assert {(c.what, c.before, c.after) for c in changes(before, terms_content(draft))} == {
        ("both sides publish the value", "no", "yes"),
        ("signs for the newsroom", "Rina Kale, Pemimpin perusahaan", "Agus, Pemimpin perusahaan"),
        ("berita: how many", "2", "5"),
        ("berita: outlet", "—", "Portal"),
        ("spanduk", "Spanduk", "taken out"),
        ("goals", "new", "Dilihat, 9"),
    }
