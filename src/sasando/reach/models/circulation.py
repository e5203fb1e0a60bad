"""How many copies of a newspaper are printed: certified by somebody else, for a period, entered by hand."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sasando.channels.models import Outlet


class CirculationQuerySet(models.QuerySet["Circulation"]):
    def standing(self) -> CirculationQuerySet:
        """Those that were not taken back."""
        return self.filter(taken_back_at__isnull=True)

    def overlapping(self, entry: Circulation) -> CirculationQuerySet:
        """What stands for the outlet of ``entry`` and has days in common with it."""
        same = self.standing().filter(outlet=entry.outlet_id, starts__lte=entry.ends)
        return same.filter(ends__gte=entry.starts).exclude(pk=entry.pk)

    def nearest(self, outlet: int, day: date) -> Circulation | None:
        """What stands for the outlet and lies nearest to ``day``, what was before it first."""
        theirs = self.standing().filter(outlet=outlet)
        before = theirs.filter(starts__lte=day).order_by("-starts").first()
        return before or theirs.order_by("starts").first()

    def with_names(self) -> CirculationQuerySet:
        """With all that a listing shows, in one query."""
        people = ("entered_by", "taken_back_by")
        return self.select_related("outlet", "outlet__organisation", *people)


class Circulation(models.Model):
    """One certified number. It is never changed: one that was wrong is taken back, and says why."""

    class Per(models.TextChoices):
        EDITION = "edition", _("one edition (a day)")
        WEEK = "week", _("a whole week")

    outlet = models.ForeignKey(
        Outlet, verbose_name=_("outlet"), on_delete=models.PROTECT, related_name="circulations"
    )
    copies = models.PositiveIntegerField(
        _("copies printed"), help_text=_("As the certificate has it; nothing is worked out here.")
    )
    per = models.CharField(_("these copies are of"), max_length=7, choices=Per, default=Per.EDITION)
    editions = models.PositiveSmallIntegerField(_("editions a week"), default=7)
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    source = models.CharField(
        _("certified by"),
        max_length=200,
        help_text=_("Who counted or audited it, and the number of the certificate."),
    )
    address = models.URLField(_("address of the certificate"), max_length=2000, blank=True)
    document = models.FileField(_("certificate"), upload_to="reach/circulation/%Y/%m/", blank=True)
    sha256 = models.CharField(_("digest"), max_length=64, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=500, blank=True)
    doubted = models.BooleanField(default=False, editable=False)  # and said to be right
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    entered_at = models.DateTimeField(editable=False)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    taken_back_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    objects = CirculationQuerySet.as_manager()

    class Meta:
        verbose_name = _("circulation")
        verbose_name_plural = _("circulations")
        ordering = ("outlet", "-starts", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__lte=F("ends")), name="circulation_begins_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(editions__gte=1, editions__lte=21), name="editions_of_a_week"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet}: {self.copies} ({self.starts} – {self.ends})"

    @property
    def an_edition(self) -> int:
        """The copies of one edition that follow from it."""
        weekly = self.per == self.Per.WEEK
        return round(self.copies / self.editions) if weekly else self.copies
