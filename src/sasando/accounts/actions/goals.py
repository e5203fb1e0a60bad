"""Goals are proposed by one partner, agreed or declined by the other, changed by a new version, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from sasando.accounts.goals.exceptions import GoalRefused
from sasando.accounts.goals.measures import countable, measure_of, read_once
from sasando.accounts.models import Goal, GoalVersion
from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Organisation, Person
from sasando.partnership.models import Agreement
from sasando.partnership.permissions import parties_of
from sasando.partnership.promises import Side

_State = GoalVersion.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a goal is to say."""

    title: str
    measure: str
    target: int
    starts: date
    ends: date
    agreement: Agreement | None = None
    place: str = ""


@transaction.atomic
def set_goal(
    *, wish: Wish, commission: Organisation, media: Organisation, by: Person, at: datetime
) -> Goal:
    """Propose a goal to the other partner; it holds once they agree. Raises ``GoalRefused``."""
    if (commission.kind, media.kind) != (PartyKind.COMMISSION, PartyKind.NEWSROOM):
        raise GoalRefused.other_parties()
    goal = Goal(commission=commission, media=media)
    side = side_of(by, goal)
    _check(wish, goal, at)
    goal.save()
    _propose(goal, wish, side=side, by=by, at=at, number=1)
    return goal


@transaction.atomic
def change_goal(*, goal: Goal, wish: Wish, by: Person, at: datetime) -> GoalVersion:
    """Propose another version; the one before holds until the other side agrees.

    Raises ``GoalRefused``.
    """
    goal = _locked(goal)
    side = side_of(by, goal)
    if goal.proposed is not None:
        raise GoalRefused.waiting()
    _check(wish, goal, at)
    number = max(version.number for version in goal.versions.all()) + 1
    return _propose(goal, wish, side=side, by=by, at=at, number=number)


@transaction.atomic
def agree_to_goal(*, goal: Goal, number: int, by: Person, at: datetime) -> GoalVersion:
    """Confirm version ``number`` for the other side: it holds, and the one before is history.

    Raises ``GoalRefused``, also where another version waits by now than the one that was read.
    """
    goal, version = _answerable(goal, number, by)
    goal.versions.filter(state=_State.AGREED).update(state=_State.REPLACED)
    _answer(version, _State.AGREED, by, at)
    log(goal, "sasando.goal_agreed", user=by, data=_told(version))
    return version


@transaction.atomic
def decline_goal(*, goal: Goal, number: int, reason: str, by: Person, at: datetime) -> GoalVersion:
    """Decline version ``number`` for the other side, with a reason. Raises ``GoalRefused``."""
    if not reason.strip():
        raise GoalRefused.without_reason()
    goal, version = _answerable(goal, number, by)
    version.reason = reason.strip()
    _answer(version, _State.DECLINED, by, at)
    told = {**_told(version), "reason": version.reason}
    log(goal, "sasando.goal_declined", user=by, data=told)
    return version


@transaction.atomic
def end_goal(*, goal: Goal, reason: str, by: Person, at: datetime) -> Goal:
    """End a goal for one side, with a reason; it stays on record. Raises ``GoalRefused``."""
    if not reason.strip():
        raise GoalRefused.without_reason()
    goal = _locked(goal)
    side_of(by, goal)
    goal.ended_at, goal.ended_by, goal.reason = at, by, reason.strip()
    goal.save(update_fields=["ended_at", "ended_by", "reason"])
    log(goal, "sasando.goal_ended", user=by, data={"reason": goal.reason})
    return goal


def side_of(person: Person, goal: Goal) -> Side:
    """Return for which partner of ``goal`` a person speaks. Raises ``GoalRefused``."""
    codes = parties_of(person)
    if goal.commission.code in codes:
        return Side.COMMISSION
    if goal.media.code in codes:
        return Side.MEDIA
    raise GoalRefused.not_yours()


def _check(wish: Wish, goal: Goal, at: datetime) -> None:
    measure = measure_of(wish.measure)
    today = timezone.localdate(at)
    if not wish.title.strip():
        raise GoalRefused.no_title()
    if wish.ends < wish.starts:
        raise GoalRefused.reversed()
    if wish.ends < today:
        raise GoalRefused.past(wish.ends)
    if wish.target < 1:
        raise GoalRefused.nothing()
    if measure is None or not _is_counted(wish.measure, today):
        raise GoalRefused.unmeasurable()
    if measure.most is not None and wish.target > measure.most:
        raise GoalRefused.too_much(measure.most)
    of_these = (goal.commission_id, goal.media_id)
    theirs = wish.agreement
    if theirs is not None and (theirs.commission_id, theirs.media_id) != of_these:
        raise GoalRefused.other_parties()


def _is_counted(code: str, today: date) -> bool:
    return any(code == one for _title, some in countable(today, read_once()) for one, _n in some)


def _propose(
    goal: Goal, wish: Wish, *, side: Side, by: Person, at: datetime, number: int
) -> GoalVersion:
    version = GoalVersion.objects.create(
        goal=goal,
        number=number,
        title=wish.title.strip(),
        measure=wish.measure,
        target=wish.target,
        starts=wish.starts,
        ends=wish.ends,
        agreement=wish.agreement,
        place=wish.place.strip(),
        side=side,
        set_by=by,
        set_at=at,
    )
    log(goal, "sasando.goal_proposed", user=by, data=_told(version))
    return version


def _answerable(goal: Goal, number: int, by: Person) -> tuple[Goal, GoalVersion]:
    goal = _locked(goal)
    side = side_of(by, goal)
    version = goal.proposed
    if version is None or version.number != number:
        raise GoalRefused.answered()
    if version.side == side:
        raise GoalRefused.own_word()
    return goal, version


def _answer(version: GoalVersion, state: str, by: Person, at: datetime) -> None:
    version.state, version.answered_by, version.answered_at = state, by, at
    version.save(update_fields=["state", "answered_by", "answered_at", "reason"])


def _locked(goal: Goal) -> Goal:
    """The goal as it is now; who else changes it waits."""
    found = Goal.objects.select_for_update(of=("self",)).select_related("commission", "media")
    row = found.get(pk=goal.pk)
    if row.ended_at is not None:
        raise GoalRefused.ended()
    return row


def _told(version: GoalVersion) -> dict[str, object]:
    return {"title": version.title, "version": version.number, "target": version.target}
