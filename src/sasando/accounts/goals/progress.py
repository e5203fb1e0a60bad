"""How far a goal is: what was counted so far, at what pace, and what that makes on the last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from sasando.accounts.goals.measures import Asked, Measure, Named, Rows, measure_of, named
from sasando.accounts.models import Goal, GoalVersion
from sasando.parties.languages import screen_language
from sasando.partnership.pace import EARLY_DAYS, EARLY_SHARE
from sasando.reach.figures import Dimension, Reached
from sasando.rendering.charts import Chart, Point, Words, bars


class Standing(StrEnum):
    """How a goal stands."""

    NOT_BEGUN = "not-begun"
    UNKNOWN = "unknown"  # nobody has counted it yet
    REACHED = "reached"
    EARLY = "early"  # too early for a pace
    ON_TRACK = "on-track"
    BEHIND = "behind"
    MISSED = "missed"  # the period is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One goal in force as it stands today, in words of the reader's language."""

    version: GoalVersion
    name: Named
    value: float | None
    standing: Standing
    words: str
    chart: Chart

    @property
    def warns(self) -> bool:
        """Whether it will be missed at this pace, or was."""
        return self.standing in (Standing.BEHIND, Standing.MISSED)

    @property
    def figure(self) -> str:
        """What was counted, of the target."""
        said = _("not counted yet") if self.value is None else written(self.value)
        unit = f" {self.name.unit}" if self.name.unit else ""
        return _("%(value)s of %(target)s%(unit)s") % {
            "value": said,
            "target": written(self.version.target),
            "unit": unit,
        }


def progress_of(goal: Goal, version: GoalVersion, *, today: date, rows: Rows) -> Progress | None:
    """Return how far ``version`` is, read from the rooms; ``None`` for a measure there is no more."""
    measure = measure_of(version.measure)
    if measure is None:
        return None
    until = min(version.ends, today)
    value = None
    if version.starts <= today:
        asked = Asked(goal.commission_id, goal.media_id, version.starts, until, rows)
        value = measure.read(asked)
    standing, words = _judged(version, measure, value, today)
    name = named(measure, _named_by(version, rows, until))
    return Progress(
        version=version,
        name=name,
        value=value,
        standing=standing,
        words=words,
        chart=_chart(version, name, value),
    )


def written(value: float) -> str:
    """Return a number as people read it: whole, or with one decimal."""
    rounded = round(value, 1)
    return number_format(rounded, 0 if rounded == int(rounded) else 1, force_grouping=True)


def _named_by(version: GoalVersion, rows: Rows, until: date) -> list[Reached]:
    """What knows the name of the channel or audience; no more is read than was."""
    if not version.measure.startswith("reach:"):
        return []
    by = Dimension(version.measure.split(":", 3)[2])
    return rows(version.starts, max(until, version.starts), by)


def _judged(
    version: GoalVersion, measure: Measure, value: float | None, today: date
) -> tuple[Standing, str]:
    last = date_format(version.ends, "j F Y")
    if today < version.starts:
        begins = date_format(version.starts, "j F Y")
        return Standing.NOT_BEGUN, _("Begins on %(day)s.") % {"day": begins}
    if value is None:
        return Standing.UNKNOWN, _("Nobody has counted this yet: a gap, and no zero.")
    if value >= version.target:
        return Standing.REACHED, _("Reached.")
    missing = written(version.target - value)
    if today > version.ends:
        words = _("The period ended on %(day)s; %(missing)s are missing.")
        return Standing.MISSED, words % {"day": last, "missing": missing}
    if measure.ratio:
        words = _("Stands %(missing)s below the target; the period ends on %(day)s.")
        return Standing.BEHIND, words % {"day": last, "missing": missing}
    return _paced(version, value, today)


def _paced(version: GoalVersion, value: float, today: date) -> tuple[Standing, str]:
    """A straight line through what was counted, as deliverables are judged."""
    days = (version.ends - version.starts).days + 1
    passed = (today - version.starts).days + 1
    if passed < min(days, max(EARLY_DAYS, EARLY_SHARE * days)):
        return Standing.EARLY, _("Too early to tell a pace.")
    expected = value * days / passed
    if expected >= version.target:
        needed = -(-version.target * passed // value) if value else days  # rounded up
        day = date_format(version.starts + timedelta(days=int(needed) - 1), "j F Y")
        return Standing.ON_TRACK, _("At this pace reached on %(day)s.") % {"day": day}
    left = max(1, days - passed)
    words = _(
        "At this pace %(missing)s will be missing on %(day)s; %(weekly)s a week are needed from now on."
    )
    return Standing.BEHIND, words % {
        "missing": written(version.target - expected),
        "day": date_format(version.ends, "j F Y"),
        "weekly": written((version.target - value) / left * 7),
    }


def _chart(version: GoalVersion, name: Named, value: float | None) -> Chart:
    language = screen_language()
    drawn = None if value is None else max(0.0, round(value, 1))
    words = Words(
        title=version.title,
        unit=name.unit,
        of=str(_("goal")),
        source=name.means.rstrip("."),
        language=language,
    )
    return bars([Point(name.label, drawn)], words, target=version.target)
