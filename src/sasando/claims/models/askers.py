"""Who asked: a keyed hash to know them by, a sealed address to answer to, and no more."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sasando.claims.models.inboxes import Inbox


class AskerQuerySet(models.QuerySet["Asker"]):
    def outlived(self, before: datetime, at: datetime) -> AskerQuerySet:
        """Who was last heard before that moment, and who asked to be forgotten by ``at``."""
        return self.filter(Q(last_at__lte=before) | Q(expires_at__lte=at))

    def reachable(self) -> AskerQuerySet:
        """Askers who may be written to on our own account: not stopped, not gone."""
        return self.filter(stopped_at__isnull=True, gone_at__isnull=True)


class Asker(models.Model):
    """A person's chat with one inbox, or a group. Names and numbers are never kept (UU 27/2022)."""

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="askers")
    code = models.CharField(max_length=64, unique=True)  # HMAC-SHA256 of inbox and address
    locked_address = models.TextField()  # Fernet; only to answer by
    is_group = models.BooleanField(_("group"), default=False)
    language = models.CharField(_("language"), max_length=2, default="id")
    first_at = models.DateTimeField(_("first heard"))
    last_at = models.DateTimeField(  # opens the platform's window for free words
        _("last heard"), db_index=True
    )
    expires_at = models.DateTimeField(  # they asked to be forgotten
        _("forgotten at"), null=True, blank=True, db_index=True
    )
    stopped_at = models.DateTimeField(_("unsubscribed at"), null=True, blank=True)
    gone_at = models.DateTimeField(_("gone since"), null=True, blank=True)  # blocked the bot

    is_new = False  # met just now: nothing of theirs is here yet

    objects = AskerQuerySet.as_manager()

    class Meta:
        verbose_name = _("asker")
        verbose_name_plural = _("askers")

    def __str__(self) -> str:
        return f"{self.inbox_id}/{self.code[:8]}"


class Allowance(models.Model):
    """A token bucket of one sender, known by a keyed hash. Dropped when it is full again."""

    code = models.CharField(max_length=64, unique=True)
    left = models.FloatField()  # messages that may still come at once
    at = models.DateTimeField(db_index=True)  # when ``left`` was true

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")

    def __str__(self) -> str:
        return f"{self.code[:8]}: {self.left:.1f}"
