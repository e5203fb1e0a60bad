"""The check of a claim: who did what, on what evidence, and what the commission replied."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.claims.models.claims import Claim
from sasando.parties.models import Organisation


class WorkEntry(models.Model):
    """One line of a claim's work log. Written once, never changed."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        ASSIGNED = "assigned", _("Assigned")
        RATED = "rated", _("Rated")
        EVIDENCE = "evidence", _("Evidence")
        QUESTION = "question", _("Question to the commission")
        VERDICT = "verdict", _("Verdict")
        CLOSED = "closed", _("Closed")

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="work")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.NOTE)
    text = models.TextField(_("text"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("work log entry")
        verbose_name_plural = _("work log")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class Evidence(models.Model):
    """Something a check stands on, with the copy that was taken of it."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(_("title"), max_length=300)
    href = models.URLField(_("address"), max_length=2000, blank=True)
    note = models.TextField(_("what it shows"), blank=True)
    file = models.FileField(_("copy"), upload_to="evidence/%Y/%m/", blank=True)
    mime = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(_("digest of the copy"), max_length=64, blank=True)
    taken_at = models.DateTimeField(_("copy taken"), null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)  # why there is no copy
    public = models.BooleanField(_("shown with the verdict"), default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.title


class QuestionQuerySet(models.QuerySet["Question"]):
    def running_out(self, at: datetime, within: timedelta) -> QuestionQuerySet:
        """Due ``within`` that time, without a reply, and nobody was reminded: the nearest first."""
        waiting = self.filter(answered_at__isnull=True, reminded_at__isnull=True)
        near = waiting.filter(due_at__gt=at, due_at__lte=at + within)
        return near.select_related("organisation").order_by("due_at")


class Question(models.Model):
    """A request to the commission, with a clock. Its signed reply is quoted; silence is shown."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="questions")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("asked"), on_delete=models.PROTECT, related_name="questions"
    )
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"))
    due_at = models.DateTimeField(_("reply is due"), db_index=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("reply"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("replied"), null=True, blank=True)
    signature = models.TextField(blank=True)  # over question, reply and time
    key_id = models.CharField(max_length=16, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to the commission")
        verbose_name_plural = _("questions to the commission")
        ordering = ("-asked_at", "-id")

    def __str__(self) -> str:
        return self.text[:80]
