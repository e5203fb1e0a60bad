"""The mailbox that requests come to, and what tells a mail from its repeat."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.claims.models import Inbox


class Postbox(models.Model):
    """An inbox whose mails are requests: the answer desk does not look into it."""

    inbox = models.OneToOneField(
        Inbox, verbose_name=_("mailbox"), on_delete=models.PROTECT, related_name="requests_to"
    )
    words = models.TextField(_("the mail server's own words"), blank=True)  # of the last trouble
    heard_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("mailbox of requests")
        verbose_name_plural = _("mailboxes of requests")

    def __str__(self) -> str:
        return str(self.inbox)


class PostedMail(models.Model):
    """One mail that was taken, by a keyed hash of its identifier."""

    code = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")

    def __str__(self) -> str:
        return self.code[:8]
