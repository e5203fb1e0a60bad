"""Editions of the open data: which there are, and what is in them. Their files are on disk."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

FOLDER = "open-data"  # below MEDIA_ROOT


class EditionQuerySet(models.QuerySet["Edition"]):
    def newest_first(self) -> EditionQuerySet:
        """The current one comes first."""
        return self.order_by("-made_at", "-pk")

    def current(self) -> Edition | None:
        """The newest edition; ``None`` before there is any. One query."""
        return self.newest_first().first()

    def replaced_by(self, at: datetime) -> EditionQuerySet:
        """Those that were made before ``at``."""
        return self.filter(made_at__lt=at)


class Edition(models.Model):
    """One package of open data. Its content never changes: another content is another edition."""

    version = models.CharField(_("version"), max_length=20, unique=True)  # 2024.11.29, 2024.11.29.2
    made_at = models.DateTimeField(_("made"))
    digest = models.CharField(_("digest"), max_length=71)  # sha256:…, of the content
    checked_at = models.DateTimeField()  # when the data were last found to be the same

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of the open data")
        verbose_name_plural = _("editions of the open data")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.version

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return shelf() / self.version

    @property
    def zip_file(self) -> Path:
        """All of them in one."""
        return shelf() / f"{self.version}.zip"


def shelf() -> Path:
    """Return the folder of all editions."""
    return Path(settings.MEDIA_ROOT) / FOLDER
