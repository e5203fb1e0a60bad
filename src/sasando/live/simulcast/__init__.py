"""One feed to many platforms, the public site and the disk, by stream copy. Plain Python and ffmpeg.

    plan = Plan(key=secret, port=1935, targets=(Target(name="YouTube", url=…, key=…),), hls=folder)
    handling.start(plan, state_folder)      # a process of its own, which outlives this one
    handling.read(state_folder)             # Health: the camera and each target, with words
    handling.stop(state_folder)             # recordings are finished and hashed

``docs/explanation/simulcast.md`` says how it works and what was measured.
"""

from sasando.live.simulcast.handling import NoRelay, RelayRuns, hold, read, set_targets, start, stop
from sasando.live.simulcast.health import (
    Health,
    Note,
    SourceHealth,
    State,
    TargetHealth,
    TargetState,
    events,
)
from sasando.live.simulcast.hls import is_over
from sasando.live.simulcast.plan import Ladder, Plan, Target
from sasando.live.simulcast.recording import Recording, finish, finished

__all__ = [
    "Health",
    "Ladder",
    "NoRelay",
    "Note",
    "Plan",
    "Recording",
    "RelayRuns",
    "SourceHealth",
    "State",
    "Target",
    "TargetHealth",
    "TargetState",
    "events",
    "finish",
    "finished",
    "hold",
    "is_over",
    "read",
    "set_targets",
    "start",
    "stop",
]
