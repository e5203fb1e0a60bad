"""Which days and which parts somebody asks for, by the address of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from sasando.reach.figures.groups import Dimension
from sasando.reach.planning.scope import Scope, scopes

YEAR = "setahun"  # the twelve months that end today
OWN = "kurun"  # from a day to a day
_LONGEST = timedelta(days=3660)  # ten years: more is a mistyped year


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is shown, and what else can be. ``problem``: why it is not what was asked for."""

    since: date
    until: date
    by: Dimension
    code: str  # of the period, as in the address
    scopes: tuple[Scope, ...]
    problem: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """The address' parameters for exactly this choice."""
        days = {"dari": self.since.isoformat(), "sampai": self.until.isoformat()}
        return {"untuk": OWN, **days, "menurut": self.by.value}


def choice_of(asked: Mapping[str, str], *, today: date) -> Choice:
    """Return what ``asked`` means: ``untuk`` an election, a year, ``YEAR`` or ``OWN`` with ``dari`` and
    ``sampai``; ``menurut`` a dimension. What makes no sense gives the last twelve months and says so.
    """
    choices = tuple(scopes(today))
    by = asked.get("menurut", "")
    dimension = Dimension(by) if by in list(Dimension) else Dimension.CHANNEL
    code, problem = asked.get("untuk", YEAR), ""
    days = _twelve_months(today)
    if code == OWN:
        given, problem = _own(asked.get("dari", ""), asked.get("sampai", ""))
        days, code = (given, OWN) if given else (days, YEAR)
    elif scope := next((one for one in choices if one.code == code), None):
        days = _days_of(scope) or days
    else:
        code = YEAR
    return Choice(
        since=days[0], until=days[1], by=dimension, code=code, scopes=choices, problem=problem
    )


def _twelve_months(today: date) -> tuple[date, date]:
    year, month = divmod(today.year * 12 + today.month - 12, 12)
    return date(year, month + 1, 1), today


def _own(since: str, until: str) -> tuple[tuple[date, date] | None, str]:
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
    except ValueError:
        return None, _("Give the first and the last day. The last twelve months are shown.")
    if last < first:
        return None, _(
            "The period is reversed: it ends before it begins. The last twelve months are shown."
        )
    if last - first > _LONGEST:
        return None, _("Choose at most ten years. The last twelve months are shown.")
    return (first, last), ""


def _days_of(scope: Scope) -> tuple[date, date] | None:
    """From the first day of its first stage to the last of its last, or the whole year."""
    if scope.year is not None:
        return date(scope.year, 1, 1), date(scope.year, 12, 31)
    stages = scope.stages()
    starts = [stage.starts for stage in stages if stage.starts]
    ends = [stage.ends for stage in stages if stage.ends]
    return (min(starts), max(ends)) if starts and ends else None
