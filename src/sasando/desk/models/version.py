"""A Version is one frozen Document of an item: what approvers sign and what readers get."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.desk.addresses import absolute, item_path
from sasando.desk.exceptions import NotApproved, WrongState
from sasando.desk.policy import Case, Requirement, Row, Signed, missing, row_for
from sasando.documents import Document, Imprint, Kind, Standing
from sasando.documents.imprint import PastVersion
from sasando.parties.models import Organisation


class State(models.TextChoices):
    """The life of a version. ``NEXT`` says what may follow."""

    PROPOSED = "proposed", _("Waits for approval")
    APPROVED = "approved", _("Approved, waits for its time")
    CURRENT = "current", _("Current")
    CORRECTED = "corrected", _("Corrected by a later version")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    REFUSED = "refused", _("Refused")
    VOID = "void", _("Void: the text was edited or taken back")


NEXT: dict[str, frozenset[str]] = {
    State.PROPOSED: frozenset({State.APPROVED, State.REFUSED, State.VOID}),
    State.APPROVED: frozenset({State.CURRENT, State.REFUSED, State.VOID}),
    State.CURRENT: frozenset({State.CORRECTED, State.WITHDRAWN, State.EXPIRED}),
    State.CORRECTED: frozenset({State.WITHDRAWN}),
    State.EXPIRED: frozenset({State.CORRECTED, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
    State.REFUSED: frozenset(),
    State.VOID: frozenset(),
}
PUBLIC = (State.CURRENT, State.CORRECTED, State.WITHDRAWN, State.EXPIRED)
WAITING = (State.PROPOSED, State.APPROVED)
DROPPED = (State.REFUSED, State.VOID)
_FROZEN_FIELDS = ("item_id", "number", "digest", "code", "canonical", "authors", "governed_by")


class VersionQuerySet(models.QuerySet["Version"]):
    def current(self) -> VersionQuerySet:
        """Versions that stand today, one an item."""
        return self.filter(state=State.CURRENT)

    def public(self) -> VersionQuerySet:
        """Every version that was ever published."""
        return self.filter(state__in=PUBLIC)

    def waiting(self) -> VersionQuerySet:
        """Versions on their way: proposed, or approved and not yet published."""
        return self.filter(state__in=WAITING)

    def waiting_of(self, item_id: int) -> Version | None:
        """The version of this item that is on its way; the database allows one a number."""
        return self.waiting().filter(item_id=item_id).order_by("-pk").first()

    def correctable(self, organisations: Any, chosen: int | None) -> VersionQuerySet:
        """What someone of these ``organisations`` may put right by an erratum, newest first.

        Errata are not among them. ``chosen`` (a primary key) stays in the list whatever it is.
        """
        theirs = models.Q(publisher__in=organisations) | models.Q(item__partners__in=organisations)
        own = self.public().filter(theirs).exclude(kind=Kind.ERRATUM)
        return self.filter(models.Q(pk__in=own.values("pk")) | models.Q(pk=chosen)).newest_first()

    def in_language(self, language: str) -> VersionQuerySet:
        """Versions in ``language`` ("id", "en")."""
        return self.filter(language=language)

    def of_kind(self, *kinds: Kind) -> VersionQuerySet:
        """Versions of these kinds."""
        return self.filter(kind__in=kinds)

    def newest_first(self) -> VersionQuerySet:
        """In the order readers see them."""
        return self.order_by("-published_at", "-pk")

    def due(self, at: datetime) -> VersionQuerySet:
        """Approved versions whose time has come at ``at``."""
        return self.filter(state=State.APPROVED).filter(
            models.Q(goes_live_at__isnull=True) | models.Q(goes_live_at__lte=at)
        )

    def outlived(self, at: datetime) -> VersionQuerySet:
        """Current versions whose "valid until" has passed at ``at``."""
        return self.current().filter(valid_until__lt=at)

    def unconfirmed_since(self, at: datetime) -> VersionQuerySet:
        """Current urgent notices whose second officer had to confirm before ``at``."""
        return self.current().filter(confirm_by__lt=at, confirmed=False, overdue=False)

    def with_imprint(self) -> VersionQuerySet:
        """Fetch with everything ``Version.document`` reads, in a fixed number of queries."""
        return self.select_related("publisher").prefetch_related(
            "approvals__organisation",
            models.Prefetch(
                "item__versions", Version.objects.public().defer("canonical").order_by("number")
            ),
        )


class Version(models.Model):  # type: ignore[django-manager-missing]  # errata: Wagtail has no types
    """One frozen Document of an item. Its content never changes; only its state does."""

    item = models.ForeignKey("sasando_desk.Item", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    digest = models.CharField(_("digest"), max_length=64, db_index=True)
    code = models.CharField(_("code"), max_length=11, db_index=True)
    canonical = models.TextField()  # RFC 8785 JSON: what was signed
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PROPOSED)
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    authors = models.JSONField(default=list)  # ids of everyone who wrote the text
    goes_live_at = models.DateTimeField(null=True, blank=True, db_index=True)
    valid_until = models.DateTimeField(null=True, blank=True, db_index=True)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    standing_since = models.DateTimeField(null=True, blank=True)
    change = models.CharField(_("what changed"), max_length=300, blank=True)
    standing_note = models.CharField(_("note"), max_length=500, blank=True)
    confirm_by = models.DateTimeField(null=True, blank=True, db_index=True)  # urgent notices only
    confirmed = models.BooleanField(default=True)
    overdue = models.BooleanField(default=False)  # nobody confirmed in time
    log_index = models.PositiveBigIntegerField(null=True, blank=True, unique=True)
    # Copies of what the Document says, to list by.
    kind = models.CharField(max_length=12, db_index=True)
    governed_by = models.CharField(max_length=12)  # the kind whose policy row counts: see errata
    language = models.CharField(max_length=2)
    headline = models.CharField(max_length=200)
    slug = models.CharField(max_length=255)
    publisher = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["state", "language", "-published_at"], name="version_listing"),
            models.Index(fields=["kind", "language", "slug"], name="version_address"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("item", "number"),
                condition=~models.Q(state__in=DROPPED),
                name="one_live_version_a_number",
            ),
            models.UniqueConstraint(
                fields=("digest",),
                condition=~models.Q(state__in=DROPPED),
                name="one_live_version_a_digest",
            ),
            models.UniqueConstraint(
                fields=("code",),
                condition=~models.Q(state__in=DROPPED),
                name="one_live_version_a_code",
            ),
            models.UniqueConstraint(
                fields=("item",),
                condition=models.Q(state=State.CURRENT),
                name="one_current_version_an_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.headline} · v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row. Raises ``WrongState`` when it would change what was signed or turn back.

        Raises ``NotApproved`` when it would turn approved or current without every approval its
        policy row asks for.
        """
        if self.pk is None:
            if self.state != State.PROPOSED:
                raise WrongState(_("A version begins as a proposal."))
        else:
            self._refuse_rewriting()
        super().save(*args, **kwargs)

    def _refuse_rewriting(self) -> None:
        before = Version.objects.only("state", *_FROZEN_FIELDS).get(pk=self.pk)
        if any(getattr(before, name) != getattr(self, name) for name in _FROZEN_FIELDS):
            raise WrongState(_("A version's content never changes. Propose a new version."))
        if before.state == self.state:
            return
        if self.state not in NEXT[before.state]:
            raise WrongState(
                _("A version cannot turn from “%(before)s” into “%(after)s”.")
                % {"before": before.get_state_display(), "after": self.get_state_display()}
            )
        if self.state in (State.APPROVED, State.CURRENT) and self.missing_approvals():
            raise NotApproved(_("“%(version)s” lacks approvals.") % {"version": self})

    @property
    def path(self) -> str:
        """The canonical path of its item."""
        return item_path(Kind(self.kind), self.language, self.slug)

    @property
    def own_path(self) -> str:
        """The path of exactly this version."""
        return f"{self.path}v/{self.number}/"

    @property
    def href(self) -> str:
        """The canonical address of its item."""
        return absolute(self.path)

    @property
    def is_public(self) -> bool:
        """Whether it was ever published."""
        return self.state in PUBLIC

    @property
    def content(self) -> Document:
        """The frozen Document without its imprint; no query."""
        return Document.from_canonical(self.canonical.encode())

    @property
    def document(self) -> Document:
        """The Document with its imprint; without one while it was never published."""
        if not self.is_public or self.published_at is None:
            return self.content
        return self.content.with_imprint(self.imprint)

    @property
    def imprint(self) -> Imprint:
        """When it was published, who approved it, how it stands, what came before."""
        assert self.published_at is not None  # noqa: S101 - only public versions have an imprint
        past = sorted(
            (v for v in self.item.versions.all() if v.is_public), key=lambda version: version.number
        )
        return Imprint(
            published_at=self.published_at,
            first_published_at=past[0].published_at or self.published_at,
            approvals=tuple(a.signed for a in sorted(self.approvals.all(), key=lambda a: a.at)),
            standing=Standing(self.state),
            standing_note=self.standing_note,
            confirmed=self.confirmed or not self.overdue,
            log_index=self.log_index,
            history=tuple(version.past for version in past),
        )

    # --- Policy ----------------------------------------------------------------------------------
    @property
    def policy_row(self) -> Row:
        """The policy row that governs it; an erratum has that of what it corrects."""
        kind, governed_by = Kind(self.kind), Kind(self.governed_by)
        return row_for(kind, corrects=governed_by if kind is Kind.ERRATUM else None)

    @property
    def case(self) -> Case:
        """What the policy asks about, with the approvals that are there and hold."""
        content = json.loads(self.canonical)
        return Case(
            row=self.policy_row,
            publisher=content["publisher"]["code"],
            partners=frozenset(partner["code"] for partner in content.get("partners", ())),
            authors=frozenset(self.authors),
            approvals=tuple(
                Signed(a.requirement, a.person_id)
                for a in self.approvals.all()
                if a.digest == self.digest and a.person_id not in self.authors
            ),
        )

    def missing_approvals(self) -> tuple[Requirement, ...]:
        """What must still be approved before publication."""
        case = self.case
        return missing(case.row, case.approvals)

    @property
    def past(self) -> PastVersion:
        """Its line in the item's history."""
        assert self.published_at is not None  # noqa: S101 - history holds public versions only
        return PastVersion(
            version=self.number,
            digest=self.digest,
            code=self.code,
            published_at=self.published_at,
            change=self.change,
        )
