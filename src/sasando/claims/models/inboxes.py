"""Inboxes: the configured messengers that people write to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.channels import vault
from sasando.parties.models import Organisation


class InboxQuerySet(models.QuerySet["Inbox"]):
    def active(self) -> InboxQuerySet:
        """Inboxes that take messages, with their organisations."""
        return self.filter(active=True).select_related("organisation")

    def faulted(self) -> InboxQuerySet:
        """Inboxes that nothing can be sent by until a person has mended them; since longest first."""
        return self.filter(faulted_at__isnull=False).order_by("faulted_at")


class Inbox(models.Model):
    """One way in and back: a messenger with its options, owned by one organisation."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("belongs to"), on_delete=models.PROTECT, related_name="inboxes"
    )
    messenger = models.CharField(_("messenger"), max_length=30)
    options = models.JSONField(_("options"), default=dict, blank=True)
    locked_secrets = models.TextField(default="", blank=True, editable=False)
    language = models.CharField(_("language"), max_length=2, default="id")
    place = models.CharField(_("place"), max_length=20, blank=True)  # a place's code: its region
    active = models.BooleanField(_("active"), default=True)
    heard_at = models.DateTimeField(null=True, blank=True)  # the last message, for ``doctor``
    words = models.TextField(_("the platform's own words"), blank=True)  # of the last trouble
    faulted_at = models.DateTimeField(null=True, blank=True)  # since when nothing can be sent
    held_until = models.DateTimeField(null=True, blank=True)  # then it is tried whether it can

    objects = InboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("inbox")
        verbose_name_plural = _("inboxes")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> dict[str, str]:
        """The credentials, unlocked. Raises ``VaultError``."""
        return vault.unlock(self.locked_secrets)

    def lock_secrets(self, secrets: dict[str, str]) -> None:
        """Replace the credentials. Raises ``VaultError``."""
        self.locked_secrets = vault.lock(secrets)
