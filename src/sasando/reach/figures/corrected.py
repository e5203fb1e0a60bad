"""What was put right, and how many of the copies that were out followed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from statistics import median
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Q

from sasando.channels.models import Delivery
from sasando.claims.models import Reply
from sasando.desk.models import Erratum, State, Version
from sasando.documents import Kind
from sasando.education.suppression import SMALLEST
from sasando.reach.figures.period import moments

_Told = TypeVar("_Told", "Corrected", "Correction")

NOT_ASKED = "not-asked"  # beside the states of a delivery: the outlet was asked to do nothing
_REASONS = (Reply.Reason.CORRECTION, Reply.Reason.WITHDRAWAL)  # for which people are told again


class What(StrEnum):
    """How something was put right."""

    CORRECTION = "correction"  # a new version of an item
    VERDICT = "verdict"  # a new version of a fact-check that rates otherwise
    ERRATUM = "erratum"  # an item of its own that says what was wrong
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One item put right, in one language, and what became of its copies."""

    what: What
    key: UUID  # that twins in other languages share
    number: int  # of the version
    kind: str
    language: str
    headline: str
    change: str  # for readers: what was wrong and what is right, or why it was withdrawn
    at: datetime
    copies: int  # that were out at that moment
    followed: int
    not_followed: Mapping[str, int]  # why (a state of ``Delivery``, or ``NOT_ASKED``) → copies
    hours: float | None  # until the last copy followed; None while one has not
    told: int | None  # people told again, by receipt; None: so few that it would point to them


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """All of one way of putting right, its languages taken together for ``number``."""

    what: What
    number: int
    copies: int
    followed: int
    not_followed: Mapping[str, int]
    hours_median: float | None  # of those that all copies followed
    hours_longest: float | None
    told: int | None


@dataclass(frozen=True, slots=True)
class _Task:
    """One delivery, as far as figures need it."""

    outlet: int
    version: int
    item: int
    goal: str
    state: str
    created_at: datetime
    done_at: datetime | None  # of the receipt
    by_hand: bool


def corrected(
    since: date, until: date, *, public: bool = True
) -> tuple[list[Corrected], list[Correction]]:
    """Return what was put right from ``since`` to ``until``: the sums, and each, the oldest first.

    A copy follows when its outlet's receipt for the correction is there; what is printed follows
    when the erratum in the next edition is proven. With ``public``, people told again are not told
    where they are fewer than five. Five queries.
    """
    versions = _put_right(since, until)
    corrects = dict(
        Erratum.objects.filter(pk__in=[v.item_id for v in versions], corrects__isnull=False)
        .order_by()
        .values_list("pk", "corrects__item")
    )
    tasks = _tasks({v.item_id for v in versions} | set(corrects.values()))
    ratings = _ratings([v for v in versions if v.kind == Kind.VERDICT])
    told = _told([v.pk for v in versions])
    found = []
    for version in versions:
        of = corrects.get(version.item_id, version.item_id)
        for what, at in _what(version, ratings, moments(since, until)):
            people = told.get((version.pk, _REASONS[what is What.WITHDRAWAL]), 0)
            found.append(_correction(version, what, at, tasks, of, people))
    found.sort(key=lambda one: (one.at, one.headline))
    sums = [_sum(what, [one for one in found if one.what is what]) for what in What]
    sums = [one for one in sums if one.number]
    if public:
        return [_without_few(one) for one in sums], [_without_few(one) for one in found]
    return sums, found


def _put_right(since: date, until: date) -> list[Version]:
    start, end = moments(since, until)
    published = Q(published_at__gte=start, published_at__lt=end)
    withdrawn = Q(state=State.WITHDRAWN, standing_since__gte=start, standing_since__lt=end)
    again = published & (Q(number__gt=1) | Q(kind=Kind.ERRATUM))
    rows = Version.objects.public().filter(again | withdrawn).select_related("item")
    return list(rows.defer("canonical").order_by("published_at", "pk"))


def _what(
    version: Version, ratings: Mapping[tuple[int, int], str], window: tuple[datetime, datetime]
) -> Iterator[tuple[What, datetime]]:
    """How ``version`` put something right within ``window``, and when; a version may do it twice."""
    out, down = version.published_at, version.standing_since
    if out and window[0] <= out < window[1]:
        if version.number == 1 and version.kind == Kind.ERRATUM:
            yield What.ERRATUM, out
        elif version.number > 1:
            here = version.item_id, version.number
            before = version.item_id, version.number - 1
            other = here in ratings and ratings.get(before, ratings[here]) != ratings[here]
            yield (What.VERDICT if other else What.CORRECTION), out
    if version.state == State.WITHDRAWN and down and window[0] <= down < window[1]:
        yield What.WITHDRAWAL, down


def _ratings(checks: Sequence[Version]) -> dict[tuple[int, int], str]:
    """The rating of every public version of these fact-checks, by item and number."""
    rows = Version.objects.public().filter(item__in={check.item_id for check in checks})
    found = {}
    for item, number, canonical in rows.values_list("item", "number", "canonical"):
        statement = json.loads(canonical).get("verdict")
        found[item, number] = statement["rating"] if statement else ""
    return found


def _tasks(items: Iterable[int]) -> Mapping[int, list[_Task]]:
    """Every delivery of these items, by item, in the order they were written."""
    rows = Delivery.objects.filter(item__in=set(items)).order_by("pk")
    found: dict[int, list[_Task]] = defaultdict(list)
    for row in rows.values_list(
        *("outlet", "version", "item", "goal", "state", "created_at"),
        *("hand_over__at", "hand_over__brought_by"),
    ):
        outlet, version, item, goal, state, created_at, done_at, by = row
        task = _Task(outlet, version, item, goal, state, created_at, done_at, by is not None)
        found[task.item].append(task)
    return found


def _told(versions: Sequence[int]) -> Mapping[tuple[int, str], int]:
    rows = Reply.objects.filter(version__in=versions, reason__in=_REASONS, state=Reply.State.SENT)
    counted = rows.order_by().values_list("version", "reason").annotate(count=Count("pk"))
    return {(version, reason): count for version, reason, count in counted}


def _holding(tasks: Iterable[_Task], at: datetime) -> set[int]:
    """The outlets that had a copy at that moment, by receipt."""
    holding: set[int] = set()
    for task in tasks:
        if task.done_at is None or task.done_at >= at or task.goal == Delivery.Goal.ERRATUM:
            continue
        taken_down = task.goal == Delivery.Goal.EXPIRE and task.by_hand
        if task.goal == Delivery.Goal.WITHDRAW or taken_down:
            holding.discard(task.outlet)
        elif task.goal == Delivery.Goal.CARRY:
            holding.add(task.outlet)
    return holding


def _correction(
    version: Version,
    what: What,
    at: datetime,
    tasks: Mapping[int, list[_Task]],
    of: int,
    told: int,
) -> Correction:
    holding = _holding(tasks[of], at)
    goal = Delivery.Goal.WITHDRAW if what is What.WITHDRAWAL else Delivery.Goal.CARRY
    ends = [_end(outlet, version, goal, tasks[version.item_id]) for outlet in sorted(holding)]
    times = [end for end in ends if isinstance(end, datetime)]
    waiting: dict[str, int] = defaultdict(int)
    for end in ends:
        if isinstance(end, str):
            waiting[end] += 1
    whole = bool(times) and not waiting
    return Correction(
        what=what,
        key=version.item.translation_key,
        number=version.number,
        kind=version.kind,
        language=version.language,
        headline=version.headline,
        change=version.standing_note if what is What.WITHDRAWAL else version.change,
        at=at,
        copies=len(holding),
        followed=len(times),
        not_followed=dict(waiting),
        hours=round(max(0.0, (max(times) - at).total_seconds() / 3600), 1) if whole else None,
        told=told,
    )


def _end(outlet: int, version: Version, goal: str, tasks: Iterable[_Task]) -> datetime | str:
    """When the copy at ``outlet`` followed ``version``, or why it has not.

    A later version that arrived there brought this one along. On paper only an erratum follows.
    """
    own, later = "", None
    printed = None
    for task in tasks:
        if task.outlet != outlet:
            continue
        if task.version == version.pk and task.goal == Delivery.Goal.ERRATUM:
            printed = task.done_at or task.state
        elif task.version == version.pk and task.goal == goal:
            if task.done_at is not None:
                later = later or task.done_at
            own = task.state
        elif own and task.done_at is not None and goal == Delivery.Goal.CARRY:
            later = later or task.done_at
    return printed or later or own or NOT_ASKED


def _sum(what: What, rows: Sequence[Correction]) -> Corrected:
    """The rows of one way together; twins in other languages are one correction of two copies."""
    waiting: dict[str, int] = defaultdict(int)
    for row in rows:
        for reason, count in row.not_followed.items():
            waiting[reason] += count
    hours = [row.hours for row in rows if row.hours is not None]
    return Corrected(
        what=what,
        number=len({(row.key, row.number) for row in rows}),
        copies=sum(row.copies for row in rows),
        followed=sum(row.followed for row in rows),
        not_followed=dict(waiting),
        hours_median=round(median(hours), 1) if hours else None,
        hours_longest=max(hours, default=None),
        told=sum(row.told or 0 for row in rows),
    )


def _without_few(one: _Told) -> _Told:
    """``one`` without a count of people that would point to them."""
    return replace(one, told=None) if 0 < (one.told or 0) < SMALLEST else one
