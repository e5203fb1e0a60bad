"""The stream of an episode: one camera that a relay sends to platforms, to readers and to the disk.

The relay is a process of its own. What stands here is what people wish of it, and what it was last
seen to do; how it is at this moment its folder says.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sasando.channels import vault
from sasando.channels.leasing import Leased, free
from sasando.live.afterwards.simulcasts import folder_of
from sasando.live.models.productions import Production

HLS_FOLDER = "live"  # below MEDIA_ROOT, and below MEDIA_URL


class LiveStreamQuerySet(models.QuerySet["LiveStream"]):
    def at_work(self) -> LiveStreamQuerySet:
        """Those a relay should stand for, or is being ended for."""
        return self.filter(closed_at__isnull=True)

    def claimable(self, now: datetime) -> LiveStreamQuerySet:
        """What a worker may take: it is to be looked after, and nobody does."""
        return self.at_work().filter(free(now), due_at__lte=now).order_by("due_at", "pk")

    def with_episode(self) -> LiveStreamQuerySet:
        """With production and episode, in one query."""
        return self.select_related("production", "production__episode")


class LiveStream(Leased):
    """One episode's relay. ``wanted`` is the house's wish, ``state`` the relay's own word."""

    class Wanted(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    production = models.OneToOneField(Production, on_delete=models.PROTECT, related_name="stream")
    wanted = models.CharField(max_length=6, choices=Wanted, default=Wanted.OPEN)
    held = models.BooleanField(default=False)  # the slide is wanted although the camera sends
    state = models.CharField(max_length=9, blank=True)  # ``simulcast.State``; "": not begun
    place = models.CharField(max_length=40, unique=True)  # of the public files: hard to guess
    locked_key = models.TextField(default="", blank=True, editable=False)
    port = models.PositiveIntegerField()  # TCP, RTMP
    srt_port = models.PositiveIntegerField(default=0)  # UDP; 0: none
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)  # the relay, for the last time
    starts = models.PositiveIntegerField(default=0)  # of the relay: more than one, it died
    began_at = models.DateTimeField(null=True, blank=True)  # the first picture
    closed_by = models.ForeignKey(  # None: the house, by the end of the episode or of the time
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closing_at = models.DateTimeField(null=True, blank=True)  # asked for
    at_once = models.BooleanField(default=False)  # without waiting for the platforms' own end
    closed_at = models.DateTimeField(null=True, blank=True)  # the relay is gone
    words = models.TextField(blank=True)  # what keeps it from working, or why it was closed
    told = models.CharField(max_length=64, blank=True)  # digest of what the desk was told last
    told_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()  # when it is looked after again

    objects = LiveStreamQuerySet.as_manager()

    class Meta:
        verbose_name = _("stream of an episode")
        verbose_name_plural = _("streams of episodes")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["closed_at", "due_at"], name="live_stream_work")]
        constraints = [
            models.UniqueConstraint(
                fields=("port",), condition=Q(closed_at__isnull=True), name="one_stream_a_port"
            )
        ]

    def __str__(self) -> str:
        return f"{self.production_id} {self.wanted} {self.state}"

    @property
    def folder(self) -> Path:
        """Where the relay keeps its state and the recording."""
        return folder_of(self.production)

    @property
    def hls_folder(self) -> Path:
        """Where the relay puts what readers watch."""
        return Path(settings.MEDIA_ROOT) / HLS_FOLDER / self.place

    @property
    def path(self) -> str:
        """The playlist's address on the site."""
        return f"{settings.MEDIA_URL}{HLS_FOLDER}/{self.place}/live.m3u8"

    @property
    def key(self) -> str:
        """What the camera must know: a secret; "" once it is closed. Raises ``VaultError``."""
        return vault.unlock(self.locked_key).get("key", "")

    def lock_key(self, key: str) -> None:
        """Keep the camera's key. Raises ``VaultError``."""
        self.locked_key = vault.lock({"key": key})

    @property
    def server(self) -> str:
        """The address that OBS is given, without the key."""
        return f"rtmp://{settings.STREAM_ADDRESS}:{self.port}/live"

    @property
    def srt_server(self) -> str:
        """The address that a phone is given for SRT, ``""`` where there is none."""
        return f"srt://{settings.STREAM_ADDRESS}:{self.srt_port}" if self.srt_port else ""

    @property
    def is_at_work(self) -> bool:
        """Whether a relay should stand for it, or is being ended."""
        return self.closed_at is None

    @property
    def ends_by(self) -> datetime:
        """When it has stood too long and is ended by itself."""
        return self.opened_at + timedelta(hours=settings.STREAM_HOURS)
