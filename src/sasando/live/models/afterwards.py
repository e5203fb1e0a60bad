"""What is left of an episode: its film, its captions, and the text that brings them to readers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.channels.leasing import Leased, free
from sasando.desk.models import Episode, Item, Version
from sasando.live.afterwards.captions import Cue
from sasando.live.afterwards.timeline import Part, Timeline
from sasando.live.models.productions import Production


class OutboxQuerySet(models.QuerySet[Any]):
    def claimable(self, now: datetime) -> OutboxQuerySet:
        """What a worker may take: it waits, it is due, and nobody holds it."""
        waiting = self.filter(free(now), state="waiting", due_at__lte=now)
        return waiting.order_by("due_at", "pk")


class Film(Leased):
    """One recording of an episode on its way to the house's own shelf, or there."""

    class Origin(models.TextChoices):
        RELAY = "relay", _("Recorded here")
        UPLOAD = "upload", _("Uploaded")

    class State(models.TextChoices):
        WAITING = "waiting", _("Being packed")
        READY = "ready", _("Kept")
        REFUSED = "refused", _("Cannot be used")

    production = models.ForeignKey(Production, on_delete=models.PROTECT, related_name="films")
    key = models.CharField(max_length=40)  # what it is made from, once a production
    origin = models.CharField(_("from"), max_length=6, choices=Origin)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    source = models.CharField(max_length=300)  # a folder or file below HOME
    name = models.CharField(max_length=200, blank=True)  # as it was sent; shown, never used
    begins_at = models.DateTimeField(null=True, blank=True)  # of an upload: its first picture
    parts = models.JSONField(default=list)  # (when it began, seconds), in their order
    sha256 = models.CharField(_("digest"), max_length=64, blank=True, db_index=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    duration_s = models.FloatField(default=0.0)
    poster = models.CharField(max_length=64, blank=True)  # digest of a picture
    words = models.TextField(blank=True)  # why it cannot be used: a code, and the program's own
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("film")
        verbose_name_plural = _("films")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("production", "key"), name="a_film_once_a_source")
        ]

    def __str__(self) -> str:
        return self.sha256[:12] or self.key

    @property
    def timeline(self) -> Timeline:
        """Where in the film a moment of the day is."""
        return Timeline(
            tuple(Part(datetime.fromisoformat(began), length) for began, length in self.parts)
        )


class CaptionTrack(Leased):
    """What is said in a film, in one language. The work of a machine until an editor confirms it."""

    class Origin(models.TextChoices):
        IMPORT = "import", _("Imported")
        MACHINE = "machine", _("Made by a machine")

    class State(models.TextChoices):
        WAITING = "waiting", _("Being listened to")
        READY = "ready", _("There")
        REFUSED = "refused", _("Cannot be made")

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="tracks")
    language = models.CharField(_("language"), max_length=2)
    origin = models.CharField(_("from"), max_length=7, choices=Origin)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    lines = models.JSONField(default=list)  # (start, end, text, voice) of each cue
    heard_s = models.FloatField(default=0.0)  # how far a machine has listened
    words = models.TextField(blank=True)  # the recogniser's own, where it failed
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        ordering = ("language", "origin")
        constraints = [
            models.UniqueConstraint(
                fields=("film", "language", "origin"), name="captions_once_an_origin"
            )
        ]

    def __str__(self) -> str:
        return f"{self.film} {self.language} {self.origin}"

    @property
    def cues(self) -> tuple[Cue, ...]:
        """The captions as values."""
        return tuple(Cue(*line) for line in self.lines)

    @property
    def is_unchecked(self) -> bool:
        """Whether a machine made them and no editor has confirmed them."""
        return self.origin == self.Origin.MACHINE and self.confirmed_at is None


class Gathering(Leased):
    """The text of one episode is to say what is left of it: written by the house, approved by people."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be written")
        STUCK = "stuck", _("Waits for a person")
        PROPOSED = "proposed", _("Proposed")

    production = models.ForeignKey(Production, on_delete=models.PROTECT, related_name="gatherings")
    episode = models.OneToOneField(Episode, on_delete=models.PROTECT, related_name="gathering")
    film = models.ForeignKey(Film, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    words = models.TextField(blank=True)  # why it is not written, in words for people
    forced = models.BooleanField(default=False)  # a person says: over the draft that is there
    written = models.CharField(max_length=64, blank=True)  # digest of what was put into the text
    revision = models.PositiveBigIntegerField(null=True)  # of the episode, by the house
    version = models.ForeignKey(Version, null=True, on_delete=models.SET_NULL, related_name="+")
    story = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")
    story_revision = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()
    due_at = models.DateTimeField()

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("gathering")
        verbose_name_plural = _("gatherings")
        ordering = ("pk",)

    if TYPE_CHECKING:
        episode_id: int

    def __str__(self) -> str:
        return f"{self.episode_id} {self.state}"


KEPT_BY_PLATFORM_SOON = timedelta(days=1)
"""How long after the end a recording that only a platform has becomes a task."""

URGENT_BEFORE = timedelta(days=7)
"""How long before the platform deletes it the task is urgent."""
