"""The quiet period (*masa tenang*) before voting day: which days, and what is locked on them.

General elections, UU 7/2017 Pasal 1 angka 36 and 287(5): in the quiet period media carry no news,
advertisement, track record or anything else that helps or harms a contestant. Pasal 449(2), 509: no
survey results. Regional heads are elected under a law of their own, which ``LAWS`` names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Protocol

from sasando.documents.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class Source:
    """What one kind of election is held under: the provision an item is locked by."""

    campaign: str
    survey: str
    note: str  # what else is to be read


_GENERAL = Source(
    campaign="UU 7/2017 Pasal 287 ayat (5)",
    survey="UU 7/2017 Pasal 449 ayat (2), Pasal 509",
    note="Pasal 1 angka 36 says what the quiet period is.",
)
_REGIONAL = "UU 1/2015, terakhir diubah dengan UU 10/2016"
LAWS: Mapping[str, Source] = {
    "presidential": _GENERAL,
    "legislative": _GENERAL,
    "general": _GENERAL,
    "regional-head": Source(
        campaign=_REGIONAL,
        survey=_REGIONAL,
        note="The commission's regulation (PKPU) on the campaign, made under this law, has the "
        "details; no article is named here that was not read in the law's own text.",
    ),
}
DEFAULT_DAYS = 3  # where a calendar gives neither a quiet row nor the end of the campaign

# Official information and corrections of what was said must reach voters on these days too.
NEVER_LOCKED = frozenset({Kind.RELEASE, Kind.NOTICE, Kind.ERRATUM, Kind.VERDICT})


class DatedStage(Protocol):
    """What the rule needs to know of a stage: ``elections.models.Stage`` has it."""

    election_id: int
    kind: str  # "campaign", "quiet", "voting" or another
    held: bool
    starts: date | None
    ends: date | None

    @property
    def election_kind(self) -> str:
        """A key of ``LAWS``."""


@dataclass(frozen=True, slots=True)
class QuietPeriod:
    """The days, the last one included; voting day is not one of them."""

    starts: date
    ends: date
    derived: bool  # True: no row of the calendar, but the days between campaign and voting
    election_kind: str = "general"  # a key of ``LAWS``

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Lock:
    """Why something may not go out on a day, and until when."""

    law: str
    period: QuietPeriod


def quiet_periods(stages: Iterable[DatedStage]) -> tuple[QuietPeriod, ...]:
    """Return the quiet periods of the elections that ``stages`` belong to, in the order of time.

    Where a calendar has no quiet row, they are the days between the end of the campaign and voting
    day, or the ``DEFAULT_DAYS`` before it. Stages that are not held count for nothing.
    """
    held = sorted((s for s in stages if s.held), key=lambda stage: stage.election_id)
    found: list[QuietPeriod] = []
    for _, calendar in groupby(held, key=lambda stage: stage.election_id):
        found.extend(_of_one_election(list(calendar)))
    return tuple(sorted(found, key=lambda period: period.starts))


def _of_one_election(calendar: list[DatedStage]) -> list[QuietPeriod]:
    election = calendar[0].election_kind
    given = [
        QuietPeriod(stage.starts, stage.ends or stage.starts, False, election)
        for stage in calendar
        if stage.kind == "quiet" and stage.starts
    ]
    if given:
        return given
    ends = [stage.ends for stage in calendar if stage.kind == "campaign" and stage.ends]
    derived = []
    for voting in (stage.starts for stage in calendar if stage.kind == "voting" and stage.starts):
        before = [day for day in ends if day < voting]
        last = voting - timedelta(days=1)
        first = max(before) + timedelta(days=1) if before else voting - timedelta(DEFAULT_DAYS)
        if first <= last:
            derived.append(QuietPeriod(first, last, True, election))
    return derived


def quiet_period_on(day: date, stages: Iterable[DatedStage]) -> QuietPeriod | None:
    """Return the quiet period that ``day`` (in the local time of the place) lies in, if any."""
    return next((period for period in quiet_periods(stages) if day in period), None)


def locks(
    kind: Kind,
    *,
    campaign_like: bool,
    survey_results: bool = False,
    period: QuietPeriod | None,
) -> Lock | None:
    """Return what forbids an item on a day of ``period``; None: it may go out.

    ``campaign_like`` (names candidates or parties, tells their record) and ``survey_results`` are
    what the writer declared. Releases, notices, verdicts and errata are never locked.
    """
    if period is None or kind in NEVER_LOCKED:
        return None
    law = LAWS[period.election_kind]
    if survey_results:
        return Lock(law.survey, period)
    return Lock(law.campaign, period) if campaign_like else None
