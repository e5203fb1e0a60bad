"""Who said yes, who said no and why, and which media party carries what. Rows are never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.desk.models.version import Version
from sasando.documents import imprint
from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Organisation


class Approval(models.Model):
    """One person's signed yes to exactly one digest, with names as they were on that day."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="approvals")
    requirement = models.CharField(_("requirement"), max_length=30)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=310)
    office = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    party_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("version", "requirement"), name="one_approval_a_requirement"
            ),
            models.UniqueConstraint(fields=("version", "person"), name="one_approval_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} · {self.requirement}"

    @property
    def signed(self) -> imprint.Approval:
        """The approval as Documents carry it."""
        return imprint.Approval(
            requirement=self.requirement,
            person=self.person_name,
            office=self.office,
            party=imprint.Party(
                code=self.organisation.code,
                name=self.party_name,
                kind=PartyKind(self.organisation.kind),
            ),
            at=self.at,
            digest=self.digest,
            key_id=self.key_id,
            signature=self.signature,
        )


class Refusal(models.Model):
    """Someone who could have approved did not, and said why. Kept for ever."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="refusals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.person} · {self.reason[:60]}"


class Acceptance(models.Model):
    """A media party's word on carrying a version it cannot edit."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="acceptances")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    carries = models.BooleanField(_("carries it"))
    reason = models.TextField(_("reason"), blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("version", "organisation"), name="one_word_an_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.version}"
