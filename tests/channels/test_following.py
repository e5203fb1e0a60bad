"""What happens to an item follows every copy of it: also those whose receipt never came."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sasando.channels import actions
from sasando.channels.actions import outcomes
from sasando.channels.carrying import carry
from sasando.channels.exceptions import InHand
from sasando.channels.hub import actions as hub_actions
from sasando.channels.models import Delivery, HandOver, Outlet
from sasando.channels.surroundings import callback_context, channel_context
from sasando.demo.partner import Partner, Trouble
from sasando.desk import actions as desk_actions
from sasando.desk.models import Version
from sasando.plugins import TryLater
from sasando.plugins.outbound import EXCHANGE_STEPS
from tests.channels.test_outbox import carry_all
from tests.desk.builders import LATER, Desk

State, Goal = Delivery.State, Delivery.Goal
MUCH_LATER = LATER + timedelta(days=2)


def row(goal: str = Goal.CARRY, **found: Any) -> Delivery:
    return Delivery.objects.get(goal=goal, **found)


def copy_of(version: Version, partner: Partner) -> dict[str, Any]:
    return partner.copies[f"urn:uuid:{version.document.item}"].item


def corrected(desk: Desk, first: Version) -> Version:
    item = desk.edit(first.item.specific, by=desk.officer, title="Ralat", change_note="Ralat.")
    second = desk_actions.propose(item=item, by=desk.officer, at=LATER)
    return desk_actions.approve(version=second, by=desk.second, at=LATER)


def withdrawn(desk: Desk, version: Version) -> Version:
    return desk_actions.withdraw(version=version, by=desk.second, reason="Keliru.", at=LATER)


def outlet_of(desk: Desk, owner: str, channel: str, **options: str) -> Outlet:
    return Outlet.objects.create(
        code=f"{owner}-{channel}",
        name=channel,
        organisation=desk.organisations[owner],
        channel=channel,
        options=options,
    )


@pytest.fixture
def pos(desk: Desk, partner: Partner) -> Outlet:
    """A newsroom's own outlet: it asks before it carries a release."""
    return outlet_of(desk, "pos", "network", url=partner.url)


# --- Withdrawals and expiry ----------------------------------------------------------------------
def test_a_copy_whose_receipt_was_lost_is_withdrawn(
    desk: Desk, network: Outlet, partner: Partner
) -> None:
    version = desk.published()
    partner.troubles.append(Trouble(status=0, keeps=True))
    carry_all()
    withdrawn(desk, version)
    assert row().state == State.OVERTAKEN
    carry_all()
    item = copy_of(version, partner)
    assert item["pubStatus"] == "canceled"
    assert "bodies" not in item
    assert row(Goal.WITHDRAW).state == State.DONE


def test_what_is_in_flight_arrives_first_and_is_withdrawn_then(
    desk: Desk, network: Outlet, partner: Partner
) -> None:
    version = desk.published()
    (flying,) = actions.claim(at=timezone.now())
    withdrawn(desk, version)
    assert carry_all() == 0  # the withdrawal waits for what is in hand
    Delivery.objects.filter(pk=flying.pk).update(lease_until=timezone.now())  # its worker died
    carry_all()
    assert [push.item["pubStatus"] for push in partner.pushes] == ["canceled"]
    carry(flying)  # it comes to itself again: nothing is sent
    assert len(partner.pushes) == 1
    assert row().state == State.OVERTAKEN


def test_a_failure_in_flight_does_not_hold_the_withdrawal_up(
    desk: Desk, network: Outlet, partner: Partner
) -> None:
    version = desk.published()
    (flying,) = actions.claim(at=timezone.now())
    withdrawn(desk, version)
    actions.fail(delivery=flying, error=TryLater("tidak menjawab"), at=timezone.now())
    assert row().state == State.OVERTAKEN
    carry_all()
    assert copy_of(version, partner)["pubStatus"] == "canceled"


@pytest.mark.parametrize("end", ["withdraw", "expire"])
def test_the_full_text_never_follows_its_end(
    desk: Desk, network: Outlet, partner: Partner, end: str
) -> None:
    version = desk.published(valid_until=LATER)
    partner.always = Trouble(status=503)
    carry_all()
    if end == "withdraw":
        withdrawn(desk, version)
    else:
        desk_actions.expire(at=MUCH_LATER)
    partner.always = None
    Delivery.objects.update(due_at=timezone.now())
    carry_all()
    assert [push.item["pubStatus"] for push in partner.pushes] == ["canceled"]


def test_a_plain_no_leaves_nothing_to_withdraw(
    desk: Desk, network: Outlet, partner: Partner
) -> None:
    version = desk.published()
    partner.troubles.append(Trouble(status=403))
    carry_all()
    withdrawn(desk, version)
    assert row().state == State.OVERTAKEN
    assert not Delivery.objects.filter(goal=Goal.WITHDRAW).exists()


def test_tasks_and_waiting_for_a_word_end_with_the_item(
    desk: Desk, pos: Outlet, partner: Partner
) -> None:
    hands = outlet_of(desk, "kpu", "by_hand", place="Papan")
    version = desk.published()
    assert row(outlet=pos).state == State.HELD
    withdrawn(desk, version)
    assert {d.state for d in Delivery.objects.filter(goal=Goal.CARRY)} == {State.OVERTAKEN}
    assert not Delivery.objects.filter(goal=Goal.WITHDRAW).exists()
    assert hands.deliveries.count() == 1


def test_a_kit_that_was_taken_along_may_be_up_already(desk: Desk) -> None:
    hands = outlet_of(desk, "kpu", "by_hand", place="Papan")
    version = desk.published()
    actions.take_kit(delivery=row(outlet=hands))
    withdrawn(desk, version)
    task = row(Goal.WITHDRAW, outlet=hands)
    assert (task.state, bool(task.task)) == (State.BY_HAND, True)


def test_a_board_is_cleared_when_the_time_is_over_and_a_mailbox_is_not(desk: Desk) -> None:
    board = outlet_of(desk, "kpu", "by_hand", place="Papan")
    mail = outlet_of(desk, "kpu", "dummy")
    desk.published(valid_until=LATER)
    carry_all()
    actions.prove(
        delivery=row(outlet=board), by=desk.officer, at=LATER, address="https://x.example/1"
    )
    desk_actions.expire(at=MUCH_LATER)
    task = row(Goal.EXPIRE)
    assert (task.outlet, task.state) == (board, State.BY_HAND)
    assert mail.deliveries.count() == 1
    actions.prove(delivery=task, by=desk.officer, at=MUCH_LATER, note="Sudah diturunkan.")
    assert task.outlet_id not in Delivery.objects.may_hold(task.item_id)


# --- Corrections ---------------------------------------------------------------------------------
def test_a_correction_follows_the_copy_without_asking_again(
    desk: Desk, pos: Outlet, partner: Partner
) -> None:
    first = desk.published()
    desk_actions.accept(version=first, organisation=desk.pos, by=desk.editor, at=LATER)
    carry_all()
    corrected(desk, first)
    carry_all()
    assert copy_of(first, partner)["version"] == "2"


def test_to_decline_a_correction_is_to_withdraw_and_to_accept_it_later_brings_it_back(
    desk: Desk, pos: Outlet, partner: Partner
) -> None:
    first = desk.published()
    desk_actions.accept(version=first, organisation=desk.pos, by=desk.editor, at=LATER)
    carry_all()
    second = corrected(desk, first)
    desk_actions.decline(version=second, organisation=desk.pos, by=desk.editor, reason="", at=LATER)
    carry_all()
    item = copy_of(first, partner)
    assert (item["pubStatus"], item["edNote"]) == (
        "canceled",
        "Media ini tidak memuat teks ini lagi.",
    )
    desk_actions.accept(version=second, organisation=desk.pos, by=desk.editor, at=MUCH_LATER)
    carry_all()
    item = copy_of(first, partner)
    assert (item["pubStatus"], item["version"]) == ("usable", "2")
    withdrawn(desk, second)
    carry_all()
    assert copy_of(first, partner)["pubStatus"] == "canceled"


def test_who_declined_before_publication_is_not_waited_for_and_may_think_again(
    desk: Desk, pos: Outlet, partner: Partner
) -> None:
    version = desk.proposed(go_live_at=LATER)
    version = desk_actions.approve(version=version, by=desk.second, at=LATER - timedelta(hours=1))
    desk_actions.decline(
        version=version, organisation=desk.pos, by=desk.editor, reason="Lain kali.", at=LATER
    )
    desk_actions.publish_due(at=LATER)
    assert row().state == State.DECLINED
    desk_actions.accept(version=version, organisation=desk.pos, by=desk.editor, at=LATER)
    carry_all()
    assert row().state == State.DONE


@pytest.mark.parametrize("change", [{"active": False}, {"kinds": ["news"]}])
def test_an_outlet_that_was_switched_off_or_narrowed_still_hears_of_its_copy(
    desk: Desk, network: Outlet, partner: Partner, change: dict[str, Any]
) -> None:
    first = desk.published()
    carry_all()
    Outlet.objects.filter(pk=network.pk).update(**change)
    second = corrected(desk, first)
    carry_all()
    if change.get("active", True):
        assert copy_of(first, partner)["version"] == "2"
    else:
        assert (row(version=second).state, bool(row(version=second).task)) == (State.BY_HAND, True)


def test_a_printed_correction_takes_a_slot_in_the_next_edition(desk: Desk) -> None:
    paper = outlet_of(desk, "kpu", "print")
    first = desk.published()
    carry_all()
    assert not Delivery.objects.filter(goal=Goal.ERRATUM).exists()
    second = corrected(desk, first)
    carry_all()
    slot = row(Goal.ERRATUM)
    assert (slot.outlet, slot.version, slot.state) == (paper, second, State.BY_HAND)
    assert slot.deadline is not None
    assert row(version=second, goal=Goal.CARRY).state == State.DONE


@pytest.mark.parametrize("confirmed", [True, False])
def test_copies_of_an_urgent_notice_say_how_it_stands(
    desk: Desk, network: Outlet, partner: Partner, confirmed: bool
) -> None:
    version = desk.proposed("notice")
    version = desk_actions.approve(version=version, by=desk.second, at=LATER)
    carry_all()
    before = copy_of(version, partner)
    desk_actions.mark_overdue(at=MUCH_LATER)
    carry_all()
    marked = copy_of(version, partner)
    assert marked.get("edNote") != before.get("edNote")
    if confirmed:
        desk_actions.confirm_notice(version=version, by=desk.head, at=MUCH_LATER)
        carry_all()
        assert copy_of(version, partner).get("edNote") == before.get("edNote")
    assert HandOver.objects.count() == len(partner.pushes)


# --- Leases --------------------------------------------------------------------------------------
def test_trying_again_waits_for_the_worker_that_has_it(desk: Desk, network: Outlet) -> None:
    desk.published()
    now = timezone.now()
    (held,) = actions.claim(at=now)
    with pytest.raises(InHand):
        actions.retry(delivery=held, at=now)
    assert row().lease == held.lease
    actions.retry(delivery=held, at=now + actions.LEASE)
    assert row().lease == ""


def test_trying_again_does_not_forget_that_it_left(
    desk: Desk, network: Outlet, partner: Partner
) -> None:
    first = desk.published()
    partner.troubles.append(Trouble(status=0, keeps=True))
    carry_all()
    actions.retry(delivery=row(), at=timezone.now())
    corrected(desk, first)
    carry_all()
    assert row(version=first).state == State.DONE  # asked again, with its own key
    assert [push.item["version"] for push in partner.pushes] == ["1", "2"]


def test_a_lease_outlasts_a_whole_hand_over(desk: Desk) -> None:
    a_names_look_up_s = 20
    longest = channel_context(desk.kpu, account="outlet:mitra").hand_over_s + a_names_look_up_s
    assert outcomes.LEASE.total_seconds() > longest
    exchange = EXCHANGE_STEPS * callback_context().timeout_s
    assert hub_actions.HOLD.total_seconds() > exchange + a_names_look_up_s


def test_a_worker_that_lost_its_lease_while_it_rendered_sends_nothing(
    desk: Desk, network: Outlet, partner: Partner
) -> None:
    desk.published()
    (slow,) = actions.claim(at=timezone.now() - 2 * actions.LEASE)
    (quick,) = actions.claim(at=timezone.now())
    carry(slow)
    assert partner.pushes == []
    carry(quick)
    assert row().state == State.DONE
    assert len(partner.pushes) == 1
