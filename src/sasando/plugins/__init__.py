"""What a channel author imports: the interface, its values and its errors. Plain Python."""

from sasando.plugins.budgets import Budget, Notes, Purse
from sasando.plugins.channel import (
    Channel,
    ChannelError,
    Context,
    Field,
    MediaStore,
    Problem,
    Receipt,
    Refused,
    RenderedFile,
    Rendition,
    TryLater,
    utc_now,
)
from sasando.plugins.measures import Measure, MeasureKind
from sasando.plugins.registry import (
    UnknownBroadcaster,
    UnknownChannel,
    UnknownMessenger,
    broadcaster_classes,
    broadcaster_named,
    channel_classes,
    channel_named,
    messenger_classes,
    messenger_named,
)

__all__ = [
    "Budget",
    "Channel",
    "ChannelError",
    "Context",
    "Field",
    "Measure",
    "MeasureKind",
    "MediaStore",
    "Notes",
    "Problem",
    "Purse",
    "Receipt",
    "Refused",
    "RenderedFile",
    "Rendition",
    "TryLater",
    "UnknownBroadcaster",
    "UnknownChannel",
    "UnknownMessenger",
    "broadcaster_classes",
    "broadcaster_named",
    "channel_classes",
    "channel_named",
    "messenger_classes",
    "messenger_named",
    "utc_now",
]
