"""A question to the database that is asked many times a second, and almost always answered by no.

Django writes the SQL of a query anew each time, which takes it ten times as long as it takes a small
database to find nothing. A worker asks some sixty times a second whether anything waits.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_ONE = datetime(2024, 2, 14, tzinfo=UTC)  # two moments: where the SQL differs, the moment stands
_OTHER = _ONE + timedelta(days=1)


class Look:
    """Whether there is any of ``rows`` at a moment; its SQL is written once for each database.

    ``rows`` may use the moment as it is, nothing reckoned from it, and no other value that changes.
    """

    def __init__(self, rows: Callable[[datetime], QuerySet[Any]]) -> None:
        self._rows = rows
        self._kept: dict[str, tuple[str, tuple[Any, ...], frozenset[int]]] = {}

    def __call__(self, at: datetime) -> bool:
        """Return whether there is any at ``at``. Raises ``ValueError`` for rows it cannot keep."""
        kept = self._kept.get(connection.vendor)
        if kept is None:
            kept = self._kept[connection.vendor] = self._write()
        sql, values, moments = kept
        now = connection.ops.adapt_datetimefield_value(at)
        asked = [now if place in moments else value for place, value in enumerate(values)]
        with connection.cursor() as cursor:
            cursor.execute(sql, asked)
            return cursor.fetchone() is not None

    def _write(self) -> tuple[str, tuple[Any, ...], frozenset[int]]:
        (sql, values), (other_sql, others) = (self._written(at) for at in (_ONE, _OTHER))
        moments = {place for place, value in enumerate(values) if value != others[place]}
        adapted = connection.ops.adapt_datetimefield_value(_ONE)
        if sql != other_sql or any(values[place] != adapted for place in moments):
            raise ValueError("a look knows its moment only as it is: nothing is reckoned from it")
        return sql, values, frozenset(moments)

    def _written(self, at: datetime) -> tuple[str, tuple[Any, ...]]:
        compiler = self._rows(at).query.exists().get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        return sql, tuple(values)
