"""What the worker does: the lines of work, and what the clock brings, in the order it is done."""

from sasando.channels.carrying import carry_one
from sasando.channels.hub.carrying import run_errands
from sasando.claims import actions as claims
from sasando.claims import knowledge
from sasando.claims.answering import answer_one
from sasando.claims.carrying import send_one
from sasando.claims.copying import take_copies
from sasando.claims.intake.polling import poll_inboxes
from sasando.desk import actions as desk
from sasando.site import bake
from sasando.worker import Duty, Line

ANSWERERS, SENDERS = 2, 6  # matching is work for this machine, sending is waiting for others
LOOK_S = (
    0.1  # a person waits: how often tips and replies of other processes are looked for, seconds
)


def all_lines(carriers: int) -> tuple[Line, ...]:
    """Return the lines of work; ``carriers`` deliveries are carried at once."""
    return (
        Line(carry_one, threads=carriers),
        Line(answer_one, threads=ANSWERERS, poll_s=LOOK_S),
        Line(send_one, threads=SENDERS, poll_s=LOOK_S),
        Line(knowledge.take_in),
    )


def all_duties() -> tuple[Duty, ...]:
    """Return the duties of the house. Each takes the time and may be repeated freely."""
    return (
        lambda now: desk.publish_due(at=now),
        lambda now: desk.expire(at=now),
        lambda now: desk.mark_overdue(at=now),
        lambda now: bake.bake_due(now=now),
        lambda now: claims.forget_outlived(at=now),
        lambda now: claims.rank(at=now),
    )


def all_errands() -> tuple[Duty, ...]:
    """Return the duties that wait for other machines."""
    return (run_errands, poll_inboxes, take_copies)
