"""What the desk refuses, and to whom."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied


class DeskError(Exception):
    """Base of what the desk refuses. ``str()`` is a sentence for the person who asked."""


class NotApproved(DeskError, PermissionDenied):
    """Something tried to change what the public sees without the approvals the policy asks for."""


class NotAllowed(DeskError, PermissionDenied):
    """The policy does not let this person do this to this version."""


class WrongState(DeskError):
    """The version is past the point where this could be done."""


class RuleBroken(DeskError):
    """The item cannot be proposed as it is. ``problems`` has one sentence a problem."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class PictureRefused(DeskError):
    """An upload that is not a picture the desk can show."""
