"""Days that an authority works or rests otherwise than the decree says. Never changed, only taken back."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DayOffQuerySet(models.QuerySet["DayOff"]):
    def standing(self, at: datetime | None = None) -> DayOffQuerySet:
        """What holds; with ``at``, what was known to hold then."""
        if at is None:
            return self.filter(withdrawn_at__isnull=True)
        still = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at)
        return self.filter(still, at__lte=at)


class DayOff(models.Model):
    """One day, and why it is counted or not; it overrides weekends and the decree."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("National holiday")
        JOINT_LEAVE = "joint-leave", _("Joint leave")
        CLOSED = "closed", _("Office closed")
        WORKED = "worked", _("Worked after all")

    day = models.DateField(_("day"), db_index=True)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    name = models.CharField(_("name (Indonesian)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    source = models.CharField(
        _("decided by"), max_length=200, help_text=_("The decree or act, with its number.")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DayOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("day off")
        verbose_name_plural = _("days off")
        ordering = ("-day", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("day",), condition=Q(withdrawn_at__isnull=True), name="one_reason_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"
