"""What the renderers refuse."""


class RenderingError(Exception):
    """The base of everything this room raises."""


class PhraseMissing(RenderingError):
    """A surface asked for a phrase, or gave a phrase fewer values than it needs."""


class NotPublished(RenderingError):
    """A surface for the public was given a Document that has no imprint."""


class TooMany(RenderingError):
    """More entries than the format allows in one file."""
