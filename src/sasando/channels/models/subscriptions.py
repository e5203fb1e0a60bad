"""Who is subscribed to the house's feeds at its own WebSub hub, and who asks to be.

A subscriber is owed a topic as it now stands, never a queue of its past states: so what it is owed
is one mark on its row, and several changes in a row are one delivery.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sasando.channels import vault
from sasando.channels.leasing import Leased, free
from sasando.documents.digest import sha256_hex


class Callback(Leased):
    """A topic and the address that gets it, and the worker that deals with it just now."""

    key = models.CharField(max_length=64, unique=True)  # of topic and callback together
    topic = models.CharField(_("feed"), max_length=500)
    callback = models.CharField(_("callback"), max_length=2000)
    host = models.CharField(_("host"), max_length=255, db_index=True)
    locked_secret = models.TextField(default="", blank=True, editable=False)
    due_at = models.DateTimeField(db_index=True)
    words = models.TextField(_("the subscriber's own words"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.topic} → {self.host}"

    @staticmethod
    def key_for(topic: str, callback: str) -> str:
        """Return the key of a topic and a callback: one subscription each (section 5.1)."""
        return sha256_hex(f"{topic}\n{callback}".encode())

    @property
    def secret(self) -> str:
        """What deliveries are signed with, ``""`` for none. Raises ``VaultError``."""
        return vault.unlock(self.locked_secret).get("secret", "")


_Row = TypeVar("_Row", bound=Callback)


class CallbackQuerySet(models.QuerySet[_Row]):
    def free(self, now: datetime) -> CallbackQuerySet[_Row]:
        """What is due and held by no worker, the ones that fail last (``attempts``: since a success)."""
        due = self.filter(free(now), due_at__lte=now)
        return due.order_by("attempts", "topic", "due_at", "id")


class SubscriptionRequest(Callback):
    """A wish that its callback has not confirmed yet. It goes when it is settled, either way."""

    class Mode(models.TextChoices):
        SUBSCRIBE = "subscribe", _("Subscribe")
        UNSUBSCRIBE = "unsubscribe", _("Unsubscribe")

    mode = models.CharField(max_length=12, choices=Mode)
    lease_seconds = models.PositiveIntegerField()
    expires_at = models.DateTimeField()  # unconfirmed until then: forgotten

    objects = CallbackQuerySet["SubscriptionRequest"].as_manager()


class SubscriptionQuerySet(CallbackQuerySet["Subscription"]):
    def live(self, now: datetime) -> SubscriptionQuerySet:
        """Those that are confirmed and whose lease runs."""
        return self.filter(state=Subscription.State.LIVE, ends_at__gt=now)

    def behind(self, now: datetime) -> SubscriptionQuerySet:
        """Live ones whose topic changed since they were told."""
        return self.live(now).exclude(news=F("told"))

    def listening(self, topics: tuple[str, ...]) -> SubscriptionQuerySet:
        """The running ones of any of ``topics``."""
        return self.filter(state=Subscription.State.LIVE, topic__in=topics)

    def listeners(self, topics: tuple[str, ...]) -> int:
        """How many run for any of ``topics``."""
        return self.listening(topics).count()


class Subscription(Callback):
    """A confirmed subscription: this callback gets this topic whenever it changes."""

    class State(models.TextChoices):
        LIVE = "live", _("Running")
        EXPIRED = "expired", _("Its lease ran out")
        LEFT = "left", _("Unsubscribed")
        GONE = "gone", _("The subscriber answered that it is gone")
        LOST = "lost", _("The subscriber stopped answering")
        DENIED = "denied", _("The feed is no more")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.LIVE)
    since = models.DateTimeField(_("since"))
    ends_at = models.DateTimeField(_("until"), db_index=True)
    news = models.CharField(max_length=36, blank=True)  # mark of the topic's last change
    told = models.CharField(max_length=36, blank=True)  # the mark that was last delivered
    told_at = models.DateTimeField(_("last delivery"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ("-since",)
