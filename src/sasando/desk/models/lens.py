"""What the desk made of the gender lens: rules of its own, what it dismissed and why, what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from sasando.desk.lens import Category
from sasando.desk.lens.patterns import PatternError
from sasando.desk.lens.rules import compiled, seed
from sasando.desk.models.items import Item

ENOUGH = 5  # items a rule must have been found in before the desk is said to have learnt
MOST = 0.6  # of those items: dismissed in more, and the rule is shown last and folded


class LensRule(models.Model):
    """A rule of the desk's own, or what it changed of one that ships with the lens.

    Of a shipped rule (``key`` is its key) the row says whether it is on and what is suggested
    instead; all other fields are the shipped ones.
    """

    class Categories(models.TextChoices):
        APPEARANCE = Category.APPEARANCE.value, _("Looks")
        FAMILY = Category.FAMILY.value, _("Family instead of office")
        STEREOTYPE = Category.STEREOTYPE.value, _("Stereotype")
        MARKING = Category.MARKING.value, _("Sex where it does not matter")
        WORDING = Category.WORDING.value, _("Word for women")
        DEMEANING = Category.DEMEANING.value, _("Demeaning word")
        VIOLENCE = Category.VIOLENCE.value, _("Violence made small")
        ADVICE = Category.ADVICE.value, _("Advice not all can follow")
        PICTURE = Category.PICTURE.value, _("Role in a picture")

    key = models.SlugField(
        _("name"),
        max_length=60,
        unique=True,
        help_text=_("That of a shipped rule changes that rule; any other is a new one."),
    )
    active = models.BooleanField(_("in use"), default=True)
    language = models.CharField(
        _("language of the text"),
        max_length=2,
        choices=(("id", _("Indonesian")), ("en", _("English"))),
        default="id",
    )
    category = models.CharField(
        _("what it is about"), max_length=10, choices=Categories, default=Categories.WORDING
    )
    patterns = models.TextField(
        _("words to look for"),
        blank=True,
        help_text=_(
            "One a line. | parts choices, * ends a beginning, ~ stands before a verb in any form, "
            ".. is up to three words between."
        ),
    )
    reason = models.CharField(_("why"), max_length=300, blank=True)
    suggestion = models.CharField(
        _("suggestion"), max_length=300, blank=True, help_text=_("What to write instead.")
    )
    source_title = models.CharField(_("guideline"), max_length=300, blank=True)
    source_publisher = models.CharField(_("published by"), max_length=150, blank=True)
    source_year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    source_address = models.URLField(_("address"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("rule of the gender lens")
        verbose_name_plural = _("rules of the gender lens")
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key

    @property
    def is_shipped(self) -> bool:
        """Whether it changes a rule that ships with the lens."""
        return any(rule.key == self.key for rule in seed())

    @property
    def written(self) -> list[str]:
        """Its patterns, one a line as they were written."""
        return [line.strip() for line in self.patterns.splitlines() if line.strip()]

    def clean(self) -> None:
        """Refuse a new rule without words, reason or source: nothing is shown without its source."""
        super().clean()
        errors: dict[str, str] = {}
        try:
            compiled(self.written, self.language)
        except PatternError as error:
            errors["patterns"] = str(error)
        if not self.is_shipped:
            needed = ("patterns", "reason", "suggestion", "source_title", "source_publisher")
            for name in (*needed, "source_address"):
                if not getattr(self, name).strip():
                    errors.setdefault(name, str(_("A rule of the desk's own needs this.")))
        if errors:
            raise ValidationError(errors)


class LensDismissal(models.Model):
    """Somebody looked at a finding and let the words stand. The row stays; it can be taken back."""

    class Why(models.TextChoices):
        QUOTE = "quote", _("Somebody's own words")
        NAME = "name", _("A name or a title")
        NEWS = "news", _("It is what the story is about")
        LAW = "law", _("The law's own word")
        WRONG = "wrong", _("The lens is wrong here")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="lens_dismissals")
    rule = models.CharField(max_length=60, db_index=True)
    words = models.CharField(max_length=300)
    why = models.CharField(_("why"), max_length=5, choices=Why)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        item_id: int

    class Meta:
        verbose_name = _("dismissed finding")
        verbose_name_plural = _("dismissed findings")
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("item", "rule", "words"),
                condition=models.Q(undone_at__isnull=True),
                name="a_finding_is_dismissed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.words}"


class LensSighting(models.Model):
    """A rule found something in an item while it was written: what dismissals are a share of."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=60, db_index=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("sighting of a rule")
        verbose_name_plural = _("sightings of rules")
        constraints = [
            models.UniqueConstraint(fields=("item", "rule"), name="a_rule_is_seen_once_an_item")
        ]

    def __str__(self) -> str:
        return f"{self.rule} · {self.item_id}"


@dataclass(frozen=True, slots=True)
class Learnt:
    """In how many items a rule found something, and in how many of them it was dismissed."""

    seen: int = 0
    dismissed: int = 0

    @property
    def is_mostly_dismissed(self) -> bool:
        """Whether the desk lets its words stand so often that it is shown last."""
        return self.seen >= ENOUGH and self.dismissed / self.seen > MOST


def learnt() -> dict[str, Learnt]:
    """Return what the desk made of each rule that was ever seen, in two queries."""
    seen = dict(
        LensSighting.objects.values_list("rule").annotate(items=Count("item")).order_by("rule")
    )
    dismissed = dict(
        LensDismissal.objects.filter(undone_at__isnull=True)
        .values_list("rule")
        .annotate(items=Count("item", distinct=True))
        .order_by("rule")
    )
    return {
        rule: Learnt(max(seen.get(rule, 0), dismissed.get(rule, 0)), dismissed.get(rule, 0))
        for rule in {*seen, *dismissed}
    }
