"""What the channels room may refuse, in words for the person who asked."""


class ChannelsError(Exception):
    """Base of this room's errors. Not raised directly."""


class VaultError(ChannelsError):
    """Credentials cannot be locked or unlocked."""


class NotByHand(ChannelsError):
    """The delivery does not wait for a person."""


class InHand(ChannelsError):
    """A worker is handing it over at this moment."""


class LeaseLost(ChannelsError):
    """Another worker has the row by now; nothing may be written on it any more."""


class ProofRefused(ChannelsError):
    """The photo or address that was brought does not prove this hand-over."""


class SubscriptionRefused(ChannelsError):
    """The hub does not take this request; ``status`` is the HTTP status that says so."""

    def __init__(self, words: str, *, status: int = 400) -> None:
        super().__init__(words)
        self.status = status
