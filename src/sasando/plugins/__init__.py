"""What a channel author imports: the interface, its values and its errors. Plain Python."""

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
from sasando.plugins.registry import (
    UnknownChannel,
    UnknownMessenger,
    channel_classes,
    channel_named,
    messenger_classes,
    messenger_named,
)

__all__ = [
    "Channel",
    "ChannelError",
    "Context",
    "Field",
    "MediaStore",
    "Problem",
    "Receipt",
    "Refused",
    "RenderedFile",
    "Rendition",
    "TryLater",
    "UnknownChannel",
    "UnknownMessenger",
    "channel_classes",
    "channel_named",
    "messenger_classes",
    "messenger_named",
    "utc_now",
]
