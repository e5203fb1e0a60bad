"""Questions and answers in numbers: who was told is who has a receipt for what they asked about."""

from datetime import date, timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.claims.figures import figures
from sasando.claims.models import Claim, ClaimVerdict
from sasando.desk import actions as desk_actions
from sasando.desk.models import Version
from sasando.reach.figures import answered
from tests.desk.builders import LATER, NOW, Desk
from tests.reach.sent import asker, claim, tip, told

HOUR = timedelta(hours=1)


@pytest.fixture
def version(desk: Desk) -> Version:
    """A published fact-check."""
    return desk.published("verdict")


@pytest.fixture
def settled(version: Version) -> Claim:
    """The claim that it answers."""
    found = claim(NOW, state="settled", closed_at=NOW + HOUR)
    ClaimVerdict.objects.create(claim=found, item=version.item, at=NOW)
    return found


def numbers(desk: Desk) -> tuple[int, int]:
    """(asked, told) of the desk's page; the figures for the report say the same."""
    found = figures(at=LATER)
    (month,) = answered(date(2024, 9, 1), date(2024, 9, 30), seen_by=desk.chief)
    assert (month.asked, month.told) == (found.asked, found.told)
    return found.asked, found.told


def test_told_is_who_has_a_receipt_for_that_claim_or_its_answer(
    desk: Desk, settled: Claim, version: Version
) -> None:
    people = [asker(desk, number, NOW) for number in range(7)]
    for who in people:
        for _twice in range(2):
            tip(NOW, "unknown", claim=settled, asker=who, known_id="foreign:1")
    told(people[0], NOW + HOUR, version=version)
    told(people[1], NOW + HOUR, "correction", version=version)
    told(people[2], NOW + HOUR, "answer", known_id="foreign:1")
    told(people[3], NOW + HOUR, version=version, state="refused")
    told(people[4], NOW + HOUR, "not-yet", version=version)
    told(people[5], NOW + HOUR, version=desk.published("verdict"))
    assert numbers(desk) == (7, 3)


def test_an_answer_to_another_question_of_the_same_person_is_none(
    desk: Desk, settled: Claim
) -> None:
    who = asker(desk, 1, NOW)
    tip(NOW, "unknown", claim=settled, asker=who)
    other = tip(NOW, "answered", answered_at=NOW, asker=who, known_id="stage:1")
    told(who, NOW, "answer", tip=other, known_id="stage:1")
    assert numbers(desk) == (1, 0)


def test_an_answer_to_the_message_itself_counts_until_its_sender_says_not_this(
    desk: Desk, settled: Claim
) -> None:
    who = asker(desk, 1, NOW)
    mine = tip(NOW, "answered", answered_at=NOW, claim=settled, asker=who, known_id="stage:1")
    told(who, NOW, "answer", tip=mine, known_id="stage:1 in another language")
    assert numbers(desk) == (1, 1)
    mine.state, mine.known_id = "unknown", ""
    mine.save()
    assert numbers(desk) == (1, 0)
    mine.state, mine.known_id, mine.answered_at = "answered", "foreign:1", NOW + HOUR
    mine.save()  # the desk says what answers it, and that is on its way
    assert numbers(desk) == (1, 0)
    told(who, NOW + HOUR, "answer", known_id="foreign:1")
    assert numbers(desk) == (1, 1)


def test_who_asked_a_claim_that_was_merged_is_told_by_what_answers_the_one_that_stands(
    desk: Desk, settled: Claim, version: Version
) -> None:
    near = claim(NOW, state="merged", merged_into=settled)
    far = claim(NOW, state="merged", merged_into=near)
    elsewhere = claim(NOW, state="merged", merged_into=claim(NOW))
    for number, where in enumerate((settled, near, far, elsewhere)):
        who = asker(desk, number, NOW)
        tip(NOW, "unknown", claim=where, asker=who)
        told(who, NOW + HOUR, version=version)
    silent = asker(desk, 9, NOW)
    tip(NOW, "unknown", claim=far, asker=silent)
    assert numbers(desk) == (4, 3)


def test_what_was_taken_back_tells_nothing(desk: Desk, settled: Claim, version: Version) -> None:
    who = asker(desk, 1, NOW)
    tip(NOW, "unknown", claim=settled, asker=who)
    told(who, NOW + HOUR, version=version)
    assert numbers(desk) == (1, 1)
    desk_actions.withdraw(version=version, by=desk.checker, reason="Keliru.", at=NOW + HOUR)
    again = desk.published("verdict")
    ClaimVerdict.objects.create(claim=settled, item=again.item, at=NOW)
    Claim.objects.filter(pk=settled.pk).update(state="settled", closed_at=NOW + HOUR)
    assert numbers(desk) == (1, 0)
    told(who, NOW + 2 * HOUR, version=again)
    assert numbers(desk) == (1, 1)


def test_who_asked_about_two_claims_is_one_person(
    desk: Desk, settled: Claim, version: Version
) -> None:
    other = claim(NOW, state="settled", closed_at=NOW + HOUR)
    who = asker(desk, 1, NOW)
    for where in (settled, other):
        tip(NOW, "unknown", claim=where, asker=who)
    told(who, NOW + HOUR, version=version)
    assert numbers(desk) == (1, 1)


def test_claims_settled_long_ago_and_open_ones_are_left_out(desk: Desk) -> None:
    for where in (
        claim(NOW - timedelta(days=60), state="settled", closed_at=NOW - timedelta(days=40)),
        claim(NOW),
    ):
        tip(NOW, "unknown", claim=where, asker=asker(desk, where.pk, NOW))
    found = figures(at=LATER)
    assert (found.settled, found.asked, found.told, found.told_percent) == (0, 0, 0, None)


def test_the_number_of_queries_does_not_grow(
    desk: Desk, settled: Claim, version: Version, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        who = asker(desk, number, NOW)
        where = claim(NOW, state="merged", merged_into=settled)
        tip(NOW, "unknown", claim=where, asker=who)
        told(who, NOW + HOUR, version=version)
    with django_assert_num_queries(7):
        found = figures(at=LATER)
    assert (found.settled, found.asked, found.told) == (1, 8, 8)
    assert found.to_verdict == HOUR
