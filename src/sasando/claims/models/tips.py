"""Tips: what one sender asked at one time, in one or several messages."""

from __future__ import annotations

import uuid
from datetime import datetime
from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from sasando.channels.leasing import Leased, free
from sasando.channels.sealing import SealedField
from sasando.claims.models.askers import Asker
from sasando.claims.models.claims import Claim
from sasando.claims.models.inboxes import Inbox


def new_token() -> str:
    """Return a secret that names one tip's page, 128 random bits."""
    return token_urlsafe(16)


class TipQuerySet(models.QuerySet["Tip"]):
    def claimable(self, now: datetime) -> TipQuerySet:
        """Tips a worker may answer: complete, not leased; those who waited longest first."""
        waiting = self.filter(free(now), state=Tip.State.WAITING, ready_at__lte=now)
        return waiting.order_by("ready_at", "id")

    def unchosen(self) -> TipQuerySet:
        """Tips under no claim whose suggestions nobody took or turned down.

        What was forgotten since is not among them, for nothing is left of it to check.
        """
        said = ~Q(text="") | ~Q(read_text="") | ~Q(links=[])
        pictured = Exists(TipPicture.objects.filter(tip=OuterRef("pk")))
        heard = Exists(Feedback.objects.filter(tip=OuterRef("pk")))
        return self.filter(said | pictured, ~heard, state=Tip.State.SUGGESTED, claim__isnull=True)

    def outlived(self, before: datetime) -> TipQuerySet:
        """Tips received before that moment whose content is still kept."""
        kept = ~Q(text="") | ~Q(read_text="") | ~Q(links=[]) | ~Q(external_id="")
        pictured = Exists(TipPicture.objects.filter(tip=OuterRef("pk")))
        return self.filter(kept | pictured, received_at__lt=before).order_by("received_at")

    def of_claim(self, claim: Claim) -> TipQuerySet:
        """What was filed under ``claim`` or under one merged into it, the newest first."""
        return self.filter(claim__in=claim.family()).order_by("-received_at", "-id")


class Tip(Leased):
    """One question or forwarded message, and what was decided about it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be answered")
        ANSWERED = "answered", _("Answered")
        SUGGESTED = "suggested", _("Answers were suggested")
        ASKED_BACK = "asked-back", _("Asked what is meant")
        UNKNOWN = "unknown", _("Not known yet: at the desk")
        QUIET = "quiet", _("Seen and counted, not answered")  # groups, floods, commands

    class Outcome(models.TextChoices):
        """As ``sasando.matching.Outcome``."""

        ANSWER = "answer", _("answered")
        SUGGEST = "suggest", _("suggested")
        ABSTAIN = "abstain", _("abstained")
        ASK = "ask", _("asked back")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.CharField(max_length=22, default=new_token, unique=True, editable=False)
    inbox = models.ForeignKey(  # None: asked on the site
        Inbox, null=True, blank=True, on_delete=models.PROTECT, related_name="tips"
    )
    asker = models.ForeignKey(  # None: on the site, or forgotten
        Asker, null=True, blank=True, on_delete=models.SET_NULL, related_name="tips"
    )
    external_id = SealedField(blank=True)  # the last message, to quote it
    handles = SealedField(default=list, blank=True)  # what the platform is told was read
    thread_key = models.CharField(max_length=64, blank=True)  # keyed hash of an album's
    received_at = models.DateTimeField(_("received"), db_index=True)
    ready_at = models.DateTimeField()  # no more messages are waited for
    text = models.TextField(_("text"), blank=True)
    links = models.JSONField(_("links"), default=list, blank=True)
    read_text = models.TextField(_("read from links"), blank=True)
    language = models.CharField(_("language"), max_length=2, default="id")
    place = models.CharField(_("place"), max_length=20, blank=True)
    forwarded = models.BooleanField(_("forwarded"), default=False)
    forwarded_many = models.BooleanField(_("forwarded many times"), default=False)
    in_group = models.BooleanField(_("in a group"), default=False)
    asked = models.BooleanField(_("asked for an answer"), default=True)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)  # of its content
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome, blank=True)
    decision = models.JSONField(_("decision"), default=dict, blank=True)
    known_id = models.CharField(max_length=200, blank=True, db_index=True)  # what answered it
    probability = models.FloatField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    file_at = models.DateTimeField(  # it counts as ignored then, unless its sender chose
        null=True, blank=True, editable=False, db_index=True
    )
    claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="tips"
    )
    words = models.TextField(blank=True)  # what went wrong at the last attempt

    objects = TipQuerySet.as_manager()

    class Meta:
        verbose_name = _("tip")
        verbose_name_plural = _("tips")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["state", "ready_at"]),
            models.Index(fields=["claim", "-received_at"]),
            models.Index(fields=["claim", "asker"]),  # with every tip filed it is asked who is new
            models.Index(fields=["asker", "state"]),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def source(self) -> str:
        """Where it came from: the inbox's code, or "web"."""
        return self.inbox.code if self.inbox else "web"


class TipPart(models.Model):
    """One message of a tip: what tells a repeat from news."""

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="parts")
    code = models.CharField(max_length=64)  # keyed hash of the platform's identifier: it tells who
    tip = models.ForeignKey(
        Tip, null=True, blank=True, on_delete=models.CASCADE, related_name="parts"
    )
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [models.UniqueConstraint(fields=("inbox", "code"), name="a_message_once")]

    def __str__(self) -> str:
        return self.code[:8]


class TipPicture(models.Model):
    """One picture of a tip: fetched and read by the worker, never shown without being blurred."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be fetched")
        READ = "read", _("Read")
        REFUSED = "refused", _("Could not be read")

    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField(default=0)
    handle = SealedField(blank=True)  # the platform's identifier
    kind = models.CharField(max_length=10, blank=True)  # as ``plugins.messenger.MediaKind``
    mime = models.CharField(max_length=100, blank=True)  # as the platform says
    file = models.FileField(upload_to="tips/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    text = models.TextField(_("text in the picture"), blank=True)
    print = models.BinaryField(default=b"", blank=True)  # what its looks are known again by
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("picture of a tip")
        verbose_name_plural = _("pictures of tips")
        ordering = ("tip", "number", "id")

    def __str__(self) -> str:
        return f"{self.tip_id}/{self.number}"


class Feedback(models.Model):
    """Whether an answer was what the tip meant: a label to learn from."""

    class Source(models.TextChoices):
        ASKER = "asker", _("The person who asked")
        DESK = "desk", _("The desk")

    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="feedback")
    known_id = models.CharField(max_length=200)  # "" with ``meant`` False: none of those suggested
    meant = models.BooleanField(_("this was meant"))
    source = models.CharField(_("said by"), max_length=5, choices=Source, default=Source.ASKER)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ("-at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("tip", "known_id", "source"), name="one_label_a_match")
        ]

    def __str__(self) -> str:
        return f"{self.tip_id} {'=' if self.meant else '≠'} {self.known_id}"


class TipCount(models.Model):
    """How many tips of an hour ended how. No personal data: what the public figures come from."""

    hour = models.DateTimeField(db_index=True)  # its beginning, UTC
    source = models.CharField(max_length=50)  # an inbox's code, or "web"
    outcome = models.CharField(max_length=10)  # as ``Tip.State``
    language = models.CharField(max_length=2)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of tips")
        verbose_name_plural = _("counts of tips")
        ordering = ("-hour", "source", "outcome")
        constraints = [
            models.UniqueConstraint(
                fields=("hour", "source", "outcome", "language"), name="one_count_an_hour"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.source} {self.outcome}: {self.count}"
