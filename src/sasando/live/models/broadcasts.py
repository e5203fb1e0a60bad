"""Where an episode goes out: accounts on platforms, and one row for each of an episode's broadcasts."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sasando.channels import vault
from sasando.channels.exceptions import VaultError
from sasando.channels.leasing import Leased, free
from sasando.channels.surroundings import channel_context
from sasando.live.models.productions import Production
from sasando.parties.models import Organisation
from sasando.plugins.broadcaster import Broadcast as OnPlatform
from sasando.plugins.broadcaster import Broadcaster, BroadcastState
from sasando.plugins.registry import UnknownBroadcaster, broadcaster_named


class BroadcastAccount(models.Model):
    """One account on a live platform, owned by one organisation."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("belongs to"),
        on_delete=models.PROTECT,
        related_name="broadcast_accounts",
    )
    broadcaster = models.CharField(_("platform"), max_length=30)
    options = models.JSONField(_("options"), default=dict, blank=True)
    locked_secrets = models.TextField(default="", blank=True, editable=False)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("live account")
        verbose_name_plural = _("live accounts")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def flags(self) -> type[Broadcaster]:
        """Where to read what the platform can; one that is not installed can nothing."""
        try:
            return broadcaster_named(self.broadcaster)
        except UnknownBroadcaster:
            return Broadcaster

    @property
    def secrets(self) -> dict[str, str]:
        """The credentials, unlocked. Raises ``VaultError``."""
        return vault.unlock(self.locked_secrets)

    def lock_secrets(self, secrets: dict[str, str]) -> None:
        """Replace the credentials. Raises ``VaultError``."""
        self.locked_secrets = vault.lock(secrets)

    @property
    def needs_hands(self) -> bool:
        """Whether only a person reaches it: no plug-in, switched off, or no access so far."""
        if not self.active or self.flags is Broadcaster:
            return True
        try:
            given = {**self.options, **self.secrets}
        except VaultError:
            return False  # it has access; that the key is lost is said when it is called
        return not all(given.get(name) for name in self.flags.access)

    def open(self) -> Broadcaster:
        """Return the broadcaster, set up. Raises ``UnknownBroadcaster``, ``VaultError``."""
        found, options = broadcaster_named(self.broadcaster), {**self.options, **self.secrets}
        account = found.pays_as(options) or f"broadcast:{self.code}"
        context = channel_context(self.organisation, account=account)
        return found(options=options, context=context)


class BroadcastQuerySet(models.QuerySet["Broadcast"]):
    def claimable(self, now: datetime) -> BroadcastQuerySet:
        """What a worker may take: something is wanted, it is due, and nobody holds it.

        What ends or starts goes before what is announced: viewers wait for it.
        """
        order = models.Case(
            models.When(wanted__in=("start", "end"), then=0),
            default=1,
            output_field=models.SmallIntegerField(),
        )
        waiting = self.filter(free(now), work=Broadcast.Work.WAITING, due_at__lte=now)
        return waiting.order_by(order, "due_at", "pk")

    def by_hand(self) -> BroadcastQuerySet:
        """What waits for a person."""
        return self.filter(work=Broadcast.Work.BY_HAND).order_by("due_at", "pk")

    def in_trouble(self) -> BroadcastQuerySet:
        """What a platform refused, keeps failing, or is not well."""
        failing = Q(work=Broadcast.Work.WAITING, attempts__gte=3)
        unwell = Q(healthy=False, state__in=("receiving", "live"))
        return self.filter(Q(work=Broadcast.Work.REFUSED) | failing | unwell)

    def to_ask(self, before: datetime) -> BroadcastQuerySet:
        """Broadcasts whose platform was last asked before that moment, of episodes not over.

        Those a person carries cannot be asked.
        """
        last = Q(asked_at__isnull=True) | Q(asked_at__lt=before)
        told = self.exclude(identifier="").filter(by_hand=False, state__in=ON_PLATFORM)
        return told.filter(last).order_by("asked_at", "pk")

    def with_account(self) -> BroadcastQuerySet:
        """With account and organisation, in one query."""
        return self.select_related("account", "account__organisation")


class Broadcast(Leased):
    """One episode on one account. ``state`` is the platform's word, ``wanted`` the house's wish."""

    class State(models.TextChoices):
        UNPLANNED = "unplanned", _("Not announced yet")
        PLANNED = BroadcastState.PLANNED.value, _("Announced")
        RECEIVING = BroadcastState.RECEIVING.value, _("Receives the stream")
        LIVE = BroadcastState.LIVE.value, _("Live now")
        ENDED = BroadcastState.ENDED.value, _("Over")
        GONE = BroadcastState.GONE.value, _("Deleted on the platform")
        CANCELLED = "cancelled", _("Taken back")

    class Wanted(models.TextChoices):
        NOTHING = "", _("Nothing")
        SCHEDULE = "schedule", _("Announce it")
        CHANGE = "change", _("Bring the announcement up to date")
        START = "start", _("Let viewers see it")
        END = "end", _("End it")
        CANCEL = "cancel", _("Take the announcement back")

    class Work(models.TextChoices):
        IDLE = "idle", _("As it should be")
        WAITING = "waiting", _("On its way")
        BY_HAND = "by-hand", _("Waits for a person")
        REFUSED = "refused", _("Refused")

    production = models.ForeignKey(Production, on_delete=models.PROTECT, related_name="broadcasts")
    account = models.ForeignKey(
        BroadcastAccount, on_delete=models.PROTECT, related_name="broadcasts"
    )
    key = models.CharField(max_length=36, unique=True)  # idempotency key, the same at each retry
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.UNPLANNED)
    wanted = models.CharField(max_length=8, choices=Wanted, blank=True, default=Wanted.NOTHING)
    work = models.CharField(max_length=7, choices=Work, default=Work.IDLE)
    by_hand = models.BooleanField(default=False)  # a person announced it, and carries it on
    due_at = models.DateTimeField()
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    identifier = models.CharField(_("the platform's identifier"), max_length=300, blank=True)
    address = models.CharField(_("address"), max_length=2000, blank=True)
    ingest_url = models.CharField(_("where the stream goes"), max_length=500, blank=True)
    locked_ingest = models.TextField(default="", blank=True, editable=False)
    extra = models.JSONField(default=dict, blank=True)
    words = models.TextField(_("the platform's own words"), blank=True)
    healthy = models.BooleanField(default=True)
    viewers = models.PositiveIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # when the platform last told its state
    live_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BroadcastQuerySet.as_manager()

    class Meta:
        verbose_name = _("broadcast")
        verbose_name_plural = _("broadcasts")
        ordering = ("pk",)
        indexes = [models.Index(fields=["work", "due_at"], name="live_broadcast_work")]
        constraints = [
            models.UniqueConstraint(
                fields=("production", "account"), name="one_broadcast_an_account"
            )
        ]

    def __str__(self) -> str:
        return f"{self.production_id} → {self.account}"

    @property
    def ingest_key(self) -> str:
        """The secret that the stream is sent with. Raises ``VaultError``."""
        return vault.unlock(self.locked_ingest).get("key", "")

    def lock_ingest(self, key: str) -> None:
        """Keep the secret that the stream is sent with. Raises ``VaultError``."""
        self.locked_ingest = vault.lock({"key": key}) if key else ""

    @property
    def on_platform(self) -> OnPlatform:
        """The broadcast as its plug-in knows it. Raises ``VaultError``."""
        return OnPlatform(
            identifier=self.identifier,
            address=self.address,
            ingest_url=self.ingest_url,
            ingest_key=self.ingest_key,
            extra=self.extra,
        )


ON_PLATFORM = (Broadcast.State.PLANNED, Broadcast.State.RECEIVING, Broadcast.State.LIVE)


class BroadcastWord(models.Model):
    """What was asked of a platform and what it said, or what a person did by hand: the receipts."""

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        TRY_LATER = "try-later", _("To be tried again")
        REFUSED = "refused", _("Refused")
        SEEN = "seen", _("Seen")  # its state turned into another by itself

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="said")
    at = models.DateTimeField()
    wanted = models.CharField(max_length=8, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome)
    state = models.CharField(max_length=9)  # of the broadcast, after it
    words = models.TextField(blank=True)
    took_ms = models.PositiveIntegerField(default=0)  # milliseconds
    by = models.ForeignKey(  # a person, where hands did it
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("word of a platform")
        verbose_name_plural = _("words of platforms")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.outcome}"
