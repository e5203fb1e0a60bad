"""What went out in a period, each thing once, with the numbers that were counted of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Min, Sum
from django.db.models.functions import TruncMonth

from sasando.channels.models import Delivery, HandOver, Issue
from sasando.desk.addresses import item_path
from sasando.desk.models import State, Version
from sasando.documents import Kind
from sasando.live.models import Broadcast
from sasando.plugins import MeasureKind, channel_classes
from sasando.reach.figures.groups import NEWSLETTER, OWN_SITE
from sasando.reach.figures.period import day_of, moments
from sasando.reach.models import Circulation, Measurement, PageViews

OWN_COUNTER = "own_counter"  # the name of the house's own counter among those of platforms
_STANDING = (State.CURRENT, State.EXPIRED)
_ALERTS = (Issue.Occasion.DIGEST, Issue.Occasion.PUBLISHED)  # corrections reach the same people


@dataclass(frozen=True, slots=True)
class Number:
    """One number as it was read last. ``fell``: an earlier reading was higher."""

    value: int
    source: str  # the name that who counted has for it
    fell: bool = False


Numbers = Mapping[str, Number]  # by kind of measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """One copy at an outlet, one broadcast, one page of the own site, or one issue of a newsletter."""

    channel: str
    day: date
    item: int | None = None  # its page's primary key; None: of no single item
    numbers: Numbers = field(default_factory=dict)
    edition: tuple[int, date] | None = None  # outlet and day, of what is printed


@dataclass(frozen=True, slots=True)
class Published:
    """One item that is or was public, in one language."""

    item: int
    key: UUID  # that twins share
    kind: str
    language: str
    headline: str
    first: datetime  # when it went out
    stands: bool  # neither withdrawn nor only on its way
    paths: frozenset[str]


def published() -> dict[int, Published]:
    """Return every item that was ever public, by primary key; one query."""
    rows = (
        Version.objects.public()
        .order_by("item_id", "number")
        .values_list(
            *("item_id", "item__translation_key", "kind", "language", "headline"),
            *("published_at", "state", "slug"),
        )
    )
    found: dict[int, Published] = {}
    for item, key, kind, language, headline, at, state, slug in rows:
        before = found.get(item)
        path = item_path(Kind(kind), language, slug)
        found[item] = Published(
            item=item,
            key=key,
            kind=kind,
            language=language,
            headline=headline,
            first=before.first if before else at,
            stands=state in _STANDING or bool(before and before.stands),
            paths=(before.paths if before else frozenset()) | {path},
        )
    return found


def copies(since: date, until: date) -> list[Out]:
    """Return the copies that went out from ``since`` to ``until``; three queries.

    A correction that replaces a copy in its place, under the same identifier, is the same copy: it
    counts where the copy first went out. Of what is printed each outlet has one copy an item: what
    is corrected there is another edition's erratum.
    """
    start, end = moments(since, until)
    carried = HandOver.objects.filter(delivery__goal=Delivery.Goal.CARRY)
    items = carried.filter(at__gte=start, at__lt=end).values("delivery__item")
    rows = (
        carried.filter(delivery__item__in=items)
        .exclude(delivery__outlet__channel=OWN_SITE)
        .order_by("at", "pk")
        .values_list(
            *("pk", "delivery__outlet", "delivery__outlet__channel", "delivery__item"),
            *("identifier", "at"),
        )
    )
    printed = {slug for slug, channel in channel_classes().items() if channel.is_printed}
    firsts: dict[tuple[int, int, str], tuple[str, datetime]] = {}
    copy_of: dict[int, tuple[int, int, str]] = {}
    for pk, outlet, channel, item, identifier, at in rows:
        copy = (outlet, item, "" if channel in printed else identifier)
        firsts.setdefault(copy, (channel, at))
        copy_of[pk] = copy
    numbers = _latest("reading__hand_over", copy_of, reading__hand_over__delivery__item__in=items)
    certified = _certified(since, until)
    return [
        Out(
            channel=channel,
            day=day_of(at),
            item=item,
            numbers=certified(outlet, day_of(at))
            if channel in printed
            else numbers.get((outlet, item, identifier), {}),
            edition=(outlet, day_of(at)) if channel in printed else None,
        )
        for (outlet, item, identifier), (channel, at) in firsts.items()
        if start <= at < end
    ]


def _certified(since: date, until: date) -> Callable[[int, date], Numbers]:
    """Return what says how many copies an edition of an outlet had on a day; one query.

    A day without a certified circulation has no number: a gap.
    """
    rows = Circulation.objects.standing().filter(starts__lte=until, ends__gte=since)
    periods: dict[int, list[Circulation]] = defaultdict(list)
    for row in rows.order_by("starts", "pk"):
        periods[row.outlet_id].append(row)

    def certified(outlet: int, day: date) -> Numbers:
        for row in periods[outlet]:
            if row.starts <= day <= row.ends:
                return {MeasureKind.COPIES.value: Number(row.an_edition, row.source)}
        return {}

    return certified


def broadcasts(since: date, until: date) -> list[Out]:
    """Return the broadcasts that ended from ``since`` to ``until``; two queries."""
    start, end = moments(since, until)
    over = Broadcast.objects.filter(
        state=Broadcast.State.ENDED, live_at__isnull=False, ended_at__gte=start, ended_at__lt=end
    )
    rows = list(
        over.order_by("ended_at", "pk").values_list(
            "pk", "account__broadcaster", "production__episode", "ended_at"
        )
    )
    numbers = _latest(
        "reading__broadcast",
        {pk: pk for pk, *_rest in rows},
        reading__broadcast__in=over.values("pk"),
    )
    return [
        Out(channel=channel, day=day_of(at), item=episode, numbers=numbers.get(pk, {}))
        for pk, channel, episode, at in rows
        if at is not None
    ]


def _latest(of: str, owner: Mapping[int, Any], **which: Any) -> dict[Any, dict[str, Number]]:
    """The numbers of the last reading that has any, by what they are of; one query.

    A platform that gives one kind under several names counts once: the greatest, since the others
    are part of it.
    """
    rows = (
        Measurement.objects.filter(**which)
        .order_by("reading__at", "reading__step", "reading")
        .values_list(of, "reading", "kind", "value", "source")
    )
    current: dict[Any, tuple[int, dict[str, Number]]] = {}
    highest: dict[Any, dict[str, int]] = {}
    for thing, reading, kind, value, source in rows:
        key = owner.get(thing)
        if key is None:
            continue
        at, numbers = current.get(key, (0, {}))
        before = highest.setdefault(key, {})
        if at != reading:
            before |= {k: max(n.value, before.get(k, 0)) for k, n in numbers.items()}
            current[key] = reading, (numbers := {})
        if kind not in numbers or value > numbers[kind].value:
            numbers[kind] = Number(value, source, value < before.get(kind, 0))
    return {key: numbers for key, (_reading, numbers) in current.items()}


def issues(since: date, until: date) -> list[Out]:
    """Return the issues of newsletters from ``since`` to ``until``; one query.

    The correction of an urgent notice goes to the people who had it: it reaches nobody more.
    """
    start, end = moments(since, until)
    rows = Issue.objects.filter(cut_at__gte=start, cut_at__lt=end, occasion__in=_ALERTS)
    named = rows.order_by("cut_at", "pk").values_list(
        "cut_at", "filled_at", "sent", "version__item"
    )
    return [
        Out(
            channel=NEWSLETTER,
            day=day_of(at),
            item=item,
            numbers={}
            if filled is None
            else {MeasureKind.RECIPIENTS.value: Number(sent, "newsletter_accepted")},
        )
        for at, filled, sent, item in named
    ]


def pages(
    since: date, until: date, public: Iterable[Published], *, by_month: bool = False
) -> list[Out]:
    """Return the pages that were shown from ``since`` to ``until``, or went out then; two queries.

    A page that went out and was shown to nobody has a zero where the counter ran, and a gap where
    it had not begun. ``by_month``: a page comes once for each month it was shown in.
    """
    owner = {path: page.item for page in public for path in page.paths}
    shown = PageViews.objects.filter(day__gte=since, day__lte=until).order_by()
    keys = ["path", "kind"]
    if by_month:
        shown, keys = shown.annotate(month=TruncMonth("day")), [*keys, "month"]
    sums: dict[tuple[int | str, date], dict[str, int]] = {}
    for path, kind, *rest, total in shown.values_list(*keys).annotate(total=Sum("count")):
        month = rest[0] if rest else since
        counts = sums.setdefault((owner.get(path, path), month), {})
        counts[kind] = counts.get(kind, 0) + total
    found = [
        Out(
            channel=OWN_SITE,
            day=month,
            item=page if isinstance(page, int) else None,
            numbers={kind: Number(total, OWN_COUNTER) for kind, total in counts.items()},
        )
        for (page, month), counts in sums.items()
    ]
    seen = {page for page, _month in sums}
    began = PageViews.objects.aggregate(day=Min("day"))["day"]
    unseen = {MeasureKind.PAGE_VIEWS.value: Number(0, OWN_COUNTER)}
    start, end = moments(since, until)
    for page in public:
        if start <= page.first < end and page.item not in seen:
            numbers = unseen if began is not None and began <= until else {}
            found.append(
                Out(channel=OWN_SITE, day=day_of(page.first), item=page.item, numbers=numbers)
            )
    return found
