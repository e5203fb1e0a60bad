"""Elections, their stages, the places they are held at, and official figures."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.documents.vocabulary import PlaceLevel


class Place(models.Model):
    """A place elections are held at; the tree follows the commission's codes."""

    class Level(models.TextChoices):
        PROVINCE = PlaceLevel.PROVINCE.value, _("Province")
        CITY = PlaceLevel.CITY.value, _("City or regency")
        DISTRICT = PlaceLevel.DISTRICT.value, _("District")
        VILLAGE = PlaceLevel.VILLAGE.value, _("Village")

    code = models.CharField(_("code"), max_length=13, unique=True)
    name = models.CharField(_("name"), max_length=120)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("code",)
        indexes = [models.Index(fields=["level", "name"])]

    def __str__(self) -> str:
        return self.name


class Election(models.Model):
    """One election with its own calendar."""

    class Kind(models.TextChoices):
        PRESIDENTIAL = "presidential", _("Presidential")
        LEGISLATIVE = "legislative", _("Legislative")
        GENERAL = "general", _("Presidential and legislative, held together")
        REGIONAL_HEAD = "regional-head", _("Regional heads")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name (Indonesian)"), max_length=150)
    name_en = models.CharField(_("name (English)"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("election")
        verbose_name_plural = _("elections")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class StageQuerySet(models.QuerySet["Stage"]):
    def dated(self) -> StageQuerySet:
        """Stages whose dates are set, in the order of time."""
        return self.filter(starts__isnull=False).order_by("starts", "ends", "code")

    def ahead(self, today: date) -> StageQuerySet:
        """Stages that have not begun on ``today``, the next one first."""
        return self.dated().filter(starts__gt=today)

    def under_way(self, today: date) -> StageQuerySet:
        """Stages that run on ``today``."""
        return self.dated().filter(starts__lte=today, ends__gte=today)


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
        WEAK = "weak", _("Weak source")
        DERIVED = "derived", _("Derived")

    code = models.SlugField(_("code"), unique=True)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ORDINARY)
    name = models.CharField(_("name (Indonesian)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    starts = models.DateField(_("starts"), null=True, blank=True)
    ends = models.DateField(_("ends"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    quality = models.CharField(
        _("quality of the source"), max_length=10, choices=Quality, default=Quality.REGULATION
    )
    held = models.BooleanField(_("held"), default=True)  # False: a second round that was not needed
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545 SEQUENCE: how often it moved

    objects = StageQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ("election", "number")

    def __str__(self) -> str:
        return self.name
