"""What the renderers refuse."""


class RenderingError(Exception):
    """The base of everything this room raises."""


class PhraseMissing(RenderingError):
    """A surface asked for a phrase, or gave a phrase fewer values than it needs."""


class NotPublished(RenderingError):
    """A surface for the public was given a Document that has no imprint."""


class TooMany(RenderingError):
    """More entries than the format allows in one file."""


class VoiceUnavailable(RenderingError):
    """No voice can be made here: Debian packages are ``missing``, or a program failed."""

    def __init__(self, missing: list[str], *, words: str = "") -> None:
        self.missing = tuple(missing)
        super().__init__(words or f"A voice needs the Debian packages {', '.join(missing)}.")
