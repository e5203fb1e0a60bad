"""A hand-over that broke off where it cannot safely be repeated: a person looks."""

from django.utils import timezone

from sasando.channels import actions
from sasando.channels.carrying import carry_one
from sasando.channels.models import Delivery, Outlet
from sasando.desk import actions as desk_actions
from sasando.plugins import Unsure
from sasando.plugins.testing import Dummy
from tests.desk.builders import LATER, Desk

State = Delivery.State


def rehearsal(desk: Desk) -> Outlet:
    return Outlet.objects.create(
        code="latihan", name="Latihan", organisation=desk.kpu, channel="dummy", options={}
    )


def broken_off(desk: Desk) -> Delivery:
    """Publish to an outlet whose answer never came; return the delivery as it is left."""
    outlet = rehearsal(desk)
    desk.published()
    Dummy.failures.append(Unsure("Sambungan terputus."))
    assert carry_one(timezone.now())
    return Delivery.objects.get(outlet=outlet)


def test_it_is_not_repeated_but_handed_to_a_person(desk: Desk) -> None:
    delivery = broken_off(desk)
    assert (delivery.state, delivery.left) == (State.BY_HAND, True)
    assert "look there" in delivery.task
    assert (delivery.words, delivery.deadline is not None) == ("Sambungan terputus.", True)
    assert [attempt.words for attempt in delivery.tries.all()] == ["Sambungan terputus."]
    assert not carry_one(timezone.now())


def test_the_proof_a_person_brings_is_its_receipt(desk: Desk) -> None:
    delivery = broken_off(desk)
    address = "https://t.me/kpu_kota_kupang/7"
    actions.prove(delivery=delivery, by=desk.officer, at=timezone.now(), address=address)
    delivery.refresh_from_db()
    assert delivery.state == State.DONE
    assert delivery.hand_over.receipt.identifier == address


def test_a_withdrawal_counts_it_as_a_copy_that_may_be_there(desk: Desk) -> None:
    delivery = broken_off(desk)
    desk_actions.withdraw(version=delivery.version, by=desk.second, reason="Keliru.", at=LATER)
    assert Delivery.objects.filter(outlet=delivery.outlet, goal="withdraw").exists()
