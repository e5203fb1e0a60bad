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


class FrozenPicture(models.Model):
    """A picture as Documents name it: re-encoded, without metadata, by the SHA-256 of its bytes."""

    picture = models.ForeignKey(Picture, null=True, on_delete=models.SET_NULL, related_name="+")
    source_hash = models.CharField(max_length=40, db_index=True)  # of the upload
    sha256 = models.CharField(max_length=64, db_index=True)
    content_type = models.CharField(max_length=10)
    width = models.PositiveIntegerField()  # px
    height = models.PositiveIntegerField()  # px

    class Meta:
        verbose_name = _("frozen picture")
        verbose_name_plural = _("frozen pictures")
        constraints = [
            models.UniqueConstraint(
                fields=("picture", "source_hash"), name="one_frozen_picture_an_upload"
            )
        ]

    def __str__(self) -> str:
        return self.sha256
