"""Why a goal cannot be set, changed or agreed."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sasando.accounts.exceptions import AccountsError


class GoalRefused(AccountsError):
    """The goal is none that can be set; the message says why."""

    @classmethod
    def not_yours(cls) -> "GoalRefused":
        """Goals are set and answered by who keeps agreements for one of the partners."""
        return cls(_("Goals are set by who keeps agreements for one of the two partners."))

    @classmethod
    def own_word(cls) -> "GoalRefused":
        """The other side confirms what this one proposed."""
        return cls(_("Your own side proposed this: the other side confirms it."))

    @classmethod
    def reversed(cls) -> "GoalRefused":
        """The period ends before it begins."""
        return cls(_("The period is reversed: it ends before it begins."))

    @classmethod
    def past(cls, ends: date) -> "GoalRefused":
        """A goal for days that are over is a report and no goal."""
        words = _("The period ended on %(day)s: a goal is set for days to come.")
        return cls(words % {"day": date_format(ends, "j F Y")})

    @classmethod
    def nothing(cls) -> "GoalRefused":
        """A target of nothing is reached before anybody begins."""
        return cls(_("A target of nothing is none: give at least 1."))

    @classmethod
    def too_much(cls, most: int) -> "GoalRefused":
        """A share has a highest value."""
        return cls(_("More than %(most)s cannot be reached by this measure.") % {"most": most})

    @classmethod
    def unmeasurable(cls) -> "GoalRefused":
        """Nobody counts it."""
        return cls(_("Nobody counts this. Choose one of the measures the house really counts."))

    @classmethod
    def no_title(cls) -> "GoalRefused":
        """A goal without words."""
        return cls(_("Say in words what you want to reach."))

    @classmethod
    def other_parties(cls) -> "GoalRefused":
        """The agreement is between others, or the two are no partners."""
        return cls(_("This agreement is between other parties."))

    @classmethod
    def waiting(cls) -> "GoalRefused":
        """One proposal at a time."""
        return cls(_("A proposal already waits for an answer."))

    @classmethod
    def answered(cls) -> "GoalRefused":
        """It waits no more."""
        return cls(_("This was answered already."))

    @classmethod
    def ended(cls) -> "GoalRefused":
        """An ended goal stays as it is."""
        return cls(_("This goal was ended."))

    @classmethod
    def without_reason(cls) -> "GoalRefused":
        """Who declines or ends says why."""
        return cls(_("Say why: the other side reads it."))
