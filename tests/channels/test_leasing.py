"""What is due is taken by one worker at a time; where nothing is, asking is all it costs."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from sasando.channels.leasing import Due
from sasando.channels.models import SubscriptionRequest

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 11, 20, 8, 0, tzinfo=UTC)
LEASE = timedelta(minutes=1)


def wishes(*keys: str) -> None:
    for key in keys:
        SubscriptionRequest.objects.create(
            key=key, mode="subscribe", lease_seconds=60, due_at=NOW, expires_at=NOW
        )


def due() -> Due[SubscriptionRequest]:
    return Due(
        lambda at: SubscriptionRequest.objects.filter(due_at__lte=at, topic="").order_by("key"),
        lease=LEASE,
    )


def keys(rows: list[SubscriptionRequest]) -> list[str]:
    return [row.key for row in rows]


def test_where_nothing_is_due_asking_is_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    nothing = due()
    nothing.first(NOW)  # its SQL is written
    with django_assert_num_queries(3):
        assert nothing.first(NOW) is None
        assert nothing.some(NOW, limit=5) == []
        assert nothing.each(NOW, limit=5) == []


def test_each_is_taken_once_until_its_lease_runs_out() -> None:
    wishes("a", "b", "c")
    first = due().first(NOW)
    assert first is not None
    assert first.key == "a"
    assert first.attempts == 1
    assert keys(due().some(NOW, limit=5)) == ["b", "c"]
    assert due().first(NOW) is None
    assert keys(due().some(NOW + LEASE, limit=2)) == ["a", "b"]


def test_one_by_one_what_is_taken_may_hold_others_back() -> None:
    wishes("a", "b", "c")
    taken = due().each(NOW, limit=2, topic="taken")
    assert keys(taken) == ["a", "b"]
    assert [row.topic for row in taken] == ["", ""], "as it was before"
    assert SubscriptionRequest.objects.filter(topic="taken").count() == 2
    assert keys(due().each(NOW, limit=2)) == ["c"]
