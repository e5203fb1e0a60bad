"""Certified circulation: a doubt is asked about and nothing changed, periods never overlap, gaps stay."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from sasando.channels.models import Outlet
from sasando.plugins import MeasureKind
from sasando.reach import actions
from sasando.reach.exceptions import CirculationRefused
from sasando.reach.figures import Dimension, Reached, reached
from sasando.reach.models import Circulation
from tests.desk.builders import NOW, Desk, make_desk
from tests.partnership.deals import a_deal, sign
from tests.reach.sent import copy, outlet

PAGE = "/desk/reach/oplah/"


@pytest.fixture
def desk(db: None, settings: Any, tmp_path: Path) -> Desk:
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_desk()


@pytest.fixture
def paper(desk: Desk) -> Outlet:
    return outlet(desk, "koran", channel="print")


def given(paper: Outlet, **values: object) -> dict[str, object]:
    return {
        "outlet": paper.pk,
        "copies": 20_000,
        "per": "edition",
        "editions": 7,
        "starts": "2024-09-01",
        "ends": "2024-09-30",
        "source": "Audit Oplah 12/2024",
        "address": "https://audit.example/12",
    } | values


def entry(paper: Outlet, **values: Any) -> Circulation:
    made = given(paper, starts=date(2024, 9, 1), ends=date(2024, 9, 30)) | values
    return Circulation(**made | {"outlet": paper})


def enter(desk: Desk, paper: Outlet, **values: Any) -> Circulation:
    return actions.enter_circulation(entry=entry(paper, **values), by=desk.business, at=NOW)


def printed(by: Dimension = Dimension.CHANNEL) -> Reached:
    rows = reached(date(2024, 9, 1), date(2024, 9, 30), by=by, public=True)
    (row,) = [row for row in rows if row.kind is MeasureKind.COPIES]
    return row


def test_what_was_printed_on_a_day_of_the_period_counts_once_an_edition(
    desk: Desk, paper: Outlet
) -> None:
    for _item in range(2):
        copy(desk.published("news"), paper, NOW)
    copy(desk.published("news"), paper, NOW + timedelta(days=1))
    row = printed()
    assert (row.value, row.missing) == (None, 3)
    enter(desk, paper, copies=140_000, per="week", ends=date(2024, 9, 20))
    row = printed()
    assert (row.value, row.counted, row.missing) == (20_000, 2, 1)
    assert row.sources == ("Audit Oplah 12/2024",)
    actions.take_back_circulation(
        entry=Circulation.objects.get(), by=desk.business, reason="Salah salin.", at=NOW
    )
    assert printed().value is None


def test_periods_that_overlap_or_are_reversed_are_refused(desk: Desk, paper: Outlet) -> None:
    first = enter(desk, paper)
    with pytest.raises(CirculationRefused, match="overlap"):
        enter(desk, paper, starts=date(2024, 9, 30), ends=date(2024, 10, 5))
    with pytest.raises(CirculationRefused, match="reversed"):
        enter(desk, paper, starts=date(2024, 11, 2), ends=date(2024, 11, 1))
    enter(desk, outlet(desk, "lain", channel="print"))
    enter(desk, paper, starts=date(2024, 10, 1), ends=date(2024, 10, 5))
    actions.take_back_circulation(entry=first, by=desk.business, reason="Keliru.", at=NOW)
    enter(desk, paper)
    with pytest.raises(CirculationRefused, match="before"):
        actions.take_back_circulation(entry=first, by=desk.business, reason="Lagi.", at=NOW)


@pytest.mark.parametrize("who", ["reporter", "officer", "checker"])
def test_only_who_runs_the_outlet_enters_its_number(desk: Desk, paper: Outlet, who: str) -> None:
    with pytest.raises(CirculationRefused):
        actions.enter_circulation(entry=entry(paper), by=desk.people[who], at=NOW)
    assert not Circulation.objects.exists()


def test_a_number_needs_its_source(desk: Desk, paper: Outlet) -> None:
    for missing in ({"source": " "}, {"address": ""}):
        with pytest.raises(CirculationRefused, match="certif"):
            enter(desk, paper, **missing)


def test_a_weeks_number_is_doubted_by_what_was_certified_before(
    client: Client, desk: Desk, paper: Outlet
) -> None:
    enter(desk, paper)
    client.force_login(desk.business)
    later: dict[str, object] = {"starts": "2024-10-01", "ends": "2024-10-31", "copies": 140_000}
    answer = client.post(PAGE, given(paper, **later))
    assert answer.status_code == 422
    assert "look like a whole week" in answer.content.decode()
    assert Circulation.objects.count() == 1
    assert client.post(PAGE, given(paper, **later, per="week")).status_code == 302
    made = Circulation.objects.get(starts=date(2024, 10, 1))
    assert (made.copies, made.per, made.an_edition) == (140_000, "week", 20_000)
    assert not made.doubted


def test_who_says_that_it_is_right_has_it_as_it_was_entered(
    client: Client, desk: Desk, paper: Outlet
) -> None:
    enter(desk, paper)
    client.force_login(desk.business)
    sure = given(paper, starts="2024-10-01", ends="2024-10-31", copies=140_000, sure="on")
    assert client.post(PAGE, sure).status_code == 302
    made = Circulation.objects.get(starts=date(2024, 10, 1))
    assert (made.copies, made.per, made.doubted) == (140_000, "edition", True)
    log = ModelLogEntry.objects.filter(action="sasando.circulation_entered").latest("timestamp")
    assert (log.user, log.data["copies"], log.data["doubted"]) == (desk.business, 140_000, True)
    assert "Circulation of Koran entered: 140000 copies" in log.message


def test_the_first_number_is_held_against_what_was_agreed(
    client: Client, desk: Desk, paper: Outlet
) -> None:
    deal = a_deal(desk)
    assert deal.agreement.draft is not None
    sign(desk, deal.agreement.draft)
    terms = deal.agreement.in_force
    assert terms is not None
    client.force_login(desk.business)
    days = {"starts": terms.starts, "ends": terms.ends}
    answer = client.post(PAGE, given(paper, **days, copies=140_000))
    assert "is known to have 20000" in answer.content.decode()
    answer = client.post(PAGE, given(paper, **days, copies=20_000, per="week"))
    assert "look like one edition" in answer.content.decode()
    assert client.post(PAGE, given(paper, **days)).status_code == 302


def test_the_certificate_is_kept_and_what_is_none_is_refused(
    client: Client, desk: Desk, paper: Outlet
) -> None:
    client.force_login(desk.business)
    script = SimpleUploadedFile("surat.pdf", b"<html><script>1</script>", "application/pdf")
    assert client.post(PAGE, given(paper, address="", document=script)).status_code == 422
    scan = SimpleUploadedFile("surat.pdf", b"%PDF-1.7\nsertifikat", "application/pdf")
    assert client.post(PAGE, given(paper, address="", document=scan)).status_code == 302
    made = Circulation.objects.get()
    assert len(made.sha256) == 64
    client.force_login(desk.officer)
    answer = client.get(reverse("sasando_reach_circulation_file", args=[made.pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7\nsertifikat"  # type: ignore[attr-defined]


def test_both_partners_read_the_list_and_its_budget_holds(
    client: Client,
    desk: Desk,
    paper: Outlet,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    outlet(desk, "lain", channel="print")
    first = enter(desk, paper)
    back = reverse("sasando_reach_circulation_back", args=[first.pk])
    client.force_login(desk.officer)
    client.post(back, {"reason": "Bukan urusan saya."})
    first.refresh_from_db()
    assert first.taken_back_at is None
    page = client.get(PAGE).content.decode()
    assert "Audit Oplah 12/2024" in page and "Nothing is certified for" in page and "Lain" in page
    assert "<h2>Enter" not in page
    assert client.post(PAGE, given(paper)).status_code == 302  # Wagtail's way to say no
    assert Circulation.objects.count() == 1
    client.force_login(desk.business)
    client.post(back, {"reason": "Salah salin."})
    for month in range(1, 7):
        days = date(2024, month, 1), date(2024, month, 20)
        enter(desk, paper, starts=days[0], ends=days[1])
    client.get(PAGE)
    with django_assert_max_num_queries(20):
        page = client.get(PAGE).content.decode()
    assert "Salah salin." in page
