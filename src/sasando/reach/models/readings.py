"""What platforms counted of a copy or a broadcast, an hour, a day, a week, a month later."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.channels.models import HandOver
from sasando.live.models import Broadcast


class ReadingQuerySet(models.QuerySet["Reading"]):
    def newest_first(self) -> ReadingQuerySet:
        """With everything a listing shows, in two queries."""
        related = (
            "hand_over__delivery__version",
            "hand_over__delivery__outlet",
            "broadcast__account",
            "broadcast__production__episode",
        )
        rows = self.select_related(*related).prefetch_related("measurements")
        return rows.order_by("-at", "-id")

    def taken(self, copies: list[int]) -> set[tuple[int, int]]:
        """Which readings of these hand-overs are done: pairs of hand-over and ``step``."""
        return set(self.filter(hand_over__in=copies).values_list("hand_over", "step"))

    def taken_of(self, broadcasts: list[int]) -> set[tuple[int, int]]:
        """Which readings of these broadcasts are done: pairs of broadcast and ``step``."""
        return set(self.filter(broadcast__in=broadcasts).values_list("broadcast", "step"))


class Reading(models.Model):
    """One look at the numbers of one copy, or of one broadcast with its recording.

    They belong to the moment they were read. A reading has exactly one of the two.
    """

    class Step(models.IntegerChoices):
        """Minutes after the hand-over, or after the end of the broadcast."""

        HOUR = 60, _("after 1 hour")
        DAY = 24 * 60, _("after 24 hours")
        WEEK = 7 * 24 * 60, _("after 7 days")
        MONTH = 30 * 24 * 60, _("after 30 days")

    hand_over = models.ForeignKey(
        HandOver, null=True, blank=True, on_delete=models.CASCADE, related_name="readings"
    )
    broadcast = models.ForeignKey(
        Broadcast, null=True, blank=True, on_delete=models.CASCADE, related_name="readings"
    )
    step = models.PositiveIntegerField(_("step"), choices=Step)
    at = models.DateTimeField(_("read at"))
    words = models.TextField(_("what the platform said"), blank=True)  # why there are no numbers

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ("-at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("hand_over", "step"), name="a_step_of_a_copy_once"),
            models.UniqueConstraint(
                fields=("broadcast", "step"), name="a_step_of_a_broadcast_once"
            ),
            models.CheckConstraint(
                condition=models.Q(hand_over__isnull=False, broadcast__isnull=True)
                | models.Q(hand_over__isnull=True, broadcast__isnull=False),
                name="a_reading_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hand_over_id or self.broadcast} +{self.step} min"

    @classmethod
    def due(cls, out_since: datetime, now: datetime) -> list[int]:
        """Return the steps that a copy which is out since then has behind it at ``now``."""
        return [step for step in cls.Step.values if out_since + timedelta(minutes=step) <= now]


class Measurement(models.Model):
    """One number of one reading, by the platform's own rule. Unlike kinds are never added up."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="measurements")
    kind = models.CharField(_("measure"), max_length=20)  # as ``plugins.MeasureKind``
    value = models.PositiveBigIntegerField(_("value"))
    source = models.CharField(_("the platform's name for it"), max_length=80)

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ("reading", "kind", "source")

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"
