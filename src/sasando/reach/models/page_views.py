"""How often each page of the own site was shown on each day, and how far the tally was read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PageViews(models.Model):
    """One page on one day of the house's own time zone."""

    day = models.DateField(_("day"))
    path = models.CharField(_("page"), max_length=500)
    kind = models.CharField(_("measure"), max_length=20)  # page views, or views in frames
    count = models.PositiveBigIntegerField(_("times shown"))

    class Meta:
        verbose_name = _("page views")
        verbose_name_plural = _("page views")
        ordering = ("-day", "path")
        constraints = [
            models.UniqueConstraint(fields=("day", "path", "kind"), name="a_page_a_day_once")
        ]
        indexes = [models.Index(fields=("path",), name="page_views_path")]

    def __str__(self) -> str:
        return f"{self.day} {self.path}: {self.count} {self.kind}"


class TallyMark(models.Model):
    """How far one machine's file of one day was read: written with what was counted from it."""

    machine = models.CharField(max_length=100)
    day = models.DateField()
    end = models.PositiveBigIntegerField(default=0)  # bytes

    class Meta:
        constraints = [models.UniqueConstraint(fields=("machine", "day"), name="a_mark_a_file")]

    def __str__(self) -> str:
        return f"{self.machine} {self.day}: {self.end}"
