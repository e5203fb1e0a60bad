"""A class or a village session: a code that learners share, and nothing about anybody."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupQuerySet(models.QuerySet["Group"]):
    def open_on(self, day: date) -> GroupQuerySet:
        """Groups whose code still counts on ``day``."""
        return self.filter(expires_on__gte=day)


class Group(models.Model):
    """A code. It has no name and no owner: who knows it, sees its summary."""

    class Kind(models.TextChoices):
        CLASS = "class", _("School class or group")
        SESSION = "session", _("Village session")

    code = models.CharField(_("code"), max_length=8, unique=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    audience = models.CharField(_("audience"), max_length=16, blank=True)
    language = models.CharField(_("language"), max_length=2, default="id")
    made_on = models.DateField(_("made on"))
    expires_on = models.DateField(_("valid until"))

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("class or session")
        verbose_name_plural = _("classes and sessions")

    def __str__(self) -> str:
        return self.code
