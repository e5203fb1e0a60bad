"""The outbox: one row says "bring this outlet to this version", until a receipt says it is there."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from sasando.channels.leasing import Leased, free
from sasando.channels.models.outlets import Outlet
from sasando.desk.models import Version
from sasando.documents.digest import sha256_hex
from sasando.plugins import Receipt


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def claimable(self, now: datetime) -> DeliveryQuerySet:
        """What a worker may take: due, not leased, and first in line for its outlet and item.

        A correction never overtakes the delivery it corrects, and what goes over the network
        waits for the files it points to. The newest news goes first: after an outage readers want
        today's, then last week's.
        """
        waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
        earlier = waiting.filter(
            outlet=OuterRef("outlet"), item=OuterRef("item"), id__lt=OuterRef("id")
        )
        files = waiting.filter(version=OuterRef("version"), priority__lt=OuterRef("priority"))
        return (
            self.filter(free(now), state=Delivery.State.WAITING, due_at__lte=now)
            .exclude(Exists(earlier))
            .exclude(Exists(files.filter(Q(attempts=0) | Q(lease_until__gt=now))))
            .order_by("-version_id", "priority", "id")
        )

    def by_hand(self) -> DeliveryQuerySet:
        """What waits for a person, the nearest deadline first."""
        return self.filter(state=Delivery.State.BY_HAND).order_by("deadline", "id")

    def failed(self) -> DeliveryQuerySet:
        """What was refused for good, and what keeps failing."""
        return self.filter(
            Q(state=Delivery.State.REFUSED) | Q(state=Delivery.State.WAITING, attempts__gte=3)
        )

    def late(self, now: datetime) -> DeliveryQuerySet:
        """By-hand tasks whose deadline is past."""
        return self.by_hand().filter(deadline__lt=now)

    def may_hold(self, item_id: int) -> set[int]:
        """The outlets that have a copy of the item, or may have one whose receipt never came back."""
        rows = (
            self.filter(item_id=item_id)
            .exclude(goal=Delivery.Goal.ERRATUM)
            .filter(Q(left=True) | Q(hand_over__isnull=False))
            .select_related("hand_over")
            .order_by("id")
        )
        holding: set[int] = set()
        for row in rows:
            hand_over: HandOver | None = getattr(row, "hand_over", None)
            if hand_over is not None and hand_over.ends_copy:
                holding.discard(row.outlet_id)
            elif row.goal != Delivery.Goal.WITHDRAW:
                holding.add(row.outlet_id)
        return holding

    def with_names(self) -> DeliveryQuerySet:
        """With everything a listing shows, in one query."""
        return self.select_related("outlet", "outlet__organisation", "version", "hand_over")


class Delivery(Leased):
    """One hand-over. It says the wanted state; what to call is found when it is done."""

    class Goal(models.TextChoices):
        CARRY = "carry", _("Carry this version")
        WITHDRAW = "withdraw", _("Take the copy back")
        EXPIRE = "expire", _("Mark the copy as expired")
        REFRESH = "refresh", _("Bring the copy up to date")
        ERRATUM = "erratum", _("Print the erratum in the next edition")

    class State(models.TextChoices):
        HELD = "held", _("Waits for the outlet's acceptance")
        WAITING = "waiting", _("On its way")
        BY_HAND = "by-hand", _("Waits for a person")
        DONE = "done", _("Done, with a receipt")
        REFUSED = "refused", _("Refused")
        OVERTAKEN = "overtaken", _("Overtaken by a later version")
        DECLINED = "declined", _("Declined by the outlet's owner")

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="deliveries")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="deliveries")
    item = models.ForeignKey("sasando_desk.Item", on_delete=models.PROTECT, related_name="+")
    goal = models.CharField(max_length=10, choices=Goal, default=Goal.CARRY)
    reason = models.CharField(max_length=300, blank=True)  # of a withdrawal, for readers
    key = models.CharField(max_length=64, unique=True)  # idempotency key, the same at each retry
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    priority = models.PositiveSmallIntegerField(default=1)  # 0: local files, before any network
    due_at = models.DateTimeField(db_index=True)
    deadline = models.DateTimeField(null=True, blank=True)  # of a by-hand task
    task = models.CharField(max_length=300, blank=True)  # what the person is to do
    left = models.BooleanField(default=False)  # it may have arrived, whatever came back
    words = models.TextField(_("the outlet's own words"), blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["outlet", "item", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} → {self.outlet}"

    @property
    def short_words(self) -> str:
        """The outlet's words, cut to what a listing holds."""
        return Truncator(self.words).chars(90)

    @staticmethod
    def key_for(outlet: Outlet, version: Version, goal: str, occasion: str = "") -> str:
        """The idempotency key: the same hand-over has the same key, whoever asks for it.

        ``occasion`` tells apart what may happen to one version more than once.
        """
        said = "\n".join((outlet.code, version.digest, goal, *filter(None, [occasion])))
        return sha256_hex(said.encode())[:32]

    def copy_at_outlet(self) -> HandOver | None:
        """The receipt of the copy that is at the outlet now, or ``None``."""
        last = (
            HandOver.objects.filter(delivery__in=self._earlier())
            .select_related("delivery")
            .order_by("-delivery_id")
            .first()
        )
        return None if last is None or last.ends_copy else last

    def copy_may_be_there(self) -> bool:
        """Whether an earlier hand-over left and was never answered."""
        return self._earlier().filter(left=True, hand_over__isnull=True).exists()

    def _earlier(self) -> DeliveryQuerySet:
        earlier = Delivery.objects.filter(outlet=self.outlet_id, item=self.item_id, id__lt=self.pk)
        return earlier.exclude(goal=self.Goal.ERRATUM)

    @property
    def takes_back(self) -> bool:
        """Whether the copy comes down, or is marked as over, rather than going up."""
        return self.goal in (self.Goal.WITHDRAW, self.Goal.EXPIRE)

    def is_moot(self) -> bool:
        """Whether carrying it would spread what was withdrawn, expired or declined meanwhile."""
        if self.goal not in (self.Goal.CARRY, self.Goal.REFRESH):
            return False
        taken_back = Delivery.objects.filter(
            outlet=self.outlet_id, item=self.item_id, id__gt=self.pk, goal=self.Goal.WITHDRAW
        ).exclude(state=self.State.OVERTAKEN)
        stands = Version.objects.current().filter(item=self.item_id)
        return not stands.exists() or taken_back.exists()


class Attempt(models.Model):
    """One try, and what the other side said."""

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        TRY_LATER = "try-later", _("To be tried again")
        REFUSED = "refused", _("Refused")

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    words = models.TextField(blank=True)
    took_ms = models.PositiveIntegerField(default=0)  # milliseconds

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.outcome}"


class HandOver(models.Model):
    """The receipt of one delivery, in the receiving side's own terms."""

    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="hand_over")
    identifier = models.CharField(_("their identifier"), max_length=300)
    address = models.CharField(_("address"), max_length=2000, blank=True)
    at = models.DateTimeField(_("at"))
    words = models.TextField(_("their own words"), blank=True)
    extra = models.JSONField(default=dict, blank=True)
    rendition = models.CharField(max_length=64, blank=True)  # digest of what was handed over
    brought_by = models.ForeignKey(  # a person, where hands carried it
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    proof = models.FileField(_("proof"), upload_to="proofs/%Y/%m/", blank=True)
    proof_code = models.CharField(max_length=11, blank=True)  # read from the QR in the photo

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self) -> str:
        return self.identifier

    @property
    def ends_copy(self) -> bool:
        """Whether there is no copy any more once this was done; a person takes down what expired."""
        goal = self.delivery.goal
        taken_down = goal == Delivery.Goal.EXPIRE and self.brought_by_id is not None
        return goal == Delivery.Goal.WITHDRAW or taken_down

    @property
    def receipt(self) -> Receipt:
        """The receipt as channels know it."""
        return Receipt(
            identifier=self.identifier,
            at=self.at,
            address=self.address,
            words=self.words,
            extra=self.extra,
        )
