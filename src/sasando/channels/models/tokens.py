"""Access tokens of partner systems for the pull API. Only a token's digest is stored."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.documents.digest import sha256_hex
from sasando.parties.models import Organisation

_PREFIX = "sasando_"


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def issue(
        self, *, organisation: Organisation, name: str, at: datetime, expires_at: datetime
    ) -> tuple[AccessToken, str]:
        """Make a token; return its row and its text, which cannot be shown again."""
        text = _PREFIX + secrets.token_urlsafe(32)
        row = self.create(
            organisation=organisation,
            name=name,
            digest=sha256_hex(text.encode()),
            created_at=at,
            expires_at=expires_at,
        )
        return row, text

    def valid(self, text: str, at: datetime) -> AccessToken | None:
        """Return the token that ``text`` is, unless it is unknown, revoked or expired at ``at``."""
        return (
            self.filter(digest=sha256_hex(text.encode()), revoked_at=None, expires_at__gt=at)
            .select_related("organisation")
            .first()
        )


class AccessToken(models.Model):
    """A partner system may read, as this organisation, until it expires."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(_("name"), max_length=80, help_text=_("Which system uses it."))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made at"), editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name
