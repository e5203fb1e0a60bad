"""Who signed what for which side: over a digest, with the key of the organisation. Never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.documents.canonical import canonical_json
from sasando.parties.models import Organisation, PublicSigningKey
from sasando.partnership.models.agreements import Terms
from sasando.partnership.promises import Side
from sasando.trust.signing import timestamp

FORMAT = "sasando-partnership-signature/1"


def statement(
    *, what: str, digest: str, side: str, person: str, office: str, party: str, at: datetime
) -> bytes:
    """Return the bytes that are signed: canonical JSON (RFC 8785) of who says yes to what.

    ``what`` is "agreement" or "handover"; ``digest`` the SHA-256 of its canonical JSON; ``party`` the
    organisation's code. The fixed ``format`` keeps it from being passed off as an approval of a text.
    """
    return canonical_json(
        {
            "format": FORMAT,
            "what": what,
            "digest": digest,
            "side": side,
            "person": person,
            "office": office,
            "party": party,
            "at": timestamp(at),
        }
    )


class Signature(models.Model):
    """One person's signed yes for one side, with names as they were on that day."""

    WHAT = ""

    side = models.CharField(_("side"), max_length=10, choices=Side)
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
        abstract = True
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.person_name} · {self.party_name}"

    @property
    def statement(self) -> bytes:
        """The bytes that were signed."""
        return statement(
            what=self.WHAT,
            digest=self.digest,
            side=self.side,
            person=self.person_name,
            office=self.office,
            party=self.organisation.code,
            at=self.at,
        )

    @property
    def holds(self) -> bool:
        """Whether the organisation's published key signed exactly this."""
        row = PublicSigningKey.objects.of(self.organisation).filter(key_id=self.key_id).first()
        return row is not None and row.key.verify(self.statement, self.signature)

    def as_json(self) -> dict[str, Any]:
        """Return it as the bundle carries it, with the statement that can be verified."""
        return {
            "side": self.side,
            "person": self.person_name,
            "office": self.office,
            "party": {"code": self.organisation.code, "name": self.party_name},
            "at": timestamp(self.at),
            "digest": self.digest,
            "key_id": self.key_id,
            "signature": self.signature,
            "statement": self.statement.decode(),
        }


class TermsSignature(Signature):
    """A signature under terms."""

    WHAT = "agreement"

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=("terms", "side"), name="terms_signed_once_a_side")
        ]
