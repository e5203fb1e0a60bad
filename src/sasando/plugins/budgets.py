"""What a platform allows one account in a time: counted by the house, across processes.

A channel names its budgets and says what each call costs *before* it calls. What is used up is
waited for, and the person at the desk reads when it goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """So many units in each window of time."""

    name: str  # "units": unique among the channel's budgets
    limit: int  # units in one window
    label: str  # English; what the units are, for people
    every: timedelta = _DAY
    zone: str = "UTC"  # IANA: where a window of whole days begins at midnight

    def window(self, at: datetime) -> tuple[datetime, datetime]:
        """Return beginning and end of the window that holds ``at``, both in UTC."""
        if self.every % _DAY == timedelta():
            local = at.astimezone(ZoneInfo(self.zone))
            began = local.replace(hour=0, minute=0, second=0, microsecond=0)
            # By the wall: a day on which clocks change has 23 or 25 hours.
            return began.astimezone(UTC), (began + self.every).astimezone(UTC)
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        began = epoch + (at - epoch) // self.every * self.every
        return began, began + self.every


class Purse(Protocol):
    """Keeps account of one outlet's budgets."""

    def spend(self, budget: Budget, units: int) -> None:
        """Count ``units``. Raises ``TryLater`` with the end of the window, and counts nothing,
        when they are more than is left."""
        ...


class Free:
    """A purse that never empties: for a channel used without a desk."""

    def spend(self, budget: Budget, units: int) -> None:
        """Count nothing."""


class Notes(Protocol):
    """What a channel must know again if its hand-over is cut off: written before it goes on.

    By the hand-over's ``key``. A platform that knows no idempotency keys is asked with the help of
    a note whether an earlier attempt came through.
    """

    def read(self, key: str) -> Mapping[str, str]:
        """Return what was noted for this hand-over, empty when nothing was."""
        ...

    def write(self, key: str, values: Mapping[str, str]) -> None:
        """Replace what is noted for this hand-over; it is kept when this returns."""
        ...


class Paper:
    """Notes in memory: for a channel used without a desk."""

    def __init__(self) -> None:
        self._noted: dict[str, dict[str, str]] = {}

    def read(self, key: str) -> Mapping[str, str]:
        """Return what was noted for this hand-over."""
        return self._noted.get(key, {})

    def write(self, key: str, values: Mapping[str, str]) -> None:
        """Replace what is noted for this hand-over."""
        self._noted[key] = dict(values)
