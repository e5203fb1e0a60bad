"""Newsletters: their settings, one an organisation, and their issues with what became of them."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sasando.channels import vault
from sasando.desk.models import Version
from sasando.parties.models import Organisation
from sasando.plugins import Measure, MeasureKind


class Rhythm(models.TextChoices):
    """How often a reader hears."""

    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    AT_ONCE = "at-once", _("At once: urgent notices")


class NewsletterQuerySet(models.QuerySet["Newsletter"]):
    def open(self) -> NewsletterQuerySet:
        """Those that are sent and may be subscribed to, with their organisations."""
        return self.filter(active=True).select_related("organisation").order_by("name")


class Newsletter(models.Model):
    """What one organisation sends to people who asked for it: when, by which servers."""

    class Day(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    code = models.SlugField(_("code"), unique=True, help_text=_("Part of the List-Id."))
    name = models.CharField(_("name"), max_length=120, help_text=_("As readers see it."))
    organisation = models.OneToOneField(
        Organisation,
        verbose_name=_("belongs to"),
        on_delete=models.PROTECT,
        related_name="newsletter",
    )
    send_at = models.TimeField(
        _("time"), default=time(6, 0), help_text=_("When issues are made, in the desk's own time.")
    )
    weekly_on = models.PositiveSmallIntegerField(
        _("day of the weekly issue"), choices=Day, default=Day.MONDAY
    )
    options = models.JSONField(_("options"), default=dict, blank=True)
    locked_secrets = models.TextField(default="", blank=True, editable=False)
    active = models.BooleanField(_("active"), default=True)
    words = models.TextField(_("the server's own words"), blank=True, editable=False)  # of trouble

    objects = NewsletterQuerySet.as_manager()

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> dict[str, str]:
        """The credentials, unlocked. Raises ``VaultError``."""
        return vault.unlock(self.locked_secrets)

    def lock_secrets(self, secrets: dict[str, str]) -> None:
        """Replace the credentials. Raises ``VaultError``."""
        self.locked_secrets = vault.lock(secrets)


class IssueQuerySet(models.QuerySet["Issue"]):
    def unfilled(self) -> IssueQuerySet:
        """Those for which not every reader's copy is written yet, alerts first."""
        rows = self.filter(filled_at__isnull=True, newsletter__active=True)
        return rows.select_related("newsletter", "newsletter__organisation", "version").order_by(
            models.Case(models.When(rhythm=Rhythm.AT_ONCE, then=0), default=1), "pk"
        )

    def newest_first(self) -> IssueQuerySet:
        """As the desk lists them."""
        return self.select_related("newsletter", "version").order_by("-cut_at", "-pk")


class Issue(models.Model):
    """One issue: what came out up to ``cut_at``, or one urgent notice at once.

    Readers are counted here and not named: the counts stay when the copies are forgotten.
    """

    class Occasion(models.TextChoices):
        DIGEST = "digest", _("Digest")
        PUBLISHED = "published", _("Urgent notice")
        CORRECTED = "corrected", _("Urgent notice, corrected")
        WITHDRAWN = "withdrawn", _("Urgent notice, withdrawn")

    newsletter = models.ForeignKey(
        Newsletter, verbose_name=_("newsletter"), on_delete=models.CASCADE, related_name="issues"
    )
    rhythm = models.CharField(_("rhythm"), max_length=7, choices=Rhythm)
    occasion = models.CharField(_("occasion"), max_length=9, choices=Occasion)
    cut_at = models.DateTimeField(_("up to"))
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    filled_at = models.DateTimeField(null=True, blank=True)
    copies_made = models.PositiveIntegerField(_("copies"), default=0)
    sent = models.PositiveIntegerField(_("sent"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    bounced = models.PositiveIntegerField(_("bounced"), default=0)
    unsubscribed = models.PositiveIntegerField(_("unsubscribed"), default=0)
    complained = models.PositiveIntegerField(_("complaints"), default=0)
    delivered = models.PositiveIntegerField(_("delivered"), default=0)  # where a platform says so
    read = models.PositiveIntegerField(_("read"), default=0)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ("-cut_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("newsletter", "rhythm", "cut_at"),
                condition=Q(version__isnull=True),
                name="one_digest_a_time",
            ),
            models.UniqueConstraint(
                fields=("newsletter", "version", "occasion"),
                condition=Q(version__isnull=False),
                name="one_alert_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.newsletter.name} · {self.title}"

    @property
    def title(self) -> str:
        """What the desk lists it by."""
        return self.version.headline if self.version else str(self.get_rhythm_display())

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The readers whose server took it. Who opened a mail is not counted."""
        kind = MeasureKind.RECIPIENTS
        return (Measure(kind=kind, value=self.sent, source="newsletter_accepted"),)

    @property
    def priority(self) -> int:
        """An alert goes before every digest."""
        return 0 if self.rhythm == Rhythm.AT_ONCE else 1
