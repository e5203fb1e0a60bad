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
        """By the code of a city or district: the codes of its districts, and of its villages."""
        rows = list(self.values_list("code", "level", "parent__code"))
        within: dict[str, list[str]] = defaultdict(list)
        for code, level, parent in rows:
            if level in (PlaceLevel.DISTRICT, PlaceLevel.VILLAGE) and parent:
                within[parent].append(code)
        found: dict[str, tuple[tuple[str, ...], ...]] = {
            code: (tuple(children),) for code, children in within.items()
        }
        for code, level, _parent in rows:
            if level == PlaceLevel.CITY and code in within:
                villages = tuple(v for district in within[code] for v in within[district])
                found[code] = (tuple(within[code]), villages) if villages else found[code]
        return found


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
