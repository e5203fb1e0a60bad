"""What was put right: the copies that were out, those that followed and why others did not."""

from datetime import date, timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.channels.models import Delivery
from sasando.desk import actions
from sasando.desk.models import Version
from sasando.reach.figures import Corrected, Correction, What, corrected
from tests.desk.builders import NOW, Desk, make_desk
from tests.reach.sent import asker, copy, delivery, outlet, told

SINCE, UNTIL = date(2024, 9, 1), date(2024, 9, 30)
LATER = NOW + timedelta(hours=10)


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def correct(desk: Desk, version: Version, kind: str = "news", **values: object) -> Version:
    item = desk.edit(version.item, by=desk.author(kind), change_note="Jumlahnya keliru.", **values)
    second = actions.propose(item=item, by=desk.author(kind), at=LATER)
    for name in desk.approvers(kind):
        second = actions.approve(version=second, by=desk.people[name], at=LATER)
    return second


def only(desk: Desk) -> tuple[Corrected, Correction]:
    ((total,), (one,)) = corrected(SINCE, UNTIL, public=False)
    return total, one


def test_copies_follow_by_receipt_and_those_that_do_not_say_why(desk: Desk) -> None:
    version = desk.published("news")
    places = [outlet(desk, code) for code in ("a", "b", "c", "d")]
    paper = outlet(desk, "paper", channel="print")
    for where in (*places, paper):
        copy(version, where, NOW + timedelta(minutes=5))
    second = correct(desk, version)
    a, b, c, d = places
    Delivery.objects.filter(version=second, outlet=d).delete()
    copy(second, a, LATER + timedelta(hours=1))
    delivery(second, b, LATER, state="refused")
    delivery(second, c, LATER, state="by-hand")
    copy(second, paper, LATER)
    delivery(second, paper, LATER, goal="erratum", state="by-hand")
    total, one = only(desk)
    assert (one.what, one.copies, one.followed) == (What.CORRECTION, 5, 1)
    assert one.not_followed == {"refused": 1, "by-hand": 2, "not-asked": 1}
    assert one.hours is None
    assert one.change == "Jumlahnya keliru."
    assert (total.number, total.copies, total.followed) == (1, 5, 1)


def test_the_last_copy_to_follow_says_how_long_it_took(desk: Desk) -> None:
    version = desk.published("news")
    paper = outlet(desk, "paper", channel="print")
    page = outlet(desk, "page")
    for where in (page, paper):
        copy(version, where, NOW)
    second = correct(desk, version)
    copy(second, page, LATER + timedelta(minutes=30))
    copy(second, paper, LATER)
    copy(second, paper, LATER + timedelta(hours=12), goal="erratum")
    total, one = only(desk)
    assert (one.followed, one.not_followed, one.hours) == (2, {}, 12.0)
    assert (total.hours_median, total.hours_longest) == (12.0, 12.0)


def test_what_came_later_or_was_taken_back_before_had_nothing_to_follow(desk: Desk) -> None:
    version = desk.published("news")
    gone, late = outlet(desk, "gone"), outlet(desk, "late")
    copy(version, gone, NOW)
    copy(version, gone, NOW + timedelta(hours=1), goal="withdraw")
    second = correct(desk, version)
    copy(second, late, LATER)
    _total, one = only(desk)
    assert (one.copies, one.followed) == (0, 0)


def test_a_copy_that_got_the_next_version_followed_this_one_too(desk: Desk) -> None:
    version, where = desk.published("news"), outlet(desk, "page")
    copy(version, where, NOW)
    second = correct(desk, version)
    delivery(second, where, LATER, state="overtaken")
    third = correct(desk, second)
    copy(third, where, LATER + timedelta(hours=2))
    (total,), rows = corrected(SINCE, UNTIL, public=False)
    assert (total.number, total.copies, total.followed) == (2, 2, 2)
    assert [row.hours for row in rows] == [2.0, 2.0]


def test_a_changed_rating_a_withdrawal_and_an_erratum_are_told_apart(desk: Desk) -> None:
    check = desk.published("verdict")
    correct(desk, check, "verdict", rating="misleading")
    gone, wrong = desk.published("news"), desk.published("release")
    where = outlet(desk, "page")
    for version in (gone, wrong):
        copy(version, where, NOW)
    actions.withdraw(version=gone, by=desk.editor, reason="Rekayasa.", at=LATER)
    copy(gone, where, LATER + timedelta(hours=3), goal="withdraw")
    erratum = desk.published("erratum", corrects=wrong, change_note="Keliru.", at=LATER)
    copy(erratum, where, LATER + timedelta(hours=1))
    totals, rows = corrected(SINCE, UNTIL)
    assert {t.what: (t.number, t.copies, t.followed) for t in totals} == {
        What.VERDICT: (1, 0, 0),
        What.ERRATUM: (1, 1, 1),
        What.WITHDRAWAL: (1, 1, 1),
    }
    changes = {row.what: row.change for row in rows}
    assert changes[What.WITHDRAWAL] == "Rekayasa."
    assert {row.what: row.hours for row in rows}[What.WITHDRAWAL] == 3.0


def test_people_told_again_are_counted_and_few_of_them_not_in_public(desk: Desk) -> None:
    second = correct(desk, desk.published("verdict"), "verdict")
    for number in range(4):
        told(asker(desk, number, NOW), LATER, "correction", version=second)
    told(asker(desk, 9, NOW), LATER, "correction", version=second, state="refused")
    assert only(desk)[0].told == 4
    (total,), (one,) = corrected(SINCE, UNTIL)
    assert (total.told, one.told) == (None, None)
    told(asker(desk, 5, NOW), LATER, "correction", version=second)
    (total,), _rows = corrected(SINCE, UNTIL)
    assert total.told == 5


def test_what_was_put_right_on_another_day_is_not_told(desk: Desk) -> None:
    correct(desk, desk.published("news"))
    assert corrected(date(2024, 9, 21), UNTIL) == ([], [])


def test_the_number_of_queries_does_not_grow(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        version, where = desk.published("news"), outlet(desk, f"page-{number}")
        copy(version, where, NOW)
        copy(correct(desk, version), where, LATER)
    with django_assert_max_num_queries(5):
        (total,), rows = corrected(SINCE, UNTIL)
    assert (total.number, total.followed, len(rows)) == (5, 5, 5)
