"""Accounts on platforms: their budgets across processes, notes that survive, and whether they hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from sasando.channels.models.accounts import Note, Spending
from sasando.plugins import Budget, TryLater


@dataclass(frozen=True, slots=True)
class HousePurse:
    """The budgets of one account, the same for every process of the house."""

    account: str

    def spend(self, budget: Budget, units: int) -> None:
        """Count ``units`` of ``budget``. Raises ``TryLater`` when the window has not so many left."""
        now = timezone.now()
        began, ends = budget.window(now)
        if Spending.objects.take(
            account=self.account, budget=budget.name, began=began, units=units, limit=budget.limit
        ):
            return
        words = _(
            "The platform allows %(limit)s (%(what)s) and they are used up. It goes on by itself."
        )
        raise TryLater(words % {"limit": budget.limit, "what": _(budget.label)}, after=ends - now)


class HouseNotes:
    """Notes in the database: written before the call that they are for."""

    def read(self, key: str) -> Mapping[str, str]:
        """Return what was noted for this hand-over, empty when nothing was."""
        found = Note.objects.filter(key=key).values_list("values", flat=True).first()
        return found or {}

    def write(self, key: str, values: Mapping[str, str]) -> None:
        """Replace what is noted for this hand-over."""
        Note.objects.update_or_create(
            key=key, defaults={"values": dict(values), "at": timezone.now()}
        )
