"""What became of rumours: every message in one place, people counted once, few people not told."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.claims.models import ClaimVerdict
from sasando.reach.figures import AnsweredMonth, answered
from tests.desk.builders import NOW, Desk, make_desk
from tests.reach.sent import answer, asker, claim, tip, told

SINCE, UNTIL = date(2024, 9, 1), date(2024, 9, 30)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def september(desk: Desk, who: str = "chief") -> AnsweredMonth:
    """The month as an editor sees it."""
    (month,) = answered(SINCE, UNTIL, seen_by=desk.people[who])
    return month


def test_every_message_ends_in_one_place(desk: Desk) -> None:
    settled = claim(NOW, state="settled", closed_at=NOW + 5 * HOUR)
    merged = claim(NOW, state="merged", merged_into=settled)
    tip(NOW, "answered", answered_at=NOW + MINUTE)
    tip(NOW, "answered", answered_at=NOW + 3 * HOUR, claim=settled)
    tip(NOW, "unknown", answered_at=NOW, claim=settled)
    tip(NOW, "unknown", answered_at=NOW, claim=merged)
    tip(NOW, "suggested", answered_at=NOW)
    tip(NOW, "asked-back", answered_at=NOW)
    tip(NOW, "unknown", answered_at=NOW, claim=claim(NOW))
    tip(NOW, "waiting")
    tip(NOW, "unknown", answered_at=NOW, claim=claim(NOW, state="dropped", closed_at=NOW))
    tip(NOW, "quiet", answered_at=NOW)
    found = september(desk)
    assert (found.at_once, found.later, found.asked_back) == (1, 3, 2)
    assert (found.open, found.not_checked, found.came) == (2, 1, 9)
    assert (found.rumours, found.settled) == (3, 1)


def test_months_without_anything_are_there_and_the_rest_of_a_month_is_not(desk: Desk) -> None:
    tip(NOW, "answered", answered_at=NOW)
    found = answered(date(2024, 8, 15), date(2024, 9, 19), seen_by=desk.chief)
    assert [(m.month, m.came) for m in found] == [(date(2024, 8, 1), 0), (date(2024, 9, 1), 0)]


def test_a_month_begins_at_midnight_of_the_house(desk: Desk) -> None:
    midnight = datetime(2024, 9, 30, 16, tzinfo=UTC)  # 1 October in Kupang
    for at in (midnight - MINUTE, midnight, midnight + timedelta(days=31)):
        tip(at, "answered", answered_at=at)
    found = answered(date(2024, 8, 1), date(2024, 11, 30), seen_by=desk.chief)
    assert [month.came for month in found] == [0, 1, 1, 1]


def test_the_time_to_an_answer_is_from_the_first_message_to_what_settled_it(desk: Desk) -> None:
    for hours in (1, 2, 4, 8, 40):
        claim(NOW, state="settled", closed_at=NOW + hours * HOUR)
    claim(NOW)
    found = september(desk)
    assert (found.hours_median, found.hours_p90, found.settled) == (4.0, 40.0, 5)


def test_who_was_told_is_who_has_a_receipt_for_that_claim(desk: Desk) -> None:
    version = desk.published("verdict")
    mine = claim(NOW, state="settled", closed_at=NOW + HOUR)
    ClaimVerdict.objects.create(claim=mine, item=version.item, at=NOW)
    people = [asker(desk, number, NOW) for number in range(6)]
    for who in people:
        for _twice in range(2):
            tip(NOW, "unknown", claim=mine, asker=who, known_id="verdict:1")
    told(people[0], NOW + HOUR, version=version)
    told(people[1], NOW + HOUR, version=version, state="refused")
    told(people[2], NOW + HOUR, "answer", known_id="verdict:1")
    told(people[3], NOW + HOUR, "answer", known_id="another")
    told(people[4], NOW + HOUR, "not-yet", version=version)
    found = september(desk)
    assert (found.asked, found.told, found.told_percent) == (6, 2, 33)


def test_few_people_are_not_told_of_in_public(desk: Desk) -> None:
    mine = claim(NOW, state="settled", closed_at=NOW + HOUR)
    for number in range(4):
        who = asker(desk, number, NOW)
        answer(who, NOW, mine)
    (public,) = answered(SINCE, UNTIL)
    assert (public.asked, public.told, public.told_percent, public.hours_median) == (None,) * 4
    assert (september(desk).asked, september(desk).told) == (4, 4)
    fifth = asker(desk, 4, NOW)
    tip(NOW, "unknown", claim=mine, asker=fifth)
    (public,) = answered(SINCE, UNTIL)
    assert (public.asked, public.told, public.told_percent) == (5, None, 80)


def test_a_check_on_the_commission_is_no_number_for_it_nor_for_the_public(desk: Desk) -> None:
    hidden = claim(NOW, about_commission=True, state="checking")
    tip(NOW, "unknown", claim=hidden)
    tip(NOW, "unknown", claim=claim(NOW))
    for figures in (september(desk, "officer"), *answered(SINCE, UNTIL)):
        assert (figures.came, figures.rumours) == (1, 1)
    assert (september(desk, "checker").came, september(desk, "checker").rumours) == (2, 2)


def test_the_number_of_queries_does_not_grow(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        mine: Any = claim(NOW, state="settled", closed_at=NOW + HOUR)
        who = asker(desk, number, NOW)
        answer(who, NOW, mine)
    with django_assert_max_num_queries(5):
        (month,) = answered(SINCE, UNTIL)
    assert (month.rumours, month.asked, month.told) == (8, 8, 8)
