from sasando.channels.models.accounts import Note, Spending
from sasando.channels.models.deliveries import Attempt, Delivery, HandOver
from sasando.channels.models.newsletters import Issue, Newsletter, Rhythm
from sasando.channels.models.outlets import Outlet
from sasando.channels.models.positions import Position
from sasando.channels.models.subscribers import Copy, Medium, SignUp, Subscriber
from sasando.channels.models.subscriptions import Subscription, SubscriptionRequest
from sasando.channels.models.tokens import AccessToken

__all__ = [
    "AccessToken",
    "Attempt",
    "Copy",
    "Delivery",
    "HandOver",
    "Issue",
    "Medium",
    "Newsletter",
    "Note",
    "Outlet",
    "Position",
    "Rhythm",
    "SignUp",
    "Spending",
    "Subscriber",
    "Subscription",
    "SubscriptionRequest",
]
