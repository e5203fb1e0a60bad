"""The agreement of a commission and a newsroom, and its terms, version by version.

Terms are written as rows while they are a draft. Proposed, they are frozen as canonical JSON with a
digest, as Documents are; both sides sign this digest, and nothing of it changes any more.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sasando.parties.models import Organisation
from sasando.partnership.promises import Side


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def with_parties(self) -> AgreementQuerySet:
        """With both organisations, in one query."""
        return self.select_related("commission", "media")

    def of_parties(self, codes: frozenset[str]) -> AgreementQuerySet:
        """Those in which one of these organisations is a party."""
        return self.filter(Q(commission__code__in=codes) | Q(media__code__in=codes))

    def running(self) -> AgreementQuerySet:
        """Those that both sides signed."""
        return self.filter(pk__in=Terms.objects.in_force().values("agreement"))


class Agreement(models.Model):
    """One agreement. What was agreed stands in its terms; it keeps its number through them all."""

    number = models.CharField(
        _("number"),
        max_length=80,
        unique=True,
        help_text=_("Of the agreement or order (PKS, SPK)."),
    )
    title = models.CharField(_("title"), max_length=200)
    commission = models.ForeignKey(
        Organisation, verbose_name=_("commission"), on_delete=models.PROTECT, related_name="+"
    )
    media = models.ForeignKey(
        Organisation, verbose_name=_("newsroom"), on_delete=models.PROTECT, related_name="+"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()

    objects = AgreementQuerySet.as_manager()

    if TYPE_CHECKING:
        commission_id: int
        media_id: int

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"

    @property
    def in_force(self) -> Terms | None:
        """The terms that both sides signed last."""
        return self.terms.in_force().first()

    @property
    def draft(self) -> Terms | None:
        """The terms that are being written or wait for signatures: at most one."""
        return self.terms.filter(state__in=OPEN).first()

    def organisation(self, side: str) -> Organisation:
        """Return the party on ``side``."""
        return self.commission if side == Side.COMMISSION else self.media


class TermsQuerySet(models.QuerySet["Terms"]):
    def in_force(self) -> TermsQuerySet:
        """What holds now: at most one an agreement."""
        return self.filter(state=Terms.State.IN_FORCE)

    def overlapping(self, terms: Terms) -> TermsQuerySet:
        """Terms of other agreements of the same two parties whose period shares a day with ``terms``."""
        return (
            self.filter(
                agreement__commission=terms.agreement.commission_id,
                agreement__media=terms.agreement.media_id,
                state__in=(Terms.State.IN_FORCE, Terms.State.PROPOSED),
                starts__lte=terms.ends,
                ends__gte=terms.starts,
            )
            .exclude(agreement=terms.agreement_id)
            .select_related("agreement")
        )


class Terms(models.Model):
    """One version of what was agreed. The first is the agreement, each later one an amendment."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        PROPOSED = "proposed", _("Waits for signatures")
        IN_FORCE = "in-force", _("In force")
        REPLACED = "replaced", _("Replaced by an amendment")
        DECLINED = "declined", _("Sent back")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    change = models.TextField(
        _("what the amendment changes"),
        blank=True,
        max_length=1000,
        help_text=_("One or two sentences, and why. Empty for the agreement itself."),
    )
    starts = models.DateField(_("first day"), null=True, blank=True)
    ends = models.DateField(_("last day"), null=True, blank=True)
    overlap_note = models.CharField(
        _("why it overlaps with another agreement"),
        max_length=300,
        blank=True,
        help_text=_("Only if another agreement of the same parties has days in common with it."),
    )
    commission_signatory = models.CharField(
        _("signs for the commission"), max_length=150, blank=True
    )
    commission_office = models.CharField(_("office"), max_length=150, blank=True)
    media_signatory = models.CharField(_("signs for the newsroom"), max_length=150, blank=True)
    media_office = models.CharField(_("office"), max_length=150, blank=True)
    budget_line = models.CharField(
        _("budget line"),
        max_length=120,
        blank=True,
        help_text=_("As the budget document (DIPA) has it."),
    )
    value = models.PositiveBigIntegerField(
        _("value in rupiah"),
        null=True,
        blank=True,
        help_text=_("With VAT. Empty: nothing is paid."),
    )
    value_public = models.BooleanField(_("both sides publish the value"), default=False)
    circulation = models.PositiveIntegerField(
        _("copies of one edition"),
        null=True,
        blank=True,
        help_text=_("As the rate card says; what is reported later is held against it."),
    )
    editions = models.PositiveSmallIntegerField(_("editions a week"), default=7)
    canonical = models.TextField(blank=True, editable=False)  # RFC 8785 JSON: what is signed
    digest = models.CharField(_("digest"), max_length=64, blank=True, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True)
    in_force_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # why it was sent back

    objects = TermsQuerySet.as_manager()

    if TYPE_CHECKING:
        agreement_id: int
        proposed_by_id: int | None

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        ordering = ("-number", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(starts__lte=F("ends")),
                name="terms_begin_before_they_end",
            ),
            models.UniqueConstraint(
                fields=("agreement", "number"),
                condition=~Q(state="declined"),
                name="one_terms_a_number",
            ),
            models.UniqueConstraint(
                fields=("agreement",), condition=Q(state="in-force"), name="one_terms_in_force"
            ),
            models.UniqueConstraint(
                fields=("agreement",),
                condition=Q(state__in=("draft", "proposed")),
                name="one_terms_on_the_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} · v{self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether its rows may still be written."""
        return self.state == self.State.DRAFT

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies in its period."""
        return bool(self.starts and self.ends and self.starts <= day <= self.ends)


OPEN = (Terms.State.DRAFT, Terms.State.PROPOSED)
