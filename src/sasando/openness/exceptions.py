"""What the public-information desk refuses, in words for the person who asked."""


class OpennessError(Exception):
    """Base of this room's errors. Not raised directly. ``str()`` is a sentence to show."""


class RequestRefused(OpennessError):
    """What was sent cannot be taken: empty, too long, without what the law asks for."""


class TooMany(OpennessError):
    """This sender sent too much in too short a time."""


class WrongState(OpennessError):
    """The request or objection is past the point where this could be done, or not there yet."""


class NotAllowed(OpennessError):
    """This person may not do this: another office does, or they decided on it themselves."""
