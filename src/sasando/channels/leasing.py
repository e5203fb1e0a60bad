"""Leases: how one of many workers takes a row for itself, and lets it go again.

One compare-and-set a row, so it holds on SQLite and PostgreSQL alike. A worker that dies keeps
nothing: its lease runs out and the row is free again. Every outbox of the house uses this.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from sasando.channels.looking import Look

FIRST_WAIT = timedelta(seconds=2)
_LOOK_AT = 8  # rows: as many workers may want the same one


class Leased(models.Model):
    """A row that one worker at a time may hold."""

    lease = models.CharField(max_length=36, blank=True)  # the worker that holds it
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


_Row = TypeVar("_Row", bound=Leased)


def free(at: datetime) -> Q:
    """What no worker holds at ``at``."""
    return Q(lease_until__isnull=True) | Q(lease_until__lte=at)


class Due(Generic[_Row]):
    """Rows that are due at a moment, and how a worker takes some for itself.

    ``rows`` says which, with all that is read beside them; it knows its moment as ``Look`` asks. Far
    more often than not there is none: then that look is all it costs.
    """

    def __init__(
        self, rows: Callable[[datetime], models.QuerySet[_Row]], *, lease: timedelta
    ) -> None:
        self._rows, self._any = rows, Look(rows)
        self.lease = lease  # how long a worker that says nothing keeps what it took

    def first(self, at: datetime, **changes: object) -> _Row | None:
        """Take the first of them, as ``take`` does."""
        return take(self._rows(at), at=at, lease=self.lease, **changes) if self._any(at) else None

    def each(self, at: datetime, *, limit: int, **changes: object) -> list[_Row]:
        """Take up to ``limit`` one by one: what is taken may hold others back."""
        taken: list[_Row] = []
        while len(taken) < limit and (row := self.first(at, **changes)) is not None:
            taken.append(row)
        return taken

    def some(self, at: datetime, *, limit: int) -> list[_Row]:
        """Take up to ``limit`` at once, as ``take_some`` does."""
        if not self._any(at):
            return []
        return take_some(self._rows(at), at=at, lease=self.lease, limit=limit)


def take(
    rows: models.QuerySet[_Row], *, at: datetime, lease: timedelta, **changes: object
) -> _Row | None:
    """Take the first of ``rows`` that no other worker takes; ``None`` when there is none.

    It must still be one of ``rows`` and free when it is taken. ``changes`` are written with it; the
    row that is returned has them as they were before.
    """
    for row in rows.filter(free(at))[:_LOOK_AT]:
        mark = str(uuid4())
        unchanged = rows.filter(free(at), pk=row.pk, lease=row.lease)
        if unchanged.update(
            lease=mark, lease_until=at + lease, attempts=F("attempts") + 1, **changes
        ):
            row.lease, row.lease_until = mark, at + lease
            row.attempts += 1
            return row
    return None


def take_some(
    rows: models.QuerySet[_Row], *, at: datetime, lease: timedelta, limit: int
) -> list[_Row]:
    """Take up to ``limit`` of ``rows`` at once, in their order: what many wait for costs little each.

    As ``take``: each must still be one of ``rows`` and free when it is taken.
    """
    found = list(rows.filter(free(at))[:limit])
    if not found:
        return []
    mark = str(uuid4())
    wanted = rows.filter(free(at), pk__in=[row.pk for row in found])
    count = wanted.update(lease=mark, lease_until=at + lease, attempts=F("attempts") + 1)
    if count < len(found):  # other workers were quicker with some
        mine = set(rows.model._default_manager.filter(lease=mark).values_list("pk", flat=True))
        found = [row for row in found if row.pk in mine]
    for row in found:
        row.lease, row.lease_until = mark, at + lease
        row.attempts += 1
    return found


def held(*, at: datetime, lease: timedelta) -> dict[str, Any]:
    """Return the values of a row that whoever makes it holds from the first moment."""
    return {"lease": str(uuid4()), "lease_until": at + lease, "attempts": 1}


def renew(row: Leased, *, at: datetime, lease: timedelta) -> bool:
    """Keep a row for ``lease`` from now on; ``False`` when another worker has it already."""
    return bool(_held(row).update(lease_until=at + lease))


def release(row: Leased, **changes: object) -> bool:
    """Let a row go with ``changes``; ``False``, and nothing changed, when the lease was lost."""
    return bool(_held(row).update(lease="", lease_until=None, **changes))


def backoff(attempts: int, *, longest: timedelta) -> timedelta:
    """Return how long to wait after so many attempts: twice as long each time, up to ``longest``."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 30), longest)


def _held(row: _Row) -> models.QuerySet[_Row]:
    return type(row)._default_manager.filter(pk=row.pk, lease=row.lease)
