"""What proves a deliverable: one publication, one page, one programme, once in all agreements."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sasando.channels.models import HandOver, Outlet
from sasando.desk.models import Version
from sasando.live.models import Production
from sasando.partnership.models.agreements import Agreement


class ProofQuerySet(models.QuerySet["Proof"]):
    def counted(self) -> ProofQuerySet:
        """Those that stand."""
        return self.filter(state=Proof.State.COUNTED)

    def of_publication(self, key: str, address: str) -> ProofQuerySet:
        """What this publication proves already, by its key or by the address a person brought."""
        same = Q(key=key)
        if address:
            same |= Q(address__in=(address, address.rstrip("/"), f"{address}/"))
        return self.filter(same)

    def with_all(self) -> ProofQuerySet:
        """With all that a listing shows, in one query."""
        return self.select_related("outlet", "version", "production", "brought_by")

    def to_archive(self, since: datetime) -> ProofQuerySet:
        """Whose page is still to be copied, those never asked for first."""
        waiting = self.counted().filter(archived_at__isnull=True, counted_at__gte=since)
        return waiting.exclude(address="").order_by("archive_words", "pk")


class Proof(models.Model):
    """One piece of proof. It stays for ever: taken back, it says why and counts no more."""

    class State(models.TextChoices):
        COUNTED = "counted", _("Counts")
        TAKEN_BACK = "taken-back", _("Taken back")

    class How(models.TextChoices):
        RECEIPT = "receipt", _("Receipt of the outlet")
        AIRED = "aired", _("Word of the platforms that it was on air")
        READ = "read", _("QR read in the photo of the page")
        FORM = "form", _("Brought by a person")

    class Per(models.TextChoices):
        EDITION = "edition", _("one edition (a day)")
        WEEK = "week", _("a whole week")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="proofs")
    code = models.SlugField(_("deliverable"), max_length=20)  # ``Deliverable.code`` in any version
    key = models.CharField(max_length=200, unique=True)  # of the publication: it proves one thing
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COUNTED)
    how = models.CharField(_("proven by"), max_length=7, choices=How)
    title = models.CharField(_("title"), max_length=300)
    shown_at = models.DateTimeField(_("published"))
    address = models.CharField(_("address"), max_length=2000, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    outlet = models.ForeignKey(
        Outlet, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hand_over = models.ForeignKey(
        HandOver, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    production = models.ForeignKey(
        Production, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    counted_at = models.DateTimeField()
    size = models.PositiveIntegerField(
        _("size"), null=True, blank=True
    )  # in the deliverable's unit
    copies = models.PositiveIntegerField(_("copies printed"), null=True, blank=True)  # as entered
    copies_per = models.CharField(_("for"), max_length=7, choices=Per, blank=True)
    file = models.FileField(_("photo or scan"), upload_to="partnership/proofs/%Y/%m/", blank=True)
    sha256 = models.CharField(_("digest"), max_length=64, blank=True)  # of the file
    archive = models.FileField(upload_to="partnership/archive/%Y/%m/", blank=True)
    archive_sha256 = models.CharField(max_length=64, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)  # asked for the last time
    archive_words = models.CharField(max_length=300, blank=True)  # why there is no copy
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # why it was taken back

    objects = ProofQuerySet.as_manager()

    if TYPE_CHECKING:
        agreement_id: int
        hand_over_id: int | None
        production_id: int | None
        version_id: int | None

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        ordering = ("shown_at", "pk")
        indexes = [models.Index(fields=["agreement", "code"], name="proofs_of_a_deliverable")]
        constraints = [
            models.UniqueConstraint(
                fields=("sha256",), condition=~Q(sha256=""), name="a_photo_proves_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def counts(self) -> bool:
        """Whether it stands."""
        return self.state == self.State.COUNTED
