"""The weekly digest: who wants it, which weeks were sent, and each person's copy on its way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.channels.leasing import Leased, free


class DigestChoice(models.Model):
    """What somebody chose in their profile or by the link of a mail. Without one, their role says."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_choice"
    )
    wanted = models.BooleanField(_("weekly digest by e-mail"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("choice of the weekly digest")
        verbose_name_plural = _("choices of the weekly digest")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.wanted}"


class Digest(models.Model):
    """One week's digest, opened once whatever worker comes first."""

    week = models.DateField(_("week"), unique=True)  # the Monday it is sent on
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("weekly digest")
        verbose_name_plural = _("weekly digests")
        ordering = ("-week",)

    def __str__(self) -> str:
        return f"{self.week}"


class DigestCopyQuerySet(models.QuerySet["DigestCopy"]):
    def claimable(self, now: datetime) -> DigestCopyQuerySet:
        """What a worker may take: due, not leased, and not on the wire before."""
        waiting = self.filter(
            free(now), state=DigestCopy.State.WAITING, left_at__isnull=True, due_at__lte=now
        )
        return waiting.order_by("due_at", "pk")

    def died_on_the_wire(self, now: datetime) -> DigestCopyQuerySet:
        """Whose worker was gone before it heard the mail server's answer."""
        return self.filter(free(now), state=DigestCopy.State.WAITING, left_at__isnull=False)

    def settled(self) -> DigestCopyQuerySet:
        """What nobody carries any more."""
        return self.exclude(state=DigestCopy.State.WAITING)


class DigestCopy(Leased):
    """One person's copy of one week, until the mail server's own yes."""

    class State(models.TextChoices):
        WAITING = "waiting", _("On its way")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused")
        DOUBTED = "doubted", _("Perhaps sent: the worker was killed meanwhile")
        DROPPED = "dropped", _("Not wanted any more")

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="copies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=36, unique=True)  # the same at each try
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(db_index=True)
    due_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)  # it may be there since
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    words = models.TextField(_("the mail server's own words"), blank=True)  # without the address

    objects = DigestCopyQuerySet.as_manager()

    if TYPE_CHECKING:
        digest_id: int
        person_id: int

    class Meta:
        verbose_name = _("copy of a digest")
        verbose_name_plural = _("copies of digests")
        indexes = [models.Index(fields=["state", "due_at"], name="digest_copies_due")]
        constraints = [
            models.UniqueConstraint(fields=("digest", "person"), name="one_digest_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.digest_id} → {self.person_id}"
