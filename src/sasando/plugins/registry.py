"""Which channels and messengers there are: two entry-point groups, ours by the same doors."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType

from sasando.plugins.channel import Channel
from sasando.plugins.messenger import Messenger

GROUP = "sasando.channels"
MESSENGERS = "sasando.messengers"


class UnknownChannel(LookupError):
    """No installed channel has this name."""

    def __init__(self, slug: str) -> None:
        known = ", ".join(sorted(channel_classes())) or "none"
        super().__init__(f"no channel is called {slug!r}; installed: {known}")


@cache
def channel_classes() -> Mapping[str, type[Channel]]:
    """Return every installed channel class by its slug.

    Raises ``TypeError`` when an entry point is no ``Channel`` or its name is not its slug.
    """
    found: dict[str, type[Channel]] = {}
    for entry in entry_points(group=GROUP):
        loaded = entry.load()
        if not (isinstance(loaded, type) and issubclass(loaded, Channel)):
            raise TypeError(f"entry point {entry.name} = {entry.value} is no Channel")
        if loaded.slug != entry.name:
            raise TypeError(f"channel {loaded.slug!r} is registered as {entry.name!r}")
        found[entry.name] = loaded
    return MappingProxyType(found)


def channel_named(slug: str) -> type[Channel]:
    """Return the channel class called ``slug``. Raises ``UnknownChannel``."""
    try:
        return channel_classes()[slug]
    except KeyError:
        raise UnknownChannel(slug) from None


class UnknownMessenger(LookupError):
    """No installed messenger has this name."""

    def __init__(self, slug: str) -> None:
        known = ", ".join(sorted(messenger_classes())) or "none"
        super().__init__(f"no messenger is called {slug!r}; installed: {known}")


@cache
def messenger_classes() -> Mapping[str, type[Messenger]]:
    """Return every installed messenger class by its slug.

    Raises ``TypeError`` when an entry point is no ``Messenger`` or its name is not its slug.
    """
    found: dict[str, type[Messenger]] = {}
    for entry in entry_points(group=MESSENGERS):
        loaded = entry.load()
        if not (isinstance(loaded, type) and issubclass(loaded, Messenger)):
            raise TypeError(f"entry point {entry.name} = {entry.value} is no Messenger")
        if loaded.slug != entry.name:
            raise TypeError(f"messenger {loaded.slug!r} is registered as {entry.name!r}")
        found[entry.name] = loaded
    return MappingProxyType(found)


def messenger_named(slug: str) -> type[Messenger]:
    """Return the messenger class called ``slug``. Raises ``UnknownMessenger``."""
    try:
        return messenger_classes()[slug]
    except KeyError:
        raise UnknownMessenger(slug) from None
