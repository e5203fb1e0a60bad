"""The handover report: what was promised and what came of it, frozen, and signed by both sides."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.partnership.models.agreements import Terms
from sasando.partnership.models.signatures import Signature


class Handover(models.Model):
    """One report (*berita acara serah terima*). Sent back, it stays; a new one takes its place."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for signatures")
        SIGNED = "signed", _("Signed by both sides")
        DECLINED = "declined", _("Sent back")

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="handovers")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PROPOSED)
    canonical = models.TextField()  # RFC 8785 JSON: what is signed, and the JSON annex
    digest = models.CharField(_("digest"), max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # why it was sent back
    bundle = models.FileField(upload_to="partnership/handovers/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the bundle

    if TYPE_CHECKING:
        terms_id: int
        made_by_id: int

    class Meta:
        verbose_name = _("handover report")
        verbose_name_plural = _("handover reports")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("terms",),
                condition=models.Q(state="proposed"),
                name="one_report_waits_for_signatures",
            )
        ]

    def __str__(self) -> str:
        return f"{self.terms.agreement.number} · {self.digest[:12]}"

    @property
    def content(self) -> dict[str, Any]:
        """What the report says."""
        content: dict[str, Any] = json.loads(self.canonical)
        return content


class HandoverSignature(Signature):
    """A signature under a handover report."""

    WHAT = "handover"

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        verbose_name = _("signature of a report")
        verbose_name_plural = _("signatures of reports")
        constraints = [
            models.UniqueConstraint(fields=("handover", "side"), name="report_signed_once_a_side")
        ]
