"""What the renderers refuse."""


class RenderingError(Exception):
    """The base of everything this room raises."""


class PhraseMissing(RenderingError):
    """A surface asked for a phrase, or gave a phrase fewer values than it needs."""
