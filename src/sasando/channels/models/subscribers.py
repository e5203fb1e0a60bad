"""Who asked for a newsletter: a sealed address, a keyed hash to find it by, what they chose.

Who ends it is deleted at once, address and all (UU 27/2022); what stays are counts of issues.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sasando.channels.leasing import Leased, free
from sasando.channels.models.newsletters import Issue, Newsletter, Rhythm
from sasando.channels.sealing import SealedField
from sasando.documents.digest import sha256_hex

_MARK_BYTES = 10


def new_mark() -> str:
    """Return the name of a reader in links and return-paths: 80 random bits, 16 letters."""
    return base64.b32encode(secrets.token_bytes(_MARK_BYTES)).decode().lower()


class Choice(models.Model):
    """What a reader wants. Empty lists: everything."""

    language = models.CharField(_("language"), max_length=2, default="id")
    rhythm = models.CharField(max_length=7, choices=Rhythm, blank=True)  # "": no digest
    at_once = models.BooleanField(default=False)  # urgent notices
    kinds = models.JSONField(default=list, blank=True)
    audiences = models.JSONField(default=list, blank=True)
    elections = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True

    CHOSEN = ("language", "rhythm", "at_once", "kinds", "audiences", "elections")

    @property
    def chosen(self) -> dict[str, object]:
        """The choices, to be written on another row."""
        return {name: getattr(self, name) for name in self.CHOSEN}


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def to_ask(self, now: datetime) -> SignUpQuerySet:
        """Whose mail with the link waits to be sent."""
        due = self.filter(free(now), waits=True, silent=False, due_at__lte=now, expires_at__gt=now)
        # No join: a row is taken by one statement that must look at the row itself again.
        return due.filter(newsletter__in=Newsletter.objects.open()).order_by("due_at", "pk")


class SignUp(Choice, Leased):
    """A wish that the address has not confirmed. Two days later nothing is left of it.

    ``silent``: this address is left alone for a while, and no more than its hash is known.
    """

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="sign_ups")
    code = models.CharField(max_length=64)  # keyed hash of the address
    address = SealedField(blank=True)
    mark = models.CharField(max_length=16, unique=True, default=new_mark)
    asked_at = models.DateTimeField()
    mails = models.PositiveSmallIntegerField(default=1)  # asked for, since the first one
    waits = models.BooleanField(default=True)  # the mail is not out yet
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    silent = models.BooleanField(default=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints = [
            models.UniqueConstraint(fields=("newsletter", "code"), name="one_sign_up_an_address")
        ]

    def __str__(self) -> str:
        return f"{self.newsletter_id}/{self.code[:8]}"


class Medium(models.TextChoices):
    MAIL = "mail", _("E-mail")
    CHAT = "chat", _("Messenger")


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def owed(self, issue: Issue) -> SubscriberQuerySet:
        """Readers for whom ``issue`` is, and was not made yet, in a fixed order."""
        readers = self.filter(newsletter=issue.newsletter_id, since__lte=issue.cut_at)
        if issue.version is None:
            readers = readers.filter(rhythm=issue.rhythm, told_until__lt=issue.cut_at)
        else:
            readers = readers.filter(at_once=True, language=issue.version.language)
            readers = readers.exclude(copies__issue=issue)
        if issue.version is not None and issue.occasion == Issue.Occasion.WITHDRAWN:
            told = Copy.objects.filter(
                issue__version__item=issue.version.item_id, left_at__isnull=False
            )
            readers = readers.filter(
                pk__in=told.exclude(state=Copy.State.REFUSED).values("subscriber")
            )
        return readers.order_by("pk")


class Subscriber(Choice):
    """Somebody who confirmed. ``mark`` names them in links; nothing else does."""

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="subscribers")
    medium = models.CharField(max_length=4, choices=Medium, default=Medium.MAIL)
    code = models.CharField(max_length=64)  # keyed hash of the address
    address = SealedField()
    mark = models.CharField(max_length=16, unique=True, default=new_mark)
    since = models.DateTimeField()
    told_until = models.DateTimeField()  # digests know all up to here
    soft_bounces = models.PositiveSmallIntegerField(default=0)
    bounced_at = models.DateTimeField(null=True, blank=True)  # the last soft one

    if TYPE_CHECKING:
        newsletter_id: int

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [
            models.UniqueConstraint(
                fields=("newsletter", "code"), name="one_subscription_an_address"
            )
        ]
        indexes = [models.Index(fields=["newsletter", "rhythm", "told_until"])]

    def __str__(self) -> str:
        return f"{self.newsletter_id}/{self.code[:8]}"


class CopyQuerySet(models.QuerySet["Copy"]):
    def claimable(self, now: datetime) -> CopyQuerySet:
        """What a worker may send: due, not leased; alerts first."""
        due = self.filter(
            free(now),
            state=Copy.State.WAITING,
            due_at__lte=now,
            issue__in=Issue.objects.filter(newsletter__active=True),  # no join: see ``to_ask``
        )
        return due.order_by("priority", "due_at", "id")

    def with_all(self) -> CopyQuerySet:
        """With all that sending needs, in one query."""
        return self.select_related(
            "subscriber", "issue__version", "issue__newsletter__organisation__parent"
        )


class Copy(Leased):
    """One issue for one reader, on its way until the other side's own yes."""

    class State(models.TextChoices):
        WAITING = "waiting", _("On its way")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused")
        DROPPED = "dropped", _("Not wanted any more")

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="copies")
    subscriber = models.ForeignKey(
        Subscriber, null=True, on_delete=models.SET_NULL, related_name="copies"
    )
    medium = models.CharField(max_length=4, choices=Medium)
    key = models.CharField(max_length=40, unique=True)  # of reader and issue: the same at each try
    since = models.DateTimeField()  # the reader knows all up to here
    priority = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True, db_index=True)  # it may be there since
    doubted = models.BooleanField(default=False)  # a worker died while it was sent
    words = models.TextField(blank=True)  # the other side's, without the address
    created_at = models.DateTimeField(db_index=True)
    bounced = models.BooleanField(default=False)
    delivered = models.BooleanField(default=False)
    read = models.BooleanField(default=False)

    if TYPE_CHECKING:
        issue_id: int

    objects = CopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy")
        verbose_name_plural = _("copies")
        constraints = [
            models.UniqueConstraint(
                fields=("issue", "subscriber"),
                condition=Q(subscriber__isnull=False),
                name="one_copy_a_reader",
            )
        ]
        indexes = [models.Index(fields=["state", "priority", "due_at"])]

    def __str__(self) -> str:
        return f"{self.issue_id} → {self.key[:8]}"

    @staticmethod
    def key_for(issue: Issue, mark: str) -> str:
        """Return the key of ``issue`` for the reader called ``mark``; it tells nobody who that is."""
        return f"nl-{sha256_hex(f'newsletter {issue.pk} {mark}'.encode())[:32]}"
