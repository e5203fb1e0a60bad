"""Which channels there are: the entry-point group ``sasando.channels``, ours by the same door."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType

from sasando.plugins.channel import Channel

GROUP = "sasando.channels"


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
