"""Elections, their stages, and the moves of stages."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.elections.models.places import Place


class Election(models.Model):
    """One election, or one round of it, with its own calendar."""

    class Kind(models.TextChoices):
        PRESIDENTIAL = "presidential", _("Presidential")
        LEGISLATIVE = "legislative", _("Legislative")
        GENERAL = "general", _("Presidential and legislative, held together")
        REGIONAL_HEAD = "regional-head", _("Regional heads")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name (Indonesian)"), max_length=150)
    name_en = models.CharField(_("name (English)"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    held = models.BooleanField(
        _("held"), default=True, help_text=_("Not ticked: a second round that was not needed.")
    )
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    decided_on = models.DateField(
        _("calendar decided on"), null=True, blank=True, help_text=_("When the calendar was set.")
    )

    class Meta:
        verbose_name = _("election")
        verbose_name_plural = _("elections")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """The name in ``language``; Indonesian where the other is not given."""
        return (self.name_en if language == "en" else "") or self.name


class StageQuerySet(models.QuerySet["Stage"]):
    def dated(self) -> StageQuerySet:
        """Stages whose dates are set, in the order of time."""
        return self.filter(starts__isnull=False).order_by("starts", "ends", "code")

    def taking_place(self) -> StageQuerySet:
        """Stages that were or will be held: no second round that was not needed."""
        return self.filter(held=True, election__held=True)

    def for_calendar(self) -> StageQuerySet:
        """Stages with their election, place and moves (newest first), in three queries."""
        return self.select_related("election", "place").prefetch_related("moves")

    def for_quiet_period(self) -> StageQuerySet:
        """What ``quiet_period`` needs to know of every election that is held."""
        kinds = (Stage.Kind.CAMPAIGN, Stage.Kind.QUIET, Stage.Kind.VOTING)
        mine = self.filter(kind__in=kinds, election__held=True)
        return mine.select_related("election").order_by("election_id")

    def ahead(self, today: date) -> StageQuerySet:
        """Stages that have not begun on ``today``, the next one first."""
        return self.dated().taking_place().filter(starts__gt=today)

    def under_way(self, today: date) -> StageQuerySet:
        """Stages that run on ``today``."""
        return self.dated().taking_place().filter(starts__lte=today, ends__gte=today)


class Stage(models.Model):
    """One stage (*tahapan*) of an election. Its dates move only by an approved release."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary")
        CAMPAIGN = "campaign", _("Campaign")
        QUIET = "quiet", _("Quiet period")
        VOTING = "voting", _("Voting day")
        COUNTING = "counting", _("Counting")

    class Quality(models.TextChoices):
        REGULATION = "regulation", _("From the regulation")
        PRESS = "press", _("As the press reported it")
        WEAK = "weak", _("Weak source")
        DERIVED = "derived", _("Derived")

    code = models.SlugField(_("code"), unique=True)
    election = models.ForeignKey(
        Election, verbose_name=_("election"), on_delete=models.PROTECT, related_name="stages"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ORDINARY)
    name = models.CharField(_("name (Indonesian)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    starts = models.DateField(_("starts"), null=True, blank=True)
    ends = models.DateField(_("ends"), null=True, blank=True)
    place = models.ForeignKey(
        Place,
        verbose_name=_("only in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stages",
        help_text=_("Empty: everywhere."),
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    quality = models.CharField(
        _("quality of the source"), max_length=10, choices=Quality, default=Quality.REGULATION
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    held = models.BooleanField(_("held"), default=True)  # False: a second round that was not needed
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545 SEQUENCE: how often it moved

    objects = StageQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ("election", "number", "code")
        indexes = [models.Index(fields=["starts", "ends"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts__isnull=True)
                | models.Q(ends__isnull=True)
                | models.Q(ends__gte=models.F("starts")),
                name="stage_does_not_end_before_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def election_kind(self) -> str:
        """What kind of election it belongs to: its law follows from that."""
        return self.election.kind

    def name_in(self, language: str) -> str:
        """The name in ``language``; Indonesian where the other is not given."""
        return (self.name_en if language == "en" else "") or self.name


class StageMove(models.Model):
    """One move of a stage: what was, what is, and the release that decided it. Never changed."""

    stage = models.ForeignKey(
        Stage, verbose_name=_("stage"), on_delete=models.PROTECT, related_name="moves"
    )
    was_starts = models.DateField(_("started"), null=True, blank=True)
    was_ends = models.DateField(_("ended"), null=True, blank=True)
    starts = models.DateField(_("starts"), null=True, blank=True)
    ends = models.DateField(_("ends"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    decided_by = models.CharField(_("decided by"), max_length=400)  # a Document's digest or address
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("move of a stage")
        verbose_name_plural = _("moves of stages")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.stage}: {self.starts} – {self.ends}"
