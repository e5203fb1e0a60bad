"""What terms are made of: packages, deliverables, goals, the rate card, the papers attached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sasando.channels.models import Outlet
from sasando.desk.models.editing import AUDIENCES
from sasando.partnership.models.agreements import Terms
from sasando.partnership.promises import Medium, Unit
from sasando.plugins import MeasureKind
from sasando.rendering.phrases import phrase


def _measure(kind: str) -> str:
    # Migrations are written without any language: in English, as all labels are.
    return phrase(f"measure.{kind}", (get_language() or "en")[:2])


_named = lazy(_measure, str)


def measures() -> tuple[tuple[str, str], ...]:
    """Return what is counted of copies, by the names readers know it by."""
    return tuple((kind.value, _named(kind.value)) for kind in MeasureKind)


class Package(models.Model):
    """Deliverables that are bought together."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="packages")
    title = models.CharField(_("package"), max_length=150)
    price = models.PositiveBigIntegerField(_("price in rupiah"), null=True, blank=True)

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("terms", "title"), name="one_package_a_title")
        ]

    def __str__(self) -> str:
        return self.title


class Deliverable(models.Model):
    """One line of what is promised: so many of one kind, by a day. ``code`` names it in all versions."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="deliverables")
    package = models.ForeignKey(
        Package, verbose_name=_("package"), null=True, blank=True, on_delete=models.SET_NULL
    )
    code = models.SlugField(
        _("code"), max_length=20, help_text=_("Short, as both sides call it: talkshow, D3.")
    )
    title = models.CharField(_("what"), max_length=200)
    medium = models.CharField(_("kind"), max_length=7, choices=Medium)
    outlet = models.ForeignKey(
        Outlet,
        verbose_name=_("outlet"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: any outlet of the newsroom or its network."),
    )
    number = models.PositiveSmallIntegerField(
        _("how many"), default=1, validators=[MinValueValidator(1)]
    )
    size = models.PositiveIntegerField(
        _("size of each"), null=True, blank=True, help_text=_("For mm × columns multiply both.")
    )
    unit = models.CharField(_("counted in"), max_length=9, choices=Unit, blank=True)
    audience = models.CharField(_("audience"), max_length=16, choices=AUDIENCES, blank=True)
    deadline = models.DateField(_("deadline"))
    measure = models.CharField(
        _("reach is counted as"), max_length=15, choices=measures, blank=True
    )
    reach = models.PositiveBigIntegerField(_("reach promised, all together"), null=True, blank=True)

    if TYPE_CHECKING:
        outlet_id: int | None

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("terms", "code"), name="one_deliverable_a_code"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="something_is_promised"),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"


class Goal(models.Model):
    """What both sides want to reach together; it is no promise of either."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="goals")
    title = models.CharField(_("goal"), max_length=200)
    measure = models.CharField(_("counted as"), max_length=15, choices=measures)
    target = models.PositiveBigIntegerField(_("target"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title


class Rate(models.Model):
    """One line of the rate card that was agreed."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="rates")
    title = models.CharField(_("what"), max_length=150)
    unit = models.CharField(_("for each"), max_length=60, help_text=_("mm × column, story, hour."))
    price = models.PositiveBigIntegerField(_("price in rupiah"))

    class Meta:
        verbose_name = _("rate")
        verbose_name_plural = _("rate card")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title


class Paper(models.Model):
    """One document attached: of the paper chain from the terms of reference to the order."""

    class Kind(models.TextChoices):
        TERMS_OF_REFERENCE = "kak", _("Terms of reference (KAK)")
        COSTING = "rab", _("Costing (RAB)")
        OFFER = "offer", _("Offer")
        MEMORANDUM = "mou", _("Memorandum or agreement (MoU, PKS)")
        ORDER = "spk", _("Order or contract (SPK)")
        RATE_CARD = "rates", _("Rate card")
        OTHER = "other", _("Another paper")

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("paper"), max_length=7, choices=Kind)
    number = models.CharField(_("number"), max_length=80, blank=True)
    day = models.DateField(_("dated"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to="partnership/papers/%Y/%m/")
    sha256 = models.CharField(_("digest"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("attached paper")
        verbose_name_plural = _("attached papers")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title


ROWS = ("packages", "deliverables", "goals", "rates", "papers")
"""The names of everything that belongs to terms."""
