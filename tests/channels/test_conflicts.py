"""Two writers of one row in the same instant: both are heard."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from sasando.channels.conflicts import count_one, once_more
from sasando.claims.models import Allowance, TipCount

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 11, 20, 8, 0, tzinfo=UTC)


def test_who_comes_second_tries_once_more_and_nothing_is_there_twice() -> None:
    tries = []

    @once_more
    def spend(code: str) -> Allowance:
        tries.append(code)
        made = Allowance.objects.create(code=code, left=1, at=NOW)
        if len(tries) == 1:
            raise IntegrityError("somebody made the same row just now")
        return made

    assert spend("one") == Allowance.objects.get()
    assert len(tries) == 2


def test_what_is_no_conflict_of_an_instant_is_told() -> None:
    Allowance.objects.create(code="one", left=1, at=NOW)
    with pytest.raises(IntegrityError):
        once_more(Allowance.objects.create)(code="one", left=1, at=NOW)


def test_what_is_counted_alike_is_one_row() -> None:
    keys = {"hour": NOW, "source": "web", "outcome": "answered"}
    for language in ("id", "id", "en"):
        count_one(TipCount, language=language, **keys)
    assert set(TipCount.objects.values_list("language", "count")) == {("id", 2), ("en", 1)}


def test_what_stands_beside_the_keys_is_written_once() -> None:
    keys = {"hour": NOW, "source": "web", "outcome": "answered"}
    for language in ("id", "en"):
        count_one(TipCount, defaults={"language": language}, **keys)
    assert list(TipCount.objects.values_list("language", "count")) == [("id", 2)]


def test_a_count_that_cannot_be_kept_is_told() -> None:
    with pytest.raises(IntegrityError):
        count_one(TipCount, hour=None, source="web", outcome="answered")
