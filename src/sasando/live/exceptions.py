"""What the live room refuses, in words for the person who asked."""

from collections.abc import Sequence


class LiveError(Exception):
    """Base of this room's errors. Not raised directly. ``str()`` is a sentence to show."""


class WrongState(LiveError):
    """The production, broadcast or question is past the point where this could be done."""


class NotReady(LiveError):
    """The episode cannot go live as it is. ``problems`` has one sentence a problem."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = tuple(str(problem) for problem in problems)


class ChangedMeanwhile(LiveError):
    """Another director was quicker: the sentence says who changed what. Nothing was overwritten."""


class QuestionRefused(LiveError):
    """What was asked cannot be taken: empty, too long, or too much of it."""


class TooMany(QuestionRefused):
    """This sender asked too much in too short a time."""
