"""Where the reading of a broadcast's chat has come to, and how much of it went by."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.channels.leasing import Leased, free
from sasando.live.models.broadcasts import Broadcast


class ChatReaderQuerySet(models.QuerySet["ChatReader"]):
    def due(self, now: datetime) -> ChatReaderQuerySet:
        """Chats of live broadcasts that nobody reads and that may be read now."""
        waiting = self.filter(free(now), ended_at__isnull=True, due_at__lte=now)
        return waiting.filter(broadcast__state=Broadcast.State.LIVE).order_by("due_at", "pk")

    def with_broadcast(self) -> ChatReaderQuerySet:
        """With what opens the platform, in one query."""
        return self.select_related(
            "broadcast__account__organisation", "broadcast__production__episode"
        )


class ChatReader(Leased):
    """One broadcast's chat, read by one worker at a time from ``cursor`` on."""

    broadcast = models.OneToOneField(Broadcast, on_delete=models.CASCADE, related_name="chat")
    cursor = models.TextField(blank=True)  # the platform's own: where to go on
    due_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True, blank=True)  # something came
    ended_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(_("the platform's own words"), blank=True)

    objects = ChatReaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("chat of a broadcast")
        verbose_name_plural = _("chats of broadcasts")

    def __str__(self) -> str:
        return f"chat of {self.broadcast_id}"


class ChatCount(models.Model):
    """How many messages of a chat came in one minute, and how many of them were kept one by one."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="chat_counts")
    minute = models.DateTimeField()
    came = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of a chat")
        verbose_name_plural = _("counts of chats")
        constraints = [
            models.UniqueConstraint(fields=("broadcast", "minute"), name="one_chat_count_a_minute")
        ]

    def __str__(self) -> str:
        return f"{self.minute:%H:%M}: {self.came}"
