"""Receipts tick deliverables: each publication once, and what is withdrawn is taken back with its reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sasando.channels.carrying import carry_one
from sasando.demo.partner import Partner
from sasando.demo.partner import serving as serving_partner
from sasando.desk import actions as desk_actions
from sasando.live.actions.standing import retell
from sasando.live.models import Production
from sasando.parties.models import PublicSigningKey
from sasando.partnership import actions
from sasando.partnership.accounting import accounts_of
from sasando.partnership.actions import Brought
from sasando.partnership.actions.ticking import count
from sasando.partnership.models import Proof
from sasando.partnership.receipts import receipt_of_programme
from tests.desk.builders import Desk
from tests.partnership.deals import (
    LONG,
    Deal,
    a_copy,
    a_deal,
    an_aired_episode,
    an_outlet,
    carried,
    today,
)


def test_a_copy_that_arrives_ticks_by_itself(
    deal: Deal, django_capture_on_commit_callbacks: Any
) -> None:
    keys = {row.key_id: row.key for row in PublicSigningKey.objects.all()}
    with serving_partner(Partner(key_for=keys.get)) as partner:
        an_outlet(deal.desk, organisation=deal.desk.net, options={"url": partner.url})
        version = deal.desk.published("partnership", at=timezone.now())
        with django_capture_on_commit_callbacks(execute=True):
            assert carry_one(timezone.now())
    proof = Proof.objects.get()
    assert (proof.code, proof.how, proof.version) == ("berita", Proof.How.RECEIPT, version)
    assert proof.address == proof.hand_over.address != ""


def test_a_programme_that_is_over_ticks_by_itself(
    deal: Deal, django_capture_on_commit_callbacks: Any
) -> None:
    production = an_aired_episode(deal.desk, minutes=45)
    Production.objects.filter(pk=production.pk).update(
        state="ending", ended_at=None, told_to_end_at=timezone.now()
    )
    with django_capture_on_commit_callbacks(execute=True):
        retell(production, at=timezone.now())
    proof = Proof.objects.get()
    assert (proof.code, proof.how, proof.size) == ("bincang", Proof.How.AIRED, 45)
    assert proof.address == "https://stage.example/b1"


def test_one_story_counts_once_at_an_outlet_in_all_languages_and_corrections(deal: Deal) -> None:
    outlet = an_outlet(deal.desk)
    version = deal.desk.published("partnership")
    twin = deal.desk.published(
        "partnership", language="en", translation_key=version.item.translation_key
    )
    assert carried(version, outlet) is not None
    assert carried(twin, outlet) is None
    item = deal.desk.edit(version.item.specific, by=deal.desk.reporter, change_note="Angka.")
    corrected = desk_actions.propose(item=item, by=deal.desk.reporter, at=timezone.now())
    for person in (deal.desk.editor, deal.desk.officer):
        corrected = desk_actions.approve(version=corrected, by=person, at=timezone.now())
    assert carried(corrected, outlet) is None
    assert deal.proven == {"berita": 1}
    assert carried(corrected, an_outlet(deal.desk, "lain")) is not None


@pytest.mark.parametrize("kind", ["news", "release", "verdict", "notice"])
def test_what_is_never_paid_never_ticks(deal: Deal, kind: str) -> None:
    assert carried(deal.desk.published(kind), an_outlet(deal.desk)) is None
    assert actions.catch_up(at=timezone.now()) == 0
    assert deal.proven == {}


def test_a_file_for_the_layout_desk_is_no_printed_page(deal: Deal) -> None:
    outlet = an_outlet(deal.desk, channel="print")
    assert carried(deal.desk.published("partnership"), outlet) is None
    by_hand = a_copy(deal.desk.published("partnership"), outlet)
    by_hand.proof_code = by_hand.delivery.version.code
    by_hand.save()
    assert actions.catch_up(at=timezone.now()) == 1
    assert deal.proven == {"halaman": 1}


def test_an_outlet_of_somebody_else_ticks_nothing(deal: Deal) -> None:
    outlet = an_outlet(deal.desk, organisation=deal.desk.kpu)
    assert carried(deal.desk.published("partnership"), outlet) is None


def test_the_line_that_names_the_outlet_or_audience_comes_first(desk: Desk) -> None:
    deal = a_deal(desk)
    outlet = an_outlet(desk)
    for code, values in (
        ("untuk-muda", {"audience": "youth"}),
        ("di-portal", {"outlet": outlet}),
    ):
        row = deal.row("berita")
        row.pk, row.code, row.number = None, code, 1
        row._state.adding = True
        for name, value in values.items():
            setattr(row, name, value)
        actions.save_row(row=row, terms=deal.terms)
    deal.in_force()
    carried(desk.published("partnership", audiences=["youth"]), outlet)
    carried(desk.published("partnership", audiences=["youth"]), outlet)
    carried(desk.published("partnership"), outlet)
    assert deal.proven == {"di-portal": 1, "untuk-muda": 1, "berita": 1}


def test_what_is_given_beyond_the_promise_counts_and_is_seen_as_such(deal: Deal) -> None:
    outlet = an_outlet(deal.desk)
    for _ in range(3):
        carried(deal.desk.published("partnership"), outlet)
    assert deal.proven == {"berita": 3}


def test_a_kit_carried_by_hand_counts_only_where_its_outlet_is_named(desk: Desk) -> None:
    deal = a_deal(desk)
    hands = an_outlet(desk, channel="by_hand")
    deal.in_force()
    assert carried(desk.published("partnership"), hands) is None
    draft = actions.amend(agreement=deal.agreement, by=desk.officer, at=timezone.now())
    row = draft.deliverables.get(code="berita")
    row.outlet = hands
    actions.save_row(row=row, terms=draft)
    actions.save_terms(terms=draft, values={"change": "Halaman Facebook."})
    deal.in_force()
    assert actions.catch_up(at=timezone.now()) == 1


def test_what_was_out_before_the_signatures_is_caught_up_with(
    desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    deal = a_deal(desk)
    carried(desk.published("partnership"), an_outlet(desk))
    production = an_aired_episode(desk)
    assert deal.proven == {}
    with django_capture_on_commit_callbacks(execute=True):
        deal.in_force()
    assert deal.proven == {"berita": 1, "bincang": 1}
    assert actions.catch_up(at=timezone.now()) == 0
    assert count(receipt=receipt_of_programme(production), at=timezone.now()) is None  # type: ignore[arg-type]


def test_what_lies_outside_the_period_counts_for_nothing(deal: Deal) -> None:
    before = timezone.now() - timedelta(days=60)
    assert carried(deal.desk.published("partnership"), an_outlet(deal.desk), at=before) is None
    assert actions.catch_up(at=timezone.now()) == 0


def test_what_is_withdrawn_is_taken_back_with_its_reason(deal: Deal) -> None:
    version = deal.desk.published("partnership")
    carried(version, an_outlet(deal.desk))
    desk_actions.withdraw(
        version=version, by=deal.desk.editor, reason="Nama sumber keliru.", at=timezone.now()
    )
    proof = Proof.objects.get()
    assert proof.state == Proof.State.TAKEN_BACK
    assert "Nama sumber keliru." in proof.reason
    assert deal.proven == {}


def test_a_withdrawal_that_was_not_heard_is_caught_up_with(deal: Deal) -> None:
    version = deal.desk.published("partnership")
    carried(version, an_outlet(deal.desk))
    desk_actions.withdraw(version=version, by=deal.desk.editor, reason="Keliru.", at=timezone.now())
    Proof.objects.update(state=Proof.State.COUNTED, reason="", taken_back_at=None)
    actions.catch_up(at=timezone.now())
    assert "Keliru." in Proof.objects.get().reason


def test_a_receipt_of_a_withdrawn_item_proves_nothing(deal: Deal) -> None:
    version = deal.desk.published("partnership")
    desk_actions.withdraw(version=version, by=deal.desk.editor, reason="Keliru.", at=timezone.now())
    version.refresh_from_db()
    assert carried(version, an_outlet(deal.desk)) is None
    assert actions.catch_up(at=timezone.now()) == 0


def test_a_publication_counts_for_one_of_two_agreements(deal: Deal) -> None:
    other = a_deal(deal.desk, number="13/PKS", overlap_note="Cetak.").in_force()
    carried(deal.desk.published("partnership"), an_outlet(deal.desk))
    actions.catch_up(at=timezone.now())
    assert (deal.proven, other.proven) == ({"berita": 1}, {})


def test_an_amendment_keeps_the_proofs_and_shows_what_is_no_longer_promised(deal: Deal) -> None:
    carried(deal.desk.published("partnership"), an_outlet(deal.desk))
    draft = actions.amend(agreement=deal.agreement, by=deal.desk.officer, at=timezone.now())
    actions.remove_row(row=draft.deliverables.get(code="berita"), terms=draft)
    actions.save_terms(terms=draft, values={"change": "Tanpa berita."})
    deal.in_force()
    assert deal.proven == {"berita": 1}
    assert not deal.terms.deliverables.filter(code="berita").exists()


def test_what_comes_after_the_deadline_counts_and_is_late(desk: Desk) -> None:
    deal = a_deal(desk, ends=today() + LONG)
    deal.terms.deliverables.update(deadline=today() - timedelta(days=1))
    deal.in_force()
    carried(desk.published("partnership"), an_outlet(desk))
    line = next(one for one in accounts_of(deal.terms, today=today()).lines if one.proven)
    assert (line.row.code, line.late) == ("berita", 1)


def test_of_two_agreements_the_line_that_names_the_outlet_has_it(deal: Deal) -> None:
    outlet = an_outlet(deal.desk)
    other = a_deal(deal.desk, number="13/PKS", overlap_note="Portal saja.")
    row = other.row("berita")
    row.outlet = outlet
    actions.save_row(row=row, terms=other.terms)
    other.in_force()
    carried(deal.desk.published("partnership"), outlet)
    a_copy(deal.desk.published("partnership"), outlet)
    actions.catch_up(at=timezone.now())
    assert (deal.proven, other.proven) == ({}, {"berita": 2})


def test_a_text_made_with_somebody_else_ticks_nothing(deal: Deal) -> None:
    version = deal.desk.published("partnership")
    deal.desk.kpu.code = "kpu-lain"  # the text names another commission than the agreement
    deal.desk.kpu.save()
    assert carried(version, an_outlet(deal.desk)) is None
    assert actions.catch_up(at=timezone.now()) == 0


def test_what_a_person_brought_first_does_not_count_again_by_its_receipt(deal: Deal) -> None:
    outlet = an_outlet(deal.desk)
    version = deal.desk.published("partnership")
    copy = a_copy(version, outlet)
    brought = Brought(title="Berita", shown_at=copy.at, address=f"{copy.address}/")
    actions.bring_proof(
        agreement=deal.agreement,
        row=deal.row("spanduk"),
        brought=brought,
        by=deal.desk.business,
        at=timezone.now(),
    )
    assert actions.catch_up(at=timezone.now()) == 0
    assert deal.proven == {"spanduk": 1}
