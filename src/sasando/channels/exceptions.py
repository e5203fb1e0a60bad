"""What the channels room may refuse, in words for the person who asked."""


class ChannelsError(Exception):
    """Base of this room's errors. Not raised directly."""


class VaultError(ChannelsError):
    """Credentials cannot be locked or unlocked."""


class NotByHand(ChannelsError):
    """The delivery does not wait for a person."""


class ProofRefused(ChannelsError):
    """The photo or address that was brought does not prove this hand-over."""


class SubscriptionRefused(ChannelsError):
    """The hub does not take this request; ``status`` is the HTTP status that says so."""

    def __init__(self, words: str, *, status: int = 400) -> None:
        super().__init__(words)
        self.status = status
