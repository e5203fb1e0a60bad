"""Goals that both partners set together: every version of each, who proposed it and who agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sasando.parties.models import Organisation
from sasando.partnership.models import Agreement
from sasando.partnership.promises import Side


class GoalQuerySet(models.QuerySet["Goal"]):
    def of_parties(self, codes: frozenset[str]) -> GoalQuerySet:
        """Goals of organisations with one of these codes."""
        return self.filter(Q(commission__code__in=codes) | Q(media__code__in=codes))

    def open(self) -> GoalQuerySet:
        """Goals that nobody has ended."""
        return self.filter(ended_at__isnull=True)

    def with_all(self) -> GoalQuerySet:
        """With all that a list shows, in two queries, the oldest first."""
        versions = GoalVersion.objects.select_related("set_by", "answered_by", "agreement")
        rows = self.select_related("commission", "media", "ended_by")
        return rows.prefetch_related(models.Prefetch("versions", versions)).order_by("pk")


class Goal(models.Model):
    """One goal of two partners. What it says stands in its versions."""

    commission = models.ForeignKey(
        Organisation, verbose_name=_("commission"), on_delete=models.PROTECT, related_name="+"
    )
    media = models.ForeignKey(
        Organisation, verbose_name=_("newsroom"), on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # why it was ended

    objects = GoalQuerySet.as_manager()

    if TYPE_CHECKING:
        commission_id: int
        media_id: int

    class Meta:
        verbose_name = _("goal of the partnership")
        verbose_name_plural = _("goals of the partnership")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.commission} · {self.media}"

    @property
    def in_force(self) -> GoalVersion | None:
        """What both agreed to last."""
        return self._last(GoalVersion.State.AGREED)

    @property
    def proposed(self) -> GoalVersion | None:
        """What waits for the other side: at most one."""
        return self._last(GoalVersion.State.PROPOSED)

    def _last(self, state: str) -> GoalVersion | None:
        found = [version for version in self.versions.all() if version.state == state]
        return max(found, key=lambda version: version.number, default=None)


class GoalVersion(models.Model):
    """What a goal says. It never changes: another wish is another version, and both confirm it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for the other side")
        AGREED = "agreed", _("Agreed by both sides")
        DECLINED = "declined", _("Declined")
        REPLACED = "replaced", _("Replaced by a later version")

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("goal"), max_length=200)
    measure = models.CharField(_("counted as"), max_length=200)  # as ``goals.measures.Measured``
    target = models.PositiveBigIntegerField(_("target"), validators=[MinValueValidator(1)])
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("agreement"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    place = models.CharField(_("place in the agreement"), max_length=120, blank=True)
    side = models.CharField(max_length=10, choices=Side)  # that proposed it
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PROPOSED)
    answered_by = models.ForeignKey(  # who agreed or declined, for the other side
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # of declining

    if TYPE_CHECKING:
        goal_id: int

    class Meta:
        verbose_name = _("version of a goal")
        verbose_name_plural = _("versions of goals")
        ordering = ("goal", "number")
        constraints = [
            models.UniqueConstraint(fields=("goal", "number"), name="one_goal_a_version"),
            models.UniqueConstraint(
                fields=("goal",), condition=Q(state="proposed"), name="one_proposal_a_goal"
            ),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="a_goal_ends_later"),
            models.CheckConstraint(condition=Q(target__gte=1), name="a_goal_of_something"),
        ]

    def __str__(self) -> str:
        return self.title
