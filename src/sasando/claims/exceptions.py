"""What the claims room refuses, in words for the person who asked."""


class ClaimsError(Exception):
    """Base of this room's errors. Not raised directly. ``str()`` is a sentence to show."""


class TipRefused(ClaimsError):
    """What was sent cannot be taken: empty, too long, no picture."""


class TooMany(ClaimsError):
    """This sender asked too much in too short a time."""


class WrongState(ClaimsError):
    """The claim, check or move is past the point where this could be done."""


class NotAllowed(ClaimsError):
    """This person may not do this: they wrote it, or it is about their own organisation."""
