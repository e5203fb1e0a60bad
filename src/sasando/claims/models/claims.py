"""Claims: one row where a thousand people sent variations of the same rumour."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from sasando.desk.hiding import is_shut_out

_BEFORE_VERDICT = ("open", "checking", "dropped", "merged")


class ClaimQuerySet(models.QuerySet["Claim"]):
    def open(self) -> ClaimQuerySet:
        """Claims the desk still has to answer."""
        return self.filter(state__in=(Claim.State.OPEN, Claim.State.CHECKING))

    def shown_to(self, person: Any) -> ClaimQuerySet:
        """The claims ``person`` may see: the commission sees none about itself before a verdict."""
        return self.unhidden() if is_shut_out(person) else self

    def unhidden(self) -> ClaimQuerySet:
        """Without claims about the commission that have no verdict yet.

        Nor any that was merged: what stands for it may be about the commission, and is shown if not.
        """
        hidden = Q(about_commission=True, state__in=_BEFORE_VERDICT)
        return self.exclude(hidden | Q(state=Claim.State.MERGED))

    def doubted(self) -> ClaimQuerySet:
        """Settled claims of which somebody has said since that the answer is not theirs."""
        return self.filter(
            state=Claim.State.SETTLED,
            tips__state="unknown",
            tips__feedback__source="asker",
            tips__feedback__meant=False,
            tips__feedback__at__gte=F("closed_at"),
        ).distinct()

    def by_priority(self) -> ClaimQuerySet:
        """What matters most first."""
        return self.order_by("-priority", "-last_seen", "-id")


class Claim(models.Model):
    """One thing that people say, until a verdict says what is true."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CHECKING = "checking", _("Being checked")
        SETTLED = "settled", _("Verdict published")
        DROPPED = "dropped", _("Not to be checked")
        MERGED = "merged", _("Merged into another")

    class Harm(models.TextChoices):
        DISENFRANCHISING = "disenfranchising", _("Keeps people from voting")
        VIOLENCE = "violence", _("Violence")
        HARASSMENT = "harassment", _("Harassment of women candidates and officials")
        HATE = "hate", _("Hate against women or groups")
        INTEGRITY = "integrity", _("The commission's integrity")
        FRAUD = "fraud", _("Fraud with money or data")
        OTHER = "other", _("Other")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wording = models.TextField(_("wording"))  # as it circulates
    language = models.CharField(_("language"), max_length=2, default="id")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    harm = models.CharField(_("kind of harm"), max_length=16, choices=Harm, blank=True)
    about_commission = models.BooleanField(
        _("about the commission"),
        default=False,
        help_text=_("The commission then sees nothing of it before publication."),
    )
    priority = models.FloatField(_("priority"), default=0, db_index=True)
    tip_count = models.PositiveIntegerField(_("tips"), default=0)
    asker_count = models.PositiveIntegerField(_("people who asked"), default=0)
    first_seen = models.DateTimeField(_("first seen"))
    last_seen = models.DateTimeField(_("last seen"), db_index=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checker"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="claims_to_check",
    )
    second_checker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("second checker"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="claims_to_check_second",
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("-priority", "-last_seen")
        indexes = [models.Index(fields=["state", "-priority"])]

    def __str__(self) -> str:
        return Truncator(self.wording).chars(90)

    @property
    def said(self) -> str:
        """What circulates, or that it was a picture without words."""
        return self.wording or str(_("A picture without words that could be read"))

    def family(self) -> list[int]:
        """Return the keys of this claim and of all that were merged into it, however often."""
        family, ring = [self.pk], [self.pk]
        while ring:
            found = Claim.objects.filter(merged_into__in=ring).values_list("pk", flat=True)
            ring = [pk for pk in found if pk not in family]
            family += ring
        return family


class Sighting(models.Model):
    """How often a claim was seen in an hour at a place; a flood counts here and nowhere else."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="sightings")
    hour = models.DateTimeField()  # its beginning, UTC
    place = models.CharField(max_length=20, blank=True)  # a place's code; empty: not known
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        ordering = ("hour",)
        constraints = [
            models.UniqueConstraint(fields=("claim", "hour", "place"), name="one_sighting_an_hour")
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.hour:%Y-%m-%d %H}: {self.count}"


class Move(models.Model):
    """Tips that changed their claim: a merge, a split, a move by hand. Each can be undone."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("Merged")
        SPLIT = "split", _("Split")
        MOVE = "move", _("Moved")

    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    source = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="moves_out")
    target = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="moves_in")
    tips = models.JSONField(default=list)  # ids of the tips that moved
    before = models.JSONField(default=dict)  # what else must be put back
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(  # None: the machine
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id} → {self.target_id}"


class ClaimVerdict(models.Model):
    """Which desk item says what is true about a claim; one item a language."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdicts")
    item = models.OneToOneField(
        "sasando_desk.Item", on_delete=models.CASCADE, related_name="answers_claim"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("verdict of a claim")
        verbose_name_plural = _("verdicts of claims")

    def __str__(self) -> str:
        return f"{self.claim_id} → {self.item_id}"
