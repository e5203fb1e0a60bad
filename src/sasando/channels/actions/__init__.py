"""What may happen to deliveries and tokens, a module a subject."""

from sasando.channels.actions.acceptance import drop_held, release_held
from sasando.channels.actions.access import ask_outlet, ask_outlets
from sasando.channels.actions.outcomes import (
    LEASE,
    claim,
    doubt,
    fail,
    go_on,
    hand_to_person,
    keep,
    set_aside,
    settle,
)
from sasando.channels.actions.people import prove, retry, take_kit
from sasando.channels.actions.queueing import queue
from sasando.channels.actions.tokens import revoke_token

__all__ = [
    "LEASE",
    "ask_outlet",
    "ask_outlets",
    "claim",
    "doubt",
    "drop_held",
    "fail",
    "go_on",
    "hand_to_person",
    "keep",
    "prove",
    "queue",
    "release_held",
    "retry",
    "revoke_token",
    "set_aside",
    "settle",
    "take_kit",
]
