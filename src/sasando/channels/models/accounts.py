"""What is kept of accounts on platforms: what they spent, and what a hand-over must know again."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class SpendingQuerySet(models.QuerySet["Spending"]):
    def take(self, *, account: str, budget: str, began: datetime, units: int, limit: int) -> bool:
        """Count ``units`` in the window that ``began``; ``False``, and nothing counted: too many.

        One statement decides, so many processes together never spend more than ``limit``.
        """
        self.get_or_create(account=account, budget=budget, began=began)
        row = self.filter(account=account, budget=budget, began=began)
        return bool(row.filter(units__lte=limit - units).update(units=F("units") + units))


class Spending(models.Model):
    """Units of one budget that one account used in one window of time."""

    account = models.CharField(max_length=80)  # "outlet:<code>": see ``accounts``
    budget = models.CharField(max_length=40)
    began = models.DateTimeField()
    units = models.PositiveIntegerField(default=0)

    objects = SpendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spendings")
        constraints = [
            models.UniqueConstraint(
                fields=("account", "budget", "began"), name="a_window_of_a_budget_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.budget}: {self.units}"


class Note(models.Model):
    """What a channel noted of one hand-over, by its key, to know it after a crash."""

    key = models.CharField(max_length=64, unique=True)
    values = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("note of a hand-over")
        verbose_name_plural = _("notes of hand-overs")

    def __str__(self) -> str:
        return self.key
