"""An administrator sets how long things are kept: within bounds, with a reason, on record."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from sasando.claims import wording
from sasando.parties.models import Person
from sasando.retention.actions import retain, set_period
from sasando.retention.declared import schedule
from sasando.retention.exceptions import PeriodRefused
from sasando.retention.models import Period
from sasando.retention.standing import kept_days, kept_for, span
from sasando.site.models import StalePath
from tests.desk.builders import Desk
from tests.retention.leftovers import leave

NOW = timezone.now()
WHY = "Rapat kedua mitra, 20 November."


@pytest.fixture
def admin(desk: Desk) -> Person:
    return Person.objects.create_superuser("admin", "admin@example.org", "sandi-panjang-9")


def put(admin: Person, days: int, *, rule: str = "claims.askers", reason: str = WHY) -> Period:
    return set_period(
        rule=schedule().rule(rule), days=days, reason=reason, by=admin, at=timezone.now()
    )


def test_a_shorter_time_makes_due_what_is_older(desk: Desk, admin: Person) -> None:
    leave(desk, "claims.askers", at=NOW)
    leave(desk, "claims.tips", at=NOW)
    put(admin, 7)
    assert retain(at=NOW, only="claims.askers") == {"claims.askers": 2}
    assert retain(at=NOW, only="claims.tips") == {"claims.tips": 2}, "it follows the other"
    assert "7 hari" in wording.plain("help", "id").text, "people are told what is so"


def test_a_longer_time_keeps_what_would_have_gone(desk: Desk, admin: Person) -> None:
    leave(desk, "claims.askers", at=NOW)
    put(admin, 60)
    assert retain(at=NOW, only="claims.askers") == {"claims.askers": 0}


@pytest.mark.parametrize(
    ("rule", "days", "reason"),
    [
        ("claims.askers", 0, WHY),
        ("claims.askers", 366, WHY),
        ("claims.askers", 30, WHY),  # as it is
        ("claims.askers", 20, "  "),
        ("openness.applicants", 269, WHY),  # a dispute may still come
        ("partnership.copies", 10 * 365, WHY),  # the law on company documents
        ("claims.tips", 20, WHY),  # follows
        ("claims.allowances", 20, WHY),  # follows from how it works
    ],
)
def test_what_may_not_be_is_refused_and_changes_nothing(
    admin: Person, rule: str, days: int, reason: str
) -> None:
    before = kept_for(schedule().rule(rule))
    with pytest.raises(PeriodRefused) as refused:
        put(admin, days, rule=rule, reason=reason)
    assert str(refused.value)
    assert kept_for(schedule().rule(rule)) == before
    assert not Period.objects.exists()


def test_nobody_else_sets_it(desk: Desk) -> None:
    for person in (desk.officer, desk.head, desk.editor, desk.business):
        with pytest.raises(PeriodRefused):
            put(person, 20)


def test_every_version_stays_with_its_reason_and_stands_in_the_log(admin: Person) -> None:
    put(admin, 20)
    put(admin, 45, reason="Putaran kedua.")
    assert kept_days("claims.askers") == 45
    assert list(Period.objects.of("claims.askers").values_list("number", "days", "reason")) == [
        (2, 45, "Putaran kedua."),
        (1, 20, WHY),
    ]
    told = ModelLogEntry.objects.filter(action="sasando.period_set").order_by("pk")
    assert [entry.data["before"] for entry in told] == [30, 20]
    assert "45" in told.last().formatter.format_message(told.last())


def test_bounds_that_became_narrower_hold_for_what_was_set_before(admin: Person) -> None:
    Period.objects.create(
        rule="openness.applicants", number=1, days=30, reason=WHY, by=admin, at=NOW
    )
    assert kept_days("openness.applicants") == 270


def test_readers_pages_are_baked_again(admin: Person) -> None:
    put(admin, 20)
    assert set(StalePath.objects.values_list("path", flat=True)) == {"/tentang/", "/en/about/"}


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=10), "10 minutes"),
        (timedelta(hours=3), "3 hours"),
        (timedelta(days=30), "30 days"),
        (timedelta(days=365), "1 year"),
        (timedelta(days=366), "366 days"),
    ],
)
def test_a_length_of_time_in_words(length: timedelta, words: str) -> None:
    assert span(length) == words
