"""Pictures of the desk: never without credit and alternative text."""

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from sasando.desk.exceptions import PictureRefused
from sasando.desk.media import UPLOAD_QUALITY, clean_picture


class Picture(AbstractImage):
    """An uploaded picture: re-encoded as it comes in, so that no position or camera is kept."""

    description = models.CharField(
        _("alternative text"),
        max_length=255,
        help_text=_("What a person who cannot see it must know."),
    )
    credit = models.CharField(_("credit"), max_length=150, help_text=_("Who took or made it."))

    admin_form_fields = ("title", "file", "description", "credit", "tags", "collection")

    if TYPE_CHECKING:
        file: Any

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def clean(self) -> None:
        """Refuse, with the reason, an upload that is not a picture the desk can show."""
        super().clean()
        try:
            self._clean_upload()
        except PictureRefused as error:
            raise ValidationError({"file": str(error)}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row and its clean file. Raises ``PictureRefused``."""
        self._clean_upload()
        super().save(*args, **kwargs)

    def _clean_upload(self) -> None:
        if not self.file or self.file._committed or getattr(self.file, "is_clean", False):
            return
        self.file.seek(0)
        picture = clean_picture(self.file.read(), quality=UPLOAD_QUALITY)
        self.file = ContentFile(picture.body, name=PurePath(self.file.name).name)
        self.file.is_clean = True
        self._set_image_file_metadata()


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
