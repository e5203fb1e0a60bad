"""What the room refuses, and why."""

from datetime import timedelta

from django.utils.translation import gettext as _


class RetentionError(Exception):
    """Something about how long things are kept was refused."""


class PeriodRefused(RetentionError):
    """The time cannot be set so; the message says why."""

    @classmethod
    def not_yours(cls) -> "PeriodRefused":
        """Only an administrator sets how long things are kept."""
        return cls(_("Only an administrator sets how long things are kept."))

    @classmethod
    def fixed(cls) -> "PeriodRefused":
        """The time follows from how it works, or from another rule."""
        return cls(_("This time follows from how it works and is not set."))

    @classmethod
    def outside(cls, bounds: tuple[timedelta, timedelta]) -> "PeriodRefused":
        """The law, or what the data is for, leaves less room than that."""
        words = _("Between %(least)s and %(most)s days: neither law nor purpose allows another.")
        return cls(words % {"least": bounds[0].days, "most": bounds[1].days})

    @classmethod
    def without_reason(cls) -> "PeriodRefused":
        """A change without its reason is none."""
        return cls(_("Say why: the reason stands beside the change for ever."))

    @classmethod
    def unchanged(cls) -> "PeriodRefused":
        """It is so already."""
        return cls(_("It is kept for so long already."))
