"""Redacted files: what came out, what was taken out (sealed), and how it was checked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.channels.sealing import SealedField
from sasando.openness.models.matters import Matter


class Redaction(models.Model):
    """One PDF made anew without what is withheld. The original is never kept, only its digest."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="redactions")
    name = models.CharField(_("name of the file"), max_length=150)
    original_sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="redacted/%Y/%m/")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveSmallIntegerField()
    terms = SealedField(default=list, blank=True)  # [[term, how often it was found], …]
    areas = models.PositiveSmallIntegerField(default=0)
    missed = models.PositiveSmallIntegerField(default=0)  # terms that were found nowhere
    to_look_at = models.JSONField(default=list, blank=True)  # pages with pictures
    reason = models.CharField(_("article and reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("redacted file")
        verbose_name_plural = _("redacted files")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.name
