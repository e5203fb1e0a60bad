"""The outbox: written with the publication, carried once, true at every moment."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sasando.channels import actions
from sasando.channels.carrying import carry_one
from sasando.channels.models import Delivery, HandOver, Outlet
from sasando.demo.partner import Partner, Trouble
from sasando.desk import actions as desk_actions
from tests.desk.builders import LATER, NOW, Desk

State = Delivery.State


def carry_all() -> int:
    carried = 0
    while carry_one(timezone.now()):
        carried += 1
    return carried


def the_delivery(outlet: Outlet) -> Delivery:
    return Delivery.objects.get(outlet=outlet)


def make_due(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now())


def test_a_publication_queues_one_delivery_for_each_outlet_that_wants_it(
    desk: Desk, network: Outlet
) -> None:
    Outlet.objects.create(
        code="berita", name="b", organisation=desk.kpu, channel="network", kinds=["news"]
    )
    version = desk.published()
    assert [d.outlet for d in Delivery.objects.filter(version=version)] == [network]
    assert the_delivery(network).state == State.WAITING


def test_a_delivery_is_done_only_with_the_outlets_own_receipt(
    desk: Desk, network: Outlet, partner: Partner
) -> None:
    version = desk.published()
    assert carry_all() == 1
    delivery = the_delivery(network)
    kept = partner.copies[f"urn:uuid:{version.document.item}"]
    assert delivery.state == State.DONE
    assert delivery.hand_over.identifier == kept.identifier
    assert delivery.hand_over.address.endswith(kept.identifier)
    assert delivery.tries.get().outcome == "done"


def test_a_correction_goes_to_the_same_copy(desk: Desk, network: Outlet, partner: Partner) -> None:
    first = desk.published()
    carry_all()
    item = desk.edit(
        first.item.specific, by=desk.officer, title="Angka diralat", change_note="Angka diralat."
    )
    second = desk_actions.propose(item=item, by=desk.officer, at=LATER)
    desk_actions.approve(version=second, by=desk.second, at=LATER)
    carry_all()
    kept = partner.copies[f"urn:uuid:{first.document.item}"]
    assert kept.item["version"] == "2"
    receipts = HandOver.objects.order_by("pk").values_list("identifier", flat=True)
    assert len(receipts) == 2
    assert len(set(receipts)) == 1


def test_what_never_left_is_overtaken_by_its_correction(
    desk: Desk, network: Outlet, partner: Partner
) -> None:
    first = desk.published()
    item = desk.edit(first.item.specific, by=desk.officer, title="Ralat", change_note="Ralat.")
    second = desk_actions.propose(item=item, by=desk.officer, at=LATER)
    desk_actions.approve(version=second, by=desk.second, at=LATER)
    carry_all()
    assert [kept.item["version"] for kept in partner.pushes] == ["2"]
    assert Delivery.objects.get(version=first).state == State.OVERTAKEN


def test_a_withdrawal_reaches_only_outlets_with_a_copy(
    desk: Desk, network: Outlet, partner: Partner
) -> None:
    version = desk.published()
    carry_all()
    late = Outlet.objects.create(
        code="baru", name="n", organisation=desk.kpu, channel="network", options={}
    )
    desk_actions.withdraw(version=version, by=desk.second, reason="Data keliru.", at=LATER)
    carry_all()
    assert not Delivery.objects.filter(outlet=late).exists()
    kept = partner.copies[f"urn:uuid:{version.document.item}"]
    assert (kept.item["pubStatus"], kept.item["edNote"]) == ("canceled", "Data keliru.")


def test_the_newest_news_goes_first(desk: Desk, network: Outlet, partner: Partner) -> None:
    versions = [desk.published() for _ in range(3)]
    carry_all()
    carried = [push.item["uri"] for push in partner.pushes]
    assert carried == [f"urn:uuid:{version.document.item}" for version in reversed(versions)]


def test_expiry_is_told_to_who_follows_it_and_bothers_nobody_else(
    desk: Desk, network: Outlet, partner: Partner
) -> None:
    dummy = Outlet.objects.create(
        code="tiruan", name="t", organisation=desk.kpu, channel="dummy", options={}
    )
    version = desk.published(valid_until=LATER)
    carry_all()
    desk_actions.expire(at=LATER + timedelta(minutes=1))
    carry_all()
    kept = partner.copies[f"urn:uuid:{version.document.item}"]
    assert kept.item["edNote"] == "Informasi ini sudah lewat masa berlakunya."
    assert Delivery.objects.filter(outlet=dummy).count() == 1


@pytest.mark.parametrize(
    ("trouble", "state", "words"),
    [
        (Trouble(status=500, body=b"mesin rusak"), State.WAITING, "mesin rusak"),
        (Trouble(status=429, headers={"Retry-After": "90"}), State.WAITING, "429"),
        (Trouble(status=200, body=b"<p>halo</p>"), State.WAITING, "halo"),
        (Trouble(status=403, body=b"kontrak berakhir"), State.REFUSED, "kontrak berakhir"),
        (Trouble(status=0), State.WAITING, ""),
    ],
)
def test_trouble_is_told_in_the_outlets_own_words_and_tried_again(
    desk: Desk, network: Outlet, partner: Partner, trouble: Trouble, state: str, words: str
) -> None:
    desk.published()
    partner.troubles.append(trouble)
    carry_one(timezone.now())
    delivery = the_delivery(network)
    assert delivery.state == state
    assert words in delivery.words
    assert delivery.words
    assert not HandOver.objects.exists()
    if state == State.WAITING:
        assert delivery.due_at > timezone.now()
    actions.retry(delivery=delivery, at=timezone.now())
    carry_one(timezone.now())
    assert the_delivery(network).state == State.DONE
    assert len(partner.pushes) == 1


def test_retry_after_is_respected(desk: Desk, network: Outlet, partner: Partner) -> None:
    desk.published()
    partner.troubles.append(Trouble(status=429, headers={"Retry-After": "90"}))
    carry_one(timezone.now())
    assert the_delivery(network).due_at >= timezone.now() + timedelta(seconds=85)


def test_an_answer_that_was_lost_does_not_make_a_second_copy(
    desk: Desk, network: Outlet, partner: Partner
) -> None:
    desk.published()
    partner.troubles.append(Trouble(status=0, keeps=True))
    carry_one(timezone.now())
    make_due(the_delivery(network))
    carry_one(timezone.now())
    assert the_delivery(network).state == State.DONE
    assert len(partner.pushes) == 1


def test_a_dead_workers_delivery_is_free_again_when_its_lease_ends(
    desk: Desk, network: Outlet
) -> None:
    desk.published()
    now = timezone.now()
    assert len(actions.claim(at=now)) == 1
    assert actions.claim(at=now) == []
    assert len(actions.claim(at=now + actions.LEASE)) == 1


def test_a_worker_that_lost_its_lease_changes_nothing(desk: Desk, network: Outlet) -> None:
    desk.published()
    now = timezone.now()
    (slow,) = actions.claim(at=now)
    (quick,) = actions.claim(at=now + actions.LEASE)
    from sasando.plugins import TryLater

    actions.fail(delivery=slow, error=TryLater("terlambat"), at=now)
    assert the_delivery(network).lease == quick.lease


def test_a_media_partys_outlet_waits_for_its_word(desk: Desk, partner: Partner) -> None:
    outlet = Outlet.objects.create(
        code="pos",
        name="Pos",
        organisation=desk.pos,
        channel="network",
        options={"url": partner.url},
    )
    version = desk.published()
    assert carry_all() == 0
    assert the_delivery(outlet).state == State.HELD
    desk_actions.accept(version=version, organisation=desk.pos, by=desk.editor, at=LATER)
    carry_all()
    assert the_delivery(outlet).state == State.DONE


def test_a_declined_release_is_not_carried(desk: Desk, partner: Partner) -> None:
    outlet = Outlet.objects.create(code="pos", name="Pos", organisation=desk.pos, channel="network")
    version = desk.published()
    desk_actions.decline(
        version=version, organisation=desk.pos, by=desk.editor, reason="Sudah dimuat.", at=LATER
    )
    assert the_delivery(outlet).state == State.DECLINED
    assert carry_all() == 0


def test_secrets_are_not_in_the_database_in_clear(desk: Desk, network: Outlet) -> None:
    network.lock_secrets({"token": "rahasia-sekali"})
    network.save()
    again = Outlet.objects.get(pk=network.pk)
    assert again.secrets == {"token": "rahasia-sekali"}
    row: Any = Outlet.objects.filter(pk=network.pk).values().get()
    assert "rahasia-sekali" not in str(row)


def test_nothing_is_queued_when_the_publication_is_rolled_back(
    desk: Desk, network: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = desk.proposed()

    def break_down(**_: Any) -> None:
        raise RuntimeError("penuh")

    monkeypatch.setattr("sasando.desk.actions.publication.append_to_log", break_down)
    with pytest.raises(RuntimeError):
        desk_actions.approve(version=version, by=desk.second, at=NOW)
    assert not Delivery.objects.exists()
