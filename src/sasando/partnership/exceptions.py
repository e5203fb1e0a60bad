"""What the partnership room refuses, in words for the person who asked."""

from collections.abc import Sequence


class PartnershipError(Exception):
    """Base of this room's errors. Not raised directly. ``str()`` is a sentence to show."""


class WrongState(PartnershipError):
    """The terms or the report are past the point where this could be done."""


class NotReady(PartnershipError):
    """The terms cannot be proposed as they are. ``problems`` has one sentence a problem."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = tuple(str(problem) for problem in problems)


class NotTheirs(PartnershipError):
    """This person may not sign, or not for this side."""


class ProofRefused(PartnershipError):
    """What was brought does not prove this deliverable; the refusal is written down."""


class AlreadyProven(ProofRefused):
    """The same publication, page or file proves something already."""


class NeverPaid(ProofRefused):
    """A fact-check, news or a correction is never a paid deliverable."""
