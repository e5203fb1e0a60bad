"""A Facebook Page as an outlet of the desk: by hand until there is a token, then by program."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from sasando.channels import actions
from sasando.channels.carrying import carry_one
from sasando.channels.models import Delivery, Outlet, Spending
from sasando.desk import actions as desk_actions
from tests.desk.builders import LATER, Desk
from tests.platforms.graph_server import GraphServer

State = Delivery.State


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as server:
        yield server


@pytest.fixture
def page(desk: Desk, graph: GraphServer) -> Outlet:
    outlet = Outlet(
        code="halaman",
        name="Halaman KPU",
        organisation=desk.kpu,
        channel="facebook",
        options={"page_id": graph.page_id, "server": graph.url, "format": "link"},
    )
    outlet.lock_secrets({"token": graph.token})
    outlet.save()
    return outlet


def carry_all() -> None:
    Delivery.objects.filter(state=State.WAITING).update(due_at=timezone.now())
    while carry_one(timezone.now()):
        pass


def test_a_lost_answer_leaves_one_post_and_its_own_receipt(
    desk: Desk, page: Outlet, graph: GraphServer
) -> None:
    desk.published()
    graph.lose_next(on="/feed")
    carry_all()
    assert Delivery.objects.get(outlet=page).state == State.WAITING
    carry_all()
    [post] = graph.posts.values()
    delivery = Delivery.objects.get(outlet=page)
    assert delivery.state == State.DONE
    assert delivery.hand_over.identifier == post.id
    assert Spending.objects.get(account=page.account).units == len(graph.calls)


def test_correction_and_withdrawal_follow_the_post(
    desk: Desk, page: Outlet, graph: GraphServer
) -> None:
    first = desk.published()
    carry_all()
    item = desk.edit(
        first.item.specific, by=desk.officer, title="Angka diralat", change_note="Angka diralat."
    )
    second = desk_actions.propose(item=item, by=desk.officer, at=LATER)
    desk_actions.approve(version=second, by=desk.second, at=LATER)
    carry_all()
    [post] = graph.posts.values()
    assert "Angka diralat" in post.message
    later = LATER + timedelta(hours=1)
    desk_actions.withdraw(version=second, by=desk.officer, reason="Keliru.", at=later)
    carry_all()
    assert not graph.posts


def test_a_dead_token_is_told_in_the_desks_own_language(
    desk: Desk, page: Outlet, graph: GraphServer
) -> None:
    desk.published()
    graph.fail_next(190, "Session has expired", subcode=463, on="/feed", status=401)
    carry_all()
    delivery = Delivery.objects.get(outlet=page)
    assert delivery.state == State.REFUSED
    assert "Buat token Halaman yang baru" in delivery.tries.get().words


def test_without_a_token_a_person_gets_the_kit(
    desk: Desk, page: Outlet, graph: GraphServer
) -> None:
    page.lock_secrets({})
    page.save()
    desk.published()
    carry_all()
    assert Delivery.objects.get(outlet=page).state == State.BY_HAND
    assert graph.calls == []


def test_the_end_of_the_token_is_kept_for_the_first_screen(
    desk: Desk, page: Outlet, graph: GraphServer
) -> None:
    now = timezone.now()
    graph.expires_at = int((now + timedelta(days=3)).timestamp())
    actions.ask_outlet(outlet=page, at=now)
    page.refresh_from_db()
    [message] = page.pressing_problems(now)
    assert "berakhir pada" in message
