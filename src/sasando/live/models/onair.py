"""What is on the screen, who changed it, and who spoke for how long."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.live.models.productions import Production


class Layer(models.TextChoices):
    """The places on the screen. Each shows one thing or nothing."""

    SPEAKER = "speaker", _("Name of the speaker")
    CARD = "card", _("Card: official fact or fact-check")
    QUESTION = "question", _("Viewer's question")
    COUNTDOWN = "countdown", _("Countdown")
    FRAME = "frame", _("Frame of ikat")


class OnAir(models.Model):
    """What the overlays of one production show now. ``number`` rises with every change."""

    production = models.OneToOneField(Production, on_delete=models.CASCADE, related_name="on_air")
    number = models.PositiveIntegerField(default=0)
    layers = models.JSONField(default=dict)  # Layer → what it shows
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("what is on air")
        verbose_name_plural = _("what is on air")

    def __str__(self) -> str:
        return f"{self.production_id} №{self.number}"


class OnAirChange(models.Model):
    """One change of one layer: whom to name when two directors reach for the same."""

    on_air = models.ForeignKey(OnAir, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    layer = models.CharField(max_length=9, choices=Layer)
    shows = models.JSONField(null=True, blank=True)  # None: the layer was taken off
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("change on air")
        verbose_name_plural = _("changes on air")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=("on_air", "number"), name="a_change_on_air_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.layer}"


class SpeakingTime(models.Model):
    """Somebody spoke from then to then, as the director tapped it."""

    production = models.ForeignKey(Production, on_delete=models.CASCADE, related_name="speaking")
    ref = models.UUIDField()  # ``EpisodePerson.ref``
    name = models.CharField(max_length=200)  # as it was then, like the rest
    office = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=5)
    gender = models.CharField(max_length=6, blank=True)  # only as stated
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("speaking time")
        verbose_name_plural = _("speaking times")
        ordering = ("started_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("production",),
                condition=models.Q(ended_at__isnull=True),
                name="one_speaker_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def seconds(self, now: datetime) -> int:
        """How long, up to ``now`` while they still speak."""
        return max(0, round(((self.ended_at or now) - self.started_at).total_seconds()))
