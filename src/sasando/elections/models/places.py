"""Places: the tree of province, city, district and village."""

from __future__ import annotations

from collections import defaultdict

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.documents.vocabulary import PlaceLevel


class PlaceQuerySet(models.QuerySet["Place"]):
    def of_level(self, level: PlaceLevel) -> PlaceQuerySet:
        """The places of one level."""
        return self.filter(level=level.value)

    def within(self, place: Place) -> PlaceQuerySet:
        """``place`` and everything in it: a code begins with the code of what it lies in."""
        return self.filter(code__startswith=place.code)

    def divisions(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """By the code of each city and district here: its districts, and its villages. 2 queries.

        Provinces are left out: a desk seldom knows all cities of one.
        """
        whole = self.filter(level__in=(PlaceLevel.CITY, PlaceLevel.DISTRICT)).order_by()
        codes = set(whole.values_list("code", flat=True))
        rows = Place.objects.filter(
            models.Q(parent__in=whole.values("pk"))
            | models.Q(parent__parent__in=whole.values("pk"))
        )
        children: dict[str, list[str]] = defaultdict(list)
        grandchildren: dict[str, list[str]] = defaultdict(list)
        for code, parent, grandparent in rows.values_list(
            "code", "parent__code", "parent__parent__code"
        ):
            if parent in codes:
                children[parent].append(code)
            if grandparent in codes:
                grandchildren[grandparent].append(code)
        return {
            code: tuple(tuple(part) for part in (children[code], grandchildren[code]) if part)
            for code in codes
        }


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
        "self",
        verbose_name=_("lies in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("code",)
        indexes = [models.Index(fields=["level", "name"])]

    def __str__(self) -> str:
        return self.name
