"""What listeners of a topic are owed: numbered news, kept as long as somebody may have missed it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT = 200  # news of one topic: who was away for longer begins with what is true now


class StreamQuerySet(models.QuerySet["Stream"]):
    def put(self, topic: str, name: str, data: str, *, at: datetime, state: bool) -> Push:
        """Add one piece of news to ``topic``. Call it inside the transaction that changes something.

        Writers of a topic queue on its row until they commit: a number that can be read has none
        below it that appears later.
        """
        stream, _made = self.get_or_create(topic=topic)
        stream = self.select_for_update().get(pk=stream.pk)
        stream.number += 1
        stream.save(update_fields=["number"])
        if state:  # what it said before is not true any more
            stream.news.filter(name=name).delete()
        stream.news.filter(number__lte=stream.number - KEPT).delete()
        return stream.news.create(number=stream.number, name=name, data=data, at=at, state=state)

    def number_of(self, topic: str) -> int:
        """Return how far ``topic`` has come; ask before reading what the page shows."""
        return self.filter(topic=topic).values_list("number", flat=True).first() or 0


class Stream(models.Model):
    """One topic. Who knows its name may listen: the name of a private one is its secret."""

    topic = models.CharField(max_length=80, unique=True)
    number = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(null=True, blank=True)  # nobody listens after it

    objects = StreamQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.topic


class Push(models.Model):
    """One piece of news of a topic, ready to be sent as it stands."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="news")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=30)  # the event's
    data = models.TextField()  # one line of JSON
    state = models.BooleanField(default=True)  # it replaces what was said before under its name
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("pieces of news")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("stream", "number"), name="a_number_once_a_topic")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
