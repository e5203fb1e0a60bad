"""What a person must do at an outlet where no program can."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from sasando.channels.models import Delivery, Outlet
from sasando.plugins import Channel

Goal = Delivery.Goal


def task_for(outlet: Outlet, goal: str, *, has_copy: bool) -> str:
    """Return what a person must do for ``goal`` at ``outlet``; ``""``: a program does it."""
    if not outlet.needs_hands and _program_can(outlet.flags, goal, has_copy=has_copy):
        return ""
    with override("id"):
        if goal == Goal.WITHDRAW:
            return _("Take the copy back by hand, and bring the proof.")
        if goal == Goal.EXPIRE:
            return _("The time of this copy is over: take it down, and say that it is done.")
        if goal == Goal.ERRATUM:
            return _("Print the erratum in the next edition, and bring the proof.")
        if has_copy:
            return _("Correct the copy by hand, and bring the proof.")
        return _("Carry the kit there by hand, and bring the proof.")


def task_to_look() -> str:
    """Return what a person must do where nobody knows whether a copy arrived."""
    with override("id"):
        return _("Nobody knows whether a copy arrived: look, take it back, and say what you found.")


def task_when_unsure() -> str:
    """Return what a person must do where a hand-over broke off and cannot safely be repeated."""
    with override("id"):
        return _(
            "Nobody knows whether a copy arrived: look there. If it is missing, carry the kit there"
            " by hand; then bring the proof."
        )


def _program_can(channel: type[Channel], goal: str, *, has_copy: bool) -> bool:
    if goal == Goal.WITHDRAW:
        return channel.can_withdraw
    if goal == Goal.EXPIRE:
        return channel.follows_expiry
    if goal == Goal.ERRATUM:
        return False
    return channel.can_correct or not has_copy
