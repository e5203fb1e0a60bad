from sasando.channels.models.accounts import Note, Spending
from sasando.channels.models.deliveries import Attempt, Delivery, HandOver
from sasando.channels.models.outlets import Outlet
from sasando.channels.models.positions import Position
from sasando.channels.models.subscriptions import Subscription, SubscriptionRequest
from sasando.channels.models.tokens import AccessToken

__all__ = [
    "AccessToken",
    "Attempt",
    "Delivery",
    "HandOver",
    "Note",
    "Outlet",
    "Position",
    "Spending",
    "Subscription",
    "SubscriptionRequest",
]
