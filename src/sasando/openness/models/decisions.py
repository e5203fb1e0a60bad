"""What was decided on a matter, what was objected to, and how far a dispute has come."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.openness.models.matters import Matter
from sasando.openness.models.redactions import Redaction
from sasando.openness.models.requests import Request


class Decision(models.Model):
    """One answer for all who wait under a matter. Never changed: a second one follows it."""

    class Outcome(models.TextChoices):
        GRANTED = Request.Outcome.GRANTED.value, _("Given in full")
        PARTLY = Request.Outcome.PARTLY.value, _("Given in part")
        REFUSED = Request.Outcome.REFUSED.value, _("Refused")
        NOT_HELD = Request.Outcome.NOT_HELD.value, _("Not held here")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("decision"), max_length=8, choices=Outcome)
    text = models.TextField(_("answer"))
    article = models.CharField(_("article"), max_length=200, blank=True)
    consequence = models.TextField(_("consequence test"), blank=True)
    held_by = models.CharField(_("held by"), max_length=200, blank=True)
    cost = models.CharField(_("cost and how to pay it"), max_length=200, blank=True)
    final = models.BooleanField(_("final"), default=True)  # False: the rest follows
    after_objection = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()
    count = models.PositiveIntegerField(default=0)  # requests it answered
    letters_after = models.BigIntegerField(null=True, blank=True)  # filled up to this request

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.matter_id}: {self.outcome}"


class DecisionFile(models.Model):
    """A file that goes with an answer."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(upload_to="answers/%Y/%m/")
    name = models.CharField(max_length=150)
    mime = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    redaction = models.ForeignKey(  # what it was made by, for a file with black places
        Redaction, null=True, blank=True, on_delete=models.PROTECT, related_name="given"
    )

    class Meta:
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> ObjectionQuerySet:
        """Those the superior has not answered, the first deadline first."""
        waiting = self.filter(decided_at__isnull=True).order_by("due_on", "pk")
        return waiting.select_related("request__matter")

    def due_by(self, day: date) -> ObjectionQuerySet:
        """Open ones whose deadline comes by ``day``."""
        return self.open().filter(due_on__lte=day)


class Objection(models.Model):
    """An objection to the superior of the information officer."""

    class Ground(models.TextChoices):
        """Law 14/2008, Article 35(1)."""

        REFUSAL = "a", _("Refused as exempt (Article 17)")
        NOT_PUBLISHED = "b", _("Periodic information is not provided")
        NO_ANSWER = "c", _("No answer")
        OTHER_ANSWER = "d", _("Not answered as requested")
        NOT_GIVEN = "e", _("Not given")
        COST = "f", _("Unreasonable cost")
        LATE = "g", _("Given too late")

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("The applicant is right")
        REJECTED = "rejected", _("The decision stands")

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="objections")
    ground = models.CharField(_("ground"), max_length=1, choices=Ground)
    text = models.TextField(_("reason"))
    filed_at = models.DateTimeField()
    filed_on = models.DateField()
    rule = models.CharField(max_length=40)
    due_on = models.DateField(db_index=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    reply = models.TextField(_("answer"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    alarmed_on = models.DateField(null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ("-filed_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("request",),
                condition=models.Q(decided_at__isnull=True),
                name="one_open_objection_a_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.ground}"


class Dispute(models.Model):
    """One stage of a dispute before the information commission, as it was reported here."""

    class Stage(models.TextChoices):
        FILED = "filed", _("Filed with the information commission")
        MEDIATION = "mediation", _("Mediation")
        SETTLED = "settled", _("Settled in mediation")
        ADJUDICATION = "adjudication", _("Adjudication")
        RULED = "ruled", _("Decided by the information commission")
        COURT = "court", _("Before a court")
        ENDED = "ended", _("Ended")

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="disputes")
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    number = models.CharField(_("number of the case"), max_length=80, blank=True)
    on = models.DateField(_("on"))
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("stage of a dispute")
        verbose_name_plural = _("stages of disputes")
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.objection_id} {self.stage}"
