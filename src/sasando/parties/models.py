"""Organisations, the people in them, and the roles they hold."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.documents.imprint import Party
from sasando.documents.vocabulary import PartyKind
from sasando.trust.keys import PublicKey, from_b64url


class Role(models.TextChoices):
    """What a person may be in an organisation. ``ROLES_OF`` says in which kind."""

    OFFICER = "officer", _("Officer")
    SECOND_OFFICER = "second-officer", _("Second officer")
    INFORMATION_HEAD = "information-head", _("Head of data and information")
    REPORTER = "reporter", _("Reporter")
    EDITOR = "editor", _("Editor")
    EDITOR_IN_CHIEF = "editor-in-chief", _("Editor-in-chief")
    BUSINESS_SUPERVISOR = "business-supervisor", _("Business supervisor")
    HOST = "host", _("Host")
    CHECKER = "checker", _("Checker")


_OFFICERS = frozenset({Role.OFFICER, Role.SECOND_OFFICER, Role.INFORMATION_HEAD})
_JOURNALISTS = frozenset(
    {Role.REPORTER, Role.EDITOR, Role.EDITOR_IN_CHIEF, Role.BUSINESS_SUPERVISOR, Role.HOST}
)
ROLES_OF: dict[PartyKind, frozenset[Role]] = {
    PartyKind.COMMISSION: _OFFICERS,
    PartyKind.NEWSROOM: _JOURNALISTS | {Role.CHECKER},
    PartyKind.NETWORK: frozenset({Role.EDITOR, Role.EDITOR_IN_CHIEF}),
    PartyKind.CHECKER: frozenset({Role.CHECKER, Role.EDITOR}),
}


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of_kind(self, *kinds: PartyKind) -> OrganisationQuerySet:
        """The organisations that are one of ``kinds``."""
        return self.filter(kind__in=[kind.value for kind in kinds])


class Organisation(models.Model):
    """A party to the partnership: commission, newsroom, network outlet, fact-check partner."""

    class Kind(models.TextChoices):
        COMMISSION = PartyKind.COMMISSION.value, _("Election commission")
        NEWSROOM = PartyKind.NEWSROOM.value, _("Newsroom")
        NETWORK = PartyKind.NETWORK.value, _("Network outlet")
        CHECKER = PartyKind.CHECKER.value, _("Fact-check partner")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members_of_network",
        help_text=_("The newsroom whose acceptance also counts for this network outlet."),
    )
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def party(self) -> Party:
        """The organisation as Documents name it."""
        return Party(code=self.code, name=self.name, kind=PartyKind(self.kind))

    @property
    def key_folder(self) -> Path:
        """Where its private keys are: files, outside the database."""
        return Path(settings.KEYS) / self.code


class Person(AbstractUser):  # type: ignore[django-manager-missing]  # Wagtail types no managers
    """Someone who works at the desk. The account is theirs alone."""

    office = models.CharField(
        _("office"), max_length=120, blank=True, help_text=_("As readers see it beside the name.")
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name that readers see."""
        return self.get_full_name() or self.username


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, person: Person) -> MembershipQuerySet:
        """The roles of ``person``, with their organisations."""
        return self.filter(person=person, active=True).select_related("organisation")

    def holding(self, roles: frozenset[str]) -> MembershipQuerySet:
        """Who holds one of ``roles``."""
        return self.filter(role__in=roles, active=True)


class Membership(models.Model):
    """A person holds a role in an organisation."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    active = models.BooleanField(_("active"), default=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=("person", "organisation", "role"), name="one_role_once_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.organisation}"


class PublicSigningKeyQuerySet(models.QuerySet["PublicSigningKey"]):
    def current(self) -> PublicSigningKeyQuerySet:
        """The keys that sign today: at most one an organisation."""
        return self.filter(retired_at__isnull=True)

    def of(self, organisation: Organisation) -> PublicSigningKeyQuerySet:
        """Every key ``organisation`` ever had, the newest first."""
        return self.filter(organisation=organisation)


class PublicSigningKey(models.Model):
    """The public half of an organisation's key; the history of its rotations is kept for ever."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="signing_keys",
    )
    key_id = models.CharField(_("key id"), max_length=16, unique=True)
    public = models.CharField(_("public key"), max_length=64)  # base64url of 32 bytes
    created_at = models.DateTimeField(_("made at"))
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    retired_reason = models.CharField(_("reason of retirement"), max_length=200, blank=True)

    objects = PublicSigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("organisation",),
                condition=models.Q(retired_at__isnull=True),
                name="one_current_key_per_organisation",
            )
        ]

    def __str__(self) -> str:
        return self.key_id

    @property
    def path(self) -> Path:
        """Where the private half is, or was."""
        return self.organisation.key_folder / f"{self.key_id}.pem"

    @property
    def key(self) -> PublicKey:
        """The key that verifies what the organisation signed with it."""
        return PublicKey(from_b64url(self.public))
