"""What the clock brings: every duty of the rooms, in the order the worker does them."""

from sasando.channels.hub.carrying import run_errands
from sasando.desk import actions as desk
from sasando.site import bake
from sasando.worker import Duty


def all_duties() -> tuple[Duty, ...]:
    """Return the duties of the house. Each takes the time and may be repeated freely."""
    return (
        lambda now: desk.publish_due(at=now),
        lambda now: desk.expire(at=now),
        lambda now: desk.mark_overdue(at=now),
        lambda now: bake.bake_due(now=now),
    )


def all_errands() -> tuple[Duty, ...]:
    """Return the duties that wait for other machines."""
    return (run_errands,)
