"""Which plug-ins there are: an entry-point group a kind, ours by the same doors."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import ClassVar, Protocol, TypeVar

from sasando.plugins.broadcaster import Broadcaster
from sasando.plugins.channel import Channel
from sasando.plugins.messenger import Messenger

GROUP = "sasando.channels"
MESSENGERS = "sasando.messengers"
BROADCASTERS = "sasando.broadcasters"


class _Plugin(Protocol):
    slug: ClassVar[str]


_Kind = TypeVar("_Kind", bound=_Plugin)


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
    return _installed(GROUP, Channel)  # type: ignore[type-abstract]  # compared, never made


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
    return _installed(MESSENGERS, Messenger)  # type: ignore[type-abstract]  # compared, never made


def messenger_named(slug: str) -> type[Messenger]:
    """Return the messenger class called ``slug``. Raises ``UnknownMessenger``."""
    try:
        return messenger_classes()[slug]
    except KeyError:
        raise UnknownMessenger(slug) from None


class UnknownBroadcaster(LookupError):
    """No installed broadcaster has this name."""

    def __init__(self, slug: str) -> None:
        known = ", ".join(sorted(broadcaster_classes())) or "none"
        super().__init__(f"no broadcaster is called {slug!r}; installed: {known}")


@cache
def broadcaster_classes() -> Mapping[str, type[Broadcaster]]:
    """Return every installed broadcaster class by its slug.

    Raises ``TypeError`` when an entry point is no ``Broadcaster`` or its name is not its slug.
    """
    return _installed(BROADCASTERS, Broadcaster)  # type: ignore[type-abstract]  # compared only


def broadcaster_named(slug: str) -> type[Broadcaster]:
    """Return the broadcaster class called ``slug``. Raises ``UnknownBroadcaster``."""
    try:
        return broadcaster_classes()[slug]
    except KeyError:
        raise UnknownBroadcaster(slug) from None


def _installed(group: str, kind: type[_Kind]) -> Mapping[str, type[_Kind]]:
    """Return the classes of one entry-point group by slug. Raises ``TypeError`` for any other."""
    found: dict[str, type[_Kind]] = {}
    for entry in entry_points(group=group):
        loaded = entry.load()
        if not (isinstance(loaded, type) and issubclass(loaded, kind)):
            raise TypeError(f"entry point {entry.name} = {entry.value} is no {kind.__name__}")
        if loaded.slug != entry.name:
            what = kind.__name__.lower()
            raise TypeError(f"{what} {loaded.slug!r} is registered as {entry.name!r}")
        found[entry.name] = loaded
    return MappingProxyType(found)
