"""All tables of the package, in the order they are published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sasando.accounts.package import Resource
from sasando.accounts.tables import (
    corrections,
    deals,
    lists,
    log,
    policy,
    publishing,
    reaching,
    requests,
    rumours,
)
from sasando.accounts.tables.defined import defined

SUBJECTS: tuple[Callable[[datetime], tuple[Resource, ...]], ...] = (
    deals.tables,
    reaching.tables,
    rumours.tables,
    corrections.tables,
    requests.tables,
    publishing.tables,
    policy.tables,
    log.tables,
    lists.tables,
)
NAMES = (
    "agreements",
    "deliverables",
    "agreement-goals",
    "reach",
    "rumours",
    "corrections",
    "corrections-by-year",
    "recall-gaps",
    "requests",
    "request-details",
    "requests-by-month",
    "publications",
    "publications-by-year",
    "approval-policy",
    "log-heads",
    "kinds",
    "audiences",
    "measures",
)
"""Every table by name, in the order in which ``SUBJECTS`` give them."""


def all_tables(*, at: datetime) -> tuple[Resource, ...]:
    """Return every table as the public may see it at ``at``."""
    return tuple(table for subject in SUBJECTS for table in subject(at))


def all_defined() -> tuple[Resource, ...]:
    """Return every table without rows: what the dictionary is made of."""
    return tuple(defined(name) for name in NAMES)
