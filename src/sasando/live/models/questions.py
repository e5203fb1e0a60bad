"""What viewers ask, from wherever they watch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.channels.leasing import Leased, free
from sasando.channels.sealing import SealedField
from sasando.claims.models import Reply as MessengerReply
from sasando.claims.models import Tip
from sasando.live.models.broadcasts import Broadcast
from sasando.live.models.productions import Production

if TYPE_CHECKING:
    from datetime import datetime


class QuestionQuerySet(models.QuerySet["Question"]):
    def leading(self) -> QuestionQuerySet:
        """One a group: those that are like an earlier one stand behind it."""
        return self.filter(leader__isnull=True)

    def open(self) -> QuestionQuerySet:
        """What may still be brought on air."""
        return self.filter(state__in=(Question.State.NEW, Question.State.ON_AIR))

    def by_weight(self) -> QuestionQuerySet:
        """What most people ask first, then the oldest."""
        return self.order_by("-count", "at", "pk")

    def to_match(self, now: datetime) -> QuestionQuerySet:
        """What was not yet held against what is known."""
        unmatched = self.filter(free(now), matched_at__isnull=True, leader__isnull=True)
        return unmatched.exclude(state=Question.State.HIDDEN).order_by("at", "pk")

    def to_reply(self, now: datetime) -> QuestionQuerySet:
        """Whose asker still waits to be told."""
        waiting = self.filter(free(now), reply=Question.Reply.WAITING, reply_due_at__lte=now)
        return waiting.order_by("reply_due_at", "pk")

    def matched(self) -> QuestionQuerySet:
        """What the answer desk knows an answer to, sure or suggested."""
        return self.exclude(known_id="")

    def rumours(self) -> QuestionQuerySet:
        """What looks like a rumour that nobody has answered yet, or was sent to the claims desk."""
        return self.filter(models.Q(rumour=True, known_id="") | models.Q(filed_at__isnull=False))


class Question(Leased):
    """One question of one viewer. Nothing that was asked is thrown away: abuse is hidden, and kept."""

    class Source(models.TextChoices):
        SITE = "site", _("Website")
        YOUTUBE = "youtube", "YouTube"
        FACEBOOK = "facebook", "Facebook"
        WHATSAPP = "whatsapp", "WhatsApp"
        TELEGRAM = "telegram", "Telegram"
        OTHER = "other", _("Elsewhere")

    class State(models.TextChoices):
        NEW = "new", _("New")
        ON_AIR = "on-air", _("On air")
        ANSWERED = "answered", _("Answered")
        HIDDEN = "hidden", _("Hidden")

    class Hidden(models.TextChoices):
        ABUSE = "abuse", _("Abuse")
        SPAM = "spam", _("Advertising or a repeat")
        GONE = "gone", _("Taken down on the platform")
        DESK = "desk", _("By the desk")

    class Reply(models.TextChoices):
        NONE = "", _("Nobody waits for one")
        WAITING = "waiting", _("On its way")
        SENT = "sent", _("Sent, with a receipt")
        REFUSED = "refused", _("Refused")

    production = models.ForeignKey(Production, on_delete=models.CASCADE, related_name="questions")
    source = models.CharField(_("from"), max_length=8, choices=Source)
    broadcast = models.ForeignKey(
        Broadcast, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    code = models.CharField(max_length=64)  # keyed hash of the platform's identifier
    sender = models.CharField(max_length=64, blank=True)  # keyed hash, to count floods by
    handle = SealedField(blank=True)  # what a reply needs: the platform's identifiers
    said = SealedField(blank=True)  # as it was written, where that is not fit for air
    tip = models.ForeignKey(  # what came by a messenger, or was sent to the claims desk
        Tip, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("name"), max_length=60, blank=True)  # the first one; "" for nobody
    text = models.CharField(_("question"), max_length=500)  # cleaned: as it may stand on air
    at = models.DateTimeField(_("asked"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.NEW)
    hidden = models.CharField(_("why hidden"), max_length=5, choices=Hidden, blank=True)
    leader = models.ForeignKey(  # the earlier question that this one is like
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="alike"
    )
    count = models.PositiveIntegerField(default=1)  # of a leader: people who ask the same
    echoes = models.PositiveIntegerField(default=0)  # the same words again, counted and not kept
    apart = models.BooleanField(default=False)  # the desk says that it is like no other
    best = models.ForeignKey(  # of a leader: who says it best; None: itself
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    rumour = models.BooleanField(_("looks like a rumour"), default=False)
    filed_at = models.DateTimeField(null=True, blank=True)  # sent to the claims desk
    group_key = models.CharField(max_length=64, blank=True, db_index=True)
    matched_at = models.DateTimeField(null=True, blank=True)
    known_id = models.CharField(max_length=200, blank=True)
    known = models.JSONField(default=dict, blank=True)  # as ``matching.told`` writes it
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    aired_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField(max_length=7, choices=Reply, blank=True, default=Reply.NONE)
    reply_due_at = models.DateTimeField(null=True, blank=True)
    reply_words = models.TextField(blank=True)  # the platform's own
    reply_key = models.CharField(max_length=36, blank=True)  # the same at each retry
    reply_text = models.TextField(blank=True)
    receipt = SealedField(blank=True)  # the platform's identifier of the reply
    told = models.OneToOneField(  # where a messenger carries the reply: its own outbox says how far
        MessengerReply, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of a viewer")
        verbose_name_plural = _("questions of viewers")
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=["production", "state", "-count", "at"], name="live_questions"),
            models.Index(fields=["reply", "reply_due_at"], name="live_question_replies"),
        ]
        constraints = [
            models.UniqueConstraint(fields=("production", "source", "code"), name="a_question_once")
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def wording(self) -> str:
        """What stands for the whole group."""
        return self.best.text if self.best else self.text

    @property
    def reply_standing(self) -> str:
        """How far the reply is, by the platform's own word: a ``Question.Reply``."""
        if self.told is None:
            return self.reply
        return _AS_TOLD[self.told.state]


_AS_TOLD: dict[str, str] = {
    MessengerReply.State.WAITING: Question.Reply.WAITING,
    MessengerReply.State.SENT: Question.Reply.SENT,
    MessengerReply.State.REFUSED: Question.Reply.REFUSED,
    MessengerReply.State.DROPPED: Question.Reply.NONE,
}


class QuestionCount(models.Model):
    """How many questions came past every limit, a minute and a source: counted, never kept."""

    production = models.ForeignKey(Production, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=8)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of questions")
        verbose_name_plural = _("counts of questions")
        constraints = [
            models.UniqueConstraint(
                fields=("production", "source", "minute"), name="one_question_count_a_minute"
            )
        ]

    def __str__(self) -> str:
        return f"{self.minute:%H:%M} {self.source}: {self.count}"
