"""Other fact-checkers, whose work is answered with their name and link."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CheckSourceQuerySet(models.QuerySet["CheckSource"]):
    def fed(self) -> CheckSourceQuerySet:
        """Sources that are switched on and have a feed, those read longest ago first."""
        ordered = self.order_by(models.F("read_at").asc(nulls_first=True), "pk")
        return ordered.filter(active=True).exclude(feed="")


class CheckSource(models.Model):
    """A publisher of fact-checks. Switched off, none of its fact-checks is an answer any more."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=150, help_text=_("As askers are told it."))
    site = models.URLField(_("website"), blank=True)
    licence = models.CharField(
        _("licence"),
        max_length=300,
        blank=True,
        help_text=_(
            "What they allow, and where that is written. Ask them before you switch it on."
        ),
    )
    language = models.CharField(_("language"), max_length=2, default="id")
    feed = models.URLField(
        _("feed"),
        max_length=1000,
        blank=True,
        help_text=_("RSS, Atom, or a page or feed of ClaimReview. It is read every hour."),
    )
    active = models.BooleanField(_("switched on"), default=True)
    read_at = models.DateTimeField(_("last read"), null=True, blank=True, editable=False)
    words = models.CharField(_("how that went"), max_length=300, blank=True, editable=False)

    objects = CheckSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact-check source")
        verbose_name_plural = _("fact-check sources")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
