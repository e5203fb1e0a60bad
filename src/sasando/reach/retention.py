"""What the room keeps of what was counted, for how long, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from sasando.reach.actions.counting import drop_tally, tallied_before
from sasando.retention.rules import NOBODY, Effect, Files, Rule, Stays


def _tallies(at: datetime, kept: timedelta) -> Files:
    return Files(tallied_before(at - kept))


RULES = (
    Rule(
        key="reach.tallies",
        kind=_("Which pages were shown, line by line"),
        personal=NOBODY,
        counted_from=_("the end of the day"),
        why=_("The lines are folded into counts within seconds; a process may still add some."),
        effect=Effect.COUNTED,
        usual=timedelta(days=2),
        bounds=(timedelta(days=2), timedelta(days=30)),
        models=("sasando_reach.TallyMark",),
        due=_tallies,
        forget=drop_tally,
    ),
)

STAYS = (
    Stays(
        models=("sasando_reach.Measurement", "sasando_reach.PageViews", "sasando_reach.Reading"),
        why=_("Counts of pages and what platforms measured: a year is compared with another."),
    ),
    Stays(
        models=("sasando_reach.Circulation",),
        why=_("Certified circulation with its source: a year is compared with another."),
        personal=_("Name of who entered it for their organisation."),
    ),
)
