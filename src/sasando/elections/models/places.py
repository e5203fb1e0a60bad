"""Places: the tree of province, city, district and village."""

from __future__ import annotations

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
