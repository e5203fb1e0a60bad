"""Outlets: the configured destinations of channels."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sasando.channels import vault
from sasando.channels.exceptions import VaultError
from sasando.channels.models.subscriptions import Subscription
from sasando.channels.surroundings import channel_context
from sasando.desk.models import Version
from sasando.documents.vocabulary import Kind, PartyKind
from sasando.parties.models import Organisation
from sasando.plugins import Channel, UnknownChannel, channel_named

WARNED = timedelta(days=7)
"""How long before its end an access is warned of."""


class OutletQuerySet(models.QuerySet["Outlet"]):
    def concerned(self, version: Version, *, holding: Collection[int]) -> list[Outlet]:
        """The active outlets that carry this version's kind and language, and all that have a copy.

        An outlet that was switched off or narrowed keeps its copy: what happens to the item goes on
        to concern it. ``holding`` are primary keys.
        """
        outlets = self.filter(Q(active=True) | Q(pk__in=holding))
        outlets = outlets.select_related("organisation", "organisation__parent")
        return [outlet for outlet in outlets if outlet.pk in holding or outlet.wants(version)]

    def in_trouble(self, now: datetime) -> list[Outlet]:
        """The active outlets whose platform shuts the house out, or will within ``WARNED``."""
        asked = self.filter(active=True).exclude(problems=[]).order_by("name")
        return [outlet for outlet in asked if outlet.pressing_problems(now)]


class Outlet(models.Model):
    """One destination: a channel with its options, owned by one organisation."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("belongs to"),
        on_delete=models.PROTECT,
        related_name="outlets",
        help_text=_("A media party's outlets carry a release only once that party accepted it."),
    )
    channel = models.CharField(_("channel"), max_length=30)
    options = models.JSONField(_("options"), default=dict, blank=True)
    locked_secrets = models.TextField(default="", blank=True, editable=False)
    kinds = models.JSONField(
        _("kinds"), default=list, blank=True, help_text=_("Empty: every kind of item.")
    )
    languages = models.JSONField(
        _("languages"), default=list, blank=True, help_text=_("Empty: every language.")
    )
    hand_hours = models.PositiveSmallIntegerField(
        _("hours to act by hand"),
        default=24,
        help_text=_("How long a person has where this outlet cannot be reached by a program."),
    )
    active = models.BooleanField(_("active"), default=True)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    problems = models.JSONField(default=list, blank=True, editable=False)  # what its platform said

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def channel_class(self) -> type[Channel]:
        """The channel's class. Raises ``UnknownChannel`` when it is not installed."""
        return channel_named(self.channel)

    @property
    def flags(self) -> type[Channel]:
        """Where to read what the channel can; one that is not installed (any more) can nothing."""
        try:
            return self.channel_class
        except UnknownChannel:
            return Channel

    @property
    def needs_hands(self) -> bool:
        """Whether only a person reaches it: no program may, or it was switched off."""
        return self.flags.needs_hands or not self.active or self.lacks_access

    @property
    def lacks_access(self) -> bool:
        """Whether the platform let nobody in by program so far: something of ``access`` is empty."""
        wanted = self.flags.access
        if not wanted:
            return False
        try:
            given = {**self.options, **self.secrets}
        except VaultError:
            return False  # it has access; that the key is lost is said when it is carried
        return not all(given.get(name) for name in wanted)

    def pressing_problems(self, now: datetime) -> list[str]:
        """What a person must mend now or within ``WARNED``, in the words of who found it."""
        return [
            problem["message"]
            for problem in self.problems
            if _presses(problem["ends_at"], fatal=problem["fatal"], now=now)
        ]

    @property
    def secrets(self) -> dict[str, str]:
        """The credentials, unlocked. Raises ``VaultError``."""
        return vault.unlock(self.locked_secrets)

    def lock_secrets(self, secrets: dict[str, str]) -> None:
        """Replace the credentials. Raises ``VaultError``."""
        self.locked_secrets = vault.lock(secrets)

    @property
    def account(self) -> str:
        """Under which name its budgets are kept."""
        return f"outlet:{self.code}"

    def wants(self, version: Version) -> bool:
        """Whether this outlet carries items of the version's kind and language, and such content."""
        return (
            (not self.kinds or version.kind in self.kinds)
            and (not self.languages or version.language in self.languages)
            and self.flags.wants(version.content)
        )

    def must_accept(self, version: Version) -> bool:
        """Whether the owner decides first: a media party and a release it did not write.

        Design: each media party only accepts or declines to carry a release, and cannot edit it.
        """
        return (
            version.kind in {Kind.RELEASE, Kind.NOTICE}
            and self.organisation.kind in {PartyKind.NEWSROOM, PartyKind.NETWORK}
            and self.organisation_id != version.publisher_id
        )

    def open(self, publisher: Organisation) -> Channel:
        """Return the channel, set up for this outlet and signing as ``publisher``.

        Raises ``UnknownChannel``, ``VaultError``.
        """
        options = {**self.options, **self.secrets}
        context = channel_context(
            publisher,
            account=self.channel_class.pays_as(options) or self.account,
            hub_listeners=Subscription.objects.listeners,
        )
        return self.channel_class(options=options, context=context)


def _presses(ends_at: str | None, *, fatal: bool, now: datetime) -> bool:
    return fatal if ends_at is None else datetime.fromisoformat(ends_at) <= now + WARNED
