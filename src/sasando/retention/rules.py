"""How a room says what it keeps, for how long and why: a rule, or a reason for what stays.

Law 27/2022 on personal data asks a house to end the use of personal data when its time is over
(Article 42(1)a), to erase what its purpose needs no longer (Article 43(1)a), and to destroy by a
schedule of retention (Article 44(1)a). The rules of all rooms together are that schedule.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words: TypeAlias = str | Promise

NEEDED_NO_LONGER = _("Law 27/2022, Articles 42(1)a and 43(1)a: no longer than its purpose needs it")
NOBODY = _("Nobody's personal data.")

_AT_ONCE = 500  # rows of one transaction: others write in between


class Effect(StrEnum):
    """What happens to what is due."""

    DELETED = "deleted"
    UNNAMED = "unnamed"
    COUNTED = "counted"  # the counts stay, what was counted goes

    @property
    def label(self) -> Words:
        """The effect in words."""
        return _EFFECTS[self]


_EFFECTS: dict[Effect, Words] = {
    Effect.DELETED: _("Deleted"),
    Effect.UNNAMED: _("What names somebody is taken out; the rest stays"),
    Effect.COUNTED: _("Deleted; its counts stay"),
}


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that are due: the query, and the column or annotation that their time is counted from."""

    found: QuerySet[Any]
    since: str

    def count(self) -> int:
        """Return how many there are."""
        return self.found.count()

    def oldest(self) -> datetime | None:
        """Return when the time of the oldest began."""
        found: datetime | None = self.found.order_by().aggregate(oldest=Min(self.since))["oldest"]
        return found

    def carry_out(self, forget: Callable[[Any, datetime], object], at: datetime) -> Iterator[int]:
        """Let ``forget`` work on what is due, a few hundred a transaction; yield how many went.

        Each is locked and looked at again before: who wrote meanwhile is not forgotten, and of two
        workers one has it.
        """
        last: Any = None
        while True:
            ahead = self.found if last is None else self.found.filter(pk__gt=last)
            keys = list(ahead.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
            if not keys:
                return
            last = keys[-1]
            with transaction.atomic():
                still = self.found.filter(pk__in=keys).order_by("pk")
                held = [row.pk for row in still.select_for_update(of=("self",)).only("pk")]
                if held:
                    forget(self.found.model._base_manager.filter(pk__in=held), at)
            yield len(held)


@dataclass(frozen=True, slots=True)
class Files:
    """Files and folders that are due, each with the time that its own is counted from."""

    found: tuple[tuple[Path, datetime], ...]

    def count(self) -> int:
        """Return how many there are."""
        return len(self.found)

    def oldest(self) -> datetime | None:
        """Return when the time of the oldest began."""
        return min((since for _path, since in self.found), default=None)

    def carry_out(self, forget: Callable[[Any, datetime], object], at: datetime) -> Iterator[int]:
        """Let ``forget`` work on each; yield 1 for each that was still there."""
        for path, _since in self.found:
            if path.exists():
                forget(path, at)
                yield 1


def file_since(path: Path) -> datetime:
    """Return when ``path`` was written last."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def delete_file(path: Path, at: datetime) -> None:
    """Delete a file, or a folder with what is in it."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def delete_rows(rows: QuerySet[Any], at: datetime) -> None:
    """Delete ``rows``, and what hangs on them."""
    rows.delete()


Due: TypeAlias = Callable[[datetime, timedelta], Rows | Files]
"""From the time and how long it is kept to what is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of data: what is in it, how long it is kept, and what happens then.

    ``bounds`` are the shortest and longest time that may be set, ``None`` where the time follows
    from how it works. ``follows`` names the rule whose time is this one's too: what people were
    told about one holds for the other. ``every`` is how soon after its time the worker does it.
    """

    key: str
    kind: Words
    personal: Words  # which personal data is in it
    counted_from: Words
    why: Words
    basis: Words = NEEDED_NO_LONGER  # in law, with its article
    effect: Effect = Effect.DELETED
    usual: timedelta
    bounds: tuple[timedelta, timedelta] | None = None
    follows: str = ""
    models: tuple[str, ...]  # "app_label.Model", in which the data stands
    due: Due
    forget: Callable[[Any, datetime], object] = delete_rows
    every: timedelta = timedelta(hours=1)

    def is_of(self, name: str) -> bool:
        """Whether ``name`` is this rule's key, or its room (``"claims"``)."""
        return self.key == name or self.key.startswith(f"{name}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """What is kept for as long as the house stands, with the reason. ``personal``: what of whom."""

    models: tuple[str, ...]
    why: Words
    personal: Words = NOBODY


@dataclass(frozen=True, slots=True)
class Schedule:
    """The rules of all rooms in the order they are carried out, and what stays.

    What hangs on something comes before it, so that each rule finds what it was said to find.
    """

    rules: tuple[Rule, ...]
    stays: tuple[Stays, ...]

    def rule(self, key: str) -> Rule:
        """Return the rule called ``key``. Raises ``LookupError``."""
        for rule in self.rules:
            if rule.key == key:
                return rule
        raise LookupError(f"no rule {key}")
