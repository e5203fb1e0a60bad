"""A question that is asked many times a second: the SQL that is kept says what the query would."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sasando.channels.leasing import free
from sasando.channels.looking import Look
from sasando.channels.models import SubscriptionRequest

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 11, 20, 8, 0, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)


def a_wish(key: str, **fields: object) -> SubscriptionRequest:
    return SubscriptionRequest.objects.create(
        **{"key": key, "mode": "subscribe", "lease_seconds": 60, "due_at": NOW, "expires_at": NOW}
        | fields
    )


def test_what_is_kept_sees_what_the_query_sees() -> None:
    look = Look(
        lambda at: (
            SubscriptionRequest.objects.filter(free(at), due_at__lte=at)
            .exclude(topic="other")
            .order_by("due_at")
        )
    )
    assert not look(NOW)
    a_wish("other", topic="other")
    assert not look(NOW)
    mine = a_wish("mine")
    assert look(NOW)
    assert not look(NOW - A_MOMENT)
    SubscriptionRequest.objects.filter(pk=mine.pk).update(lease="x", lease_until=NOW + A_MOMENT)
    assert not look(NOW)
    assert look(NOW + A_MOMENT)


def test_a_look_is_one_query() -> None:
    look = Look(lambda at: SubscriptionRequest.objects.filter(due_at__lte=at))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        look(NOW)
        look(NOW)
    assert len(asked) == 2


def test_a_moment_that_is_reckoned_with_is_refused() -> None:
    look = Look(lambda at: SubscriptionRequest.objects.filter(due_at__lte=at - A_MOMENT))
    with pytest.raises(ValueError, match="reckoned"):
        look(NOW)
