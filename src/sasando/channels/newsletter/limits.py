"""What WhatsApp allows a newsletter: so many different people in any 24 hours.

https://developers.facebook.com/documentation/business-messaging/whatsapp/messaging-limits
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sasando.channels.models import Copy, Medium, Newsletter
from sasando.plugins import Budget, TryLater

_UNLIMITED = 2**31


def people_budget(tier: str) -> Budget:
    """Return the budget of a messaging limit, ``tier`` as in ``options.TIERS``."""
    limit = int(tier) if tier.isdecimal() else _UNLIMITED
    return Budget(name="people", limit=limit, label=gettext_noop("people in 24 hours"))


@dataclass(frozen=True, slots=True)
class MovingPurse:
    """Counts people over the window that moves with the clock, from the outbox itself.

    A copy that a worker has taken counts already: two workers cannot both have the last one.
    """

    newsletter: Newsletter
    at: datetime

    def spend(self, budget: Budget, units: int) -> None:
        """Raise ``TryLater`` when more people than the limit were written to, ``units`` included."""
        began = self.at - budget.every
        recent = Copy.objects.filter(
            issue__newsletter=self.newsletter, medium=Medium.CHAT, left_at__gt=began
        )
        if recent.values("subscriber").distinct().count() + units - 1 <= budget.limit:
            return
        first = recent.order_by("left_at").values_list("left_at", flat=True).first()
        wait = (first - began) if first else budget.every
        words = _(
            "The platform allows %(limit)s (%(what)s) and they are used up. It goes on by itself."
        )
        raise TryLater(
            words % {"limit": budget.limit, "what": _(budget.label)},
            after=max(wait, timedelta(minutes=1)),
        )
