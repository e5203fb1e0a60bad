"""For how long things are kept, every version of it, and what went by it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

_QUIET = timedelta(hours=1)  # how often it is noted that nothing was due


class PeriodQuerySet(models.QuerySet["Period"]):
    def current(self) -> dict[str, Period]:
        """Return the newest version of each rule's period, by the rule's key. One query."""
        newest = self.order_by("rule", "number").select_related("by")
        return {period.rule: period for period in newest}

    def of(self, rule: str) -> PeriodQuerySet:
        """Every version for ``rule``, the newest first."""
        return self.filter(rule=rule).select_related("by").order_by("-number")

    def next_number(self, rule: str) -> int:
        """Return the number of the version that comes next."""
        last: int | None = self.filter(rule=rule).aggregate(last=Max("number"))["last"]
        return (last or 0) + 1


class Period(models.Model):
    """How long one kind of data is kept, as an administrator set it. Never changed: a new one follows."""

    rule = models.CharField(_("rule"), max_length=60)
    number = models.PositiveIntegerField(_("version"))
    days = models.PositiveIntegerField(_("days"))
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("period of retention")
        verbose_name_plural = _("periods of retention")
        ordering = ("rule", "-number")
        constraints = [
            models.UniqueConstraint(fields=("rule", "number"), name="one_period_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.days} d"


class RunQuerySet(models.QuerySet["Run"]):
    def note(self, *, rule: str, day: date, at: datetime, gone: int) -> None:
        """Write that ``rule`` was carried out and ``gone`` went; nothing at all once an hour."""
        mine = self.filter(rule=rule, day=day)
        last = mine.values_list("at", flat=True).first()
        if last is not None and not gone and at - last < _QUIET:
            return
        if last is None:
            self.get_or_create(rule=rule, day=day, defaults={"at": at})
        mine.update(at=at, gone=F("gone") + gone)

    def latest_of_each(self) -> dict[str, Run]:
        """Return the newest run of each rule, by its key. One query."""
        newest = self.values("rule").annotate(newest=Max("pk")).values("newest")
        return {run.rule: run for run in self.filter(pk__in=newest)}


class Run(models.Model):
    """What went by one rule on one day."""

    rule = models.CharField(max_length=60)
    day = models.DateField()
    at = models.DateTimeField()  # the last time it was carried out
    gone = models.PositiveBigIntegerField(default=0)  # rows or files

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a rule")
        verbose_name_plural = _("runs of rules")
        ordering = ("-day", "rule")
        constraints = [models.UniqueConstraint(fields=("rule", "day"), name="one_run_a_day")]

    def __str__(self) -> str:
        return f"{self.rule} {self.day}: {self.gone}"
