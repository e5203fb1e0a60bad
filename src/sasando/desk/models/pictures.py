"""Pictures of the desk: never without credit and alternative text."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition


class Picture(AbstractImage):
    """An uploaded picture. ``description`` (Wagtail's) is the alternative text and is required."""

    credit = models.CharField(_("credit"), max_length=150, help_text=_("Who took or made it."))

    admin_form_fields = ("title", "file", "description", "credit", "tags", "collection")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class PictureRendition(AbstractRendition):
    """A resized picture, as Wagtail caches it."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
