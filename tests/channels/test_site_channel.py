"""The public site stands in the same account as every other outlet."""

from pathlib import Path

from django.utils import timezone

from sasando.channels.carrying import carry_one
from sasando.channels.models import Delivery, Outlet
from sasando.desk import actions as desk_actions
from tests.desk.builders import LATER, Desk


def carry_all() -> None:
    while carry_one(timezone.now()):
        pass


def test_a_publication_is_baked_with_a_receipt(desk: Desk, house: Path) -> None:
    Outlet.objects.create(code="situs", name="Situs", organisation=desk.kpu, channel="site")
    version = desk.published()
    carry_all()
    delivery = Delivery.objects.get(version=version)
    page = house / "baked" / version.path.strip("/") / "index.html"
    assert delivery.state == Delivery.State.DONE
    assert delivery.hand_over.address == version.href
    assert version.headline in page.read_text()


def test_a_withdrawn_page_stays_with_the_reason_on_it(desk: Desk, house: Path) -> None:
    Outlet.objects.create(code="situs", name="Situs", organisation=desk.kpu, channel="site")
    version = desk.published()
    carry_all()
    desk_actions.withdraw(version=version, by=desk.second, reason="Data keliru.", at=LATER)
    carry_all()
    page = house / "baked" / version.path.strip("/") / "index.html"
    assert "Data keliru." in page.read_text()
    states = Delivery.objects.filter(item=version.item_id).values_list("state", flat=True)
    assert set(states) == {Delivery.State.DONE}


def test_what_points_to_the_page_waits_for_it(desk: Desk) -> None:
    for code, channel in (("tiruan", "dummy"), ("situs", "site")):
        Outlet.objects.create(code=code, name=code, organisation=desk.kpu, channel=channel)
    desk.published()
    carry_one(timezone.now())
    done = Delivery.objects.get(state=Delivery.State.DONE)
    assert done.outlet.code == "situs"
