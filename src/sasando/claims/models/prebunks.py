"""Rumours that every election brings, with what is true: ready before they come round."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.desk.models import Item
from sasando.elections.models import Stage
from sasando.parties.models import Person


class Prebunk(models.Model):
    """One known pattern of a rumour and its answer, for stages of one kind."""

    code = models.SlugField(_("code"), unique=True)
    phase = models.CharField(_("phase"), max_length=20)  # a key of ``prebunk.phases()``
    texts = models.JSONField(_("texts"))  # by language: title, rumours, answer
    basis = models.CharField(_("basis"), max_length=300)  # the law, regulation or decision
    elections = models.JSONField(_("kinds of elections"), default=list)  # empty: all
    days_before = models.PositiveSmallIntegerField(_("days before the stage"))
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("prebunk")
        verbose_name_plural = _("prebunks")
        ordering = ("phase", "code")

    def __str__(self) -> str:
        return str(self.text_in("id")["title"])

    def text_in(self, language: str) -> dict[str, Any]:
        """Return title, rumours and answer in ``language``; Indonesian where there is none."""
        text: dict[str, Any] = self.texts.get(language) or self.texts["id"]
        return text


class PrebunkOffer(models.Model):
    """A prebunk for one stage: that the desk was reminded of it, and the draft made of it."""

    prebunk = models.ForeignKey(Prebunk, on_delete=models.CASCADE, related_name="offers")
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")
    offered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("prebunk of a stage")
        verbose_name_plural = _("prebunks of stages")
        constraints = [
            models.UniqueConstraint(fields=("prebunk", "stage"), name="one_offer_a_stage")
        ]

    def __str__(self) -> str:
        return f"{self.prebunk} / {self.stage}"
