"""Whether the database is what this release needs: nobody works on one that lacks something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sasando.occupancy import alone


class OutdatedDatabase(Exception):
    """The database lacks migrations of this release."""


def missing() -> int:
    """Return how many migrations of this release the database lacks.

    Raises ``django.db.DatabaseError`` where it does not answer.
    """
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def check_current() -> None:
    """Raise ``OutdatedDatabase`` where the database is of an earlier release.

    Raises ``django.db.DatabaseError`` where it does not answer.
    """
    if lacking := missing():
        words = (
            f"the database lacks {lacking} of this release's migrations: run `sasando init` first"
        )
        raise OutdatedDatabase(words)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Have the house alone where its database must change; raises ``HouseInUse``.

    A process of the release before would go on by what it knew: this one might never find what it
    writes. Where nothing must change, they may stay.
    """
    if not missing():
        yield
        return
    with alone(Path(settings.HOME)):
        yield
