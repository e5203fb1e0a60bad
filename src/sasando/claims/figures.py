"""What became of questions, in numbers. None of it leads back to a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import TruncDay
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from sasando.claims.models import Claim, Tip, TipCount
from sasando.claims.told import people_of, stands_for
from sasando.rendering.charts import Point

DAYS = 30
CSV_DAYS = 366
_STEPS = ((1, "≤ 1 s"), (2, "≤ 2 s"), (5, "≤ 5 s"), (60, "≤ 1 min"), (3600, "≤ 1 h"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The numbers of the page "Questions and answers"."""

    today: list[Point]  # by outcome
    hours: list[Point]  # the last 24
    days: list[Point]  # the last 30
    outcomes: list[Point]
    sources: list[Point]
    waits: list[Point]  # how long people waited for the first reply, the last 7 days
    to_verdict: timedelta | None  # median from first sight to verdict
    settled: int  # claims with a verdict
    asked: int  # people who asked about these, and can be written to
    told: int  # of them, who has a receipt for the claim or its answer

    @property
    def told_percent(self) -> int | None:
        """The share of people told, ``None`` where nobody was to be told."""
        return round(100 * self.told / self.asked) if self.asked else None


def figures(*, at: datetime) -> Figures:
    """Return the numbers as they are at ``at``; seven queries."""
    since = _midnight(at) - timedelta(days=DAYS - 1)
    days: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    rows = (
        TipCount.objects.filter(hour__gte=since, hour__lte=at)
        .order_by()
        .annotate(day=TruncDay("hour"))
        .values_list("day", "source", "outcome")
        .annotate(n=Sum("count"))
    )
    for day, source, outcome, count in rows:
        days[day.date().isoformat()] += count
        sources[source] += count
        outcomes[outcome] += count
    dates = [(since + timedelta(days=i)).date() for i in range(DAYS)]
    spans, asked, told = _settled(since)
    return Figures(
        today=today(at=at),
        hours=_hours(at),
        days=[Point(formats.date_format(d, "j M"), days[d.isoformat()]) for d in dates],
        outcomes=_named(outcomes),
        sources=[Point(name, count) for name, count in sources.most_common()],
        waits=_waits(at),
        to_verdict=timedelta(seconds=median(spans)) if spans else None,
        settled=len(spans),
        asked=len(asked),
        told=len(told),
    )


def today(*, at: datetime) -> list[Point]:
    """Return how the questions of the day ended; one query."""
    rows = TipCount.objects.filter(hour__gte=_midnight(at)).order_by()
    return _named(Counter(dict(rows.values_list("outcome").annotate(n=Sum("count")))))


def rows_for_csv(*, at: datetime) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield (hour in UTC, source, outcome, language, count), the oldest hour first."""
    rows = TipCount.objects.filter(hour__gte=at - timedelta(days=CSV_DAYS)).order_by("hour", "id")
    for row in rows.iterator(chunk_size=2000):
        hour = row.hour.astimezone(UTC).strftime("%Y-%m-%dT%H:00Z")
        yield hour, row.source, row.outcome, row.language, row.count


def _midnight(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _named(counts: Counter[str]) -> list[Point]:
    names = {
        Tip.State.ANSWERED: _("answered"),
        Tip.State.SUGGESTED: _("suggested"),
        Tip.State.UNKNOWN: _("not known"),
        Tip.State.ASKED_BACK: _("asked back"),
        Tip.State.QUIET: _("only counted"),
    }
    return [Point(str(name), counts[state]) for state, name in names.items()]


def _hours(at: datetime) -> list[Point]:
    now = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    first = now - timedelta(hours=23)
    rows = TipCount.objects.filter(hour__gte=first, hour__lte=now).order_by()
    counts = dict(rows.values_list("hour").annotate(n=Sum("count")))
    hours = [first + timedelta(hours=i) for i in range(24)]
    return [
        Point(formats.date_format(timezone.localtime(hour), "H.i"), counts.get(hour, 0))
        for hour in hours
    ]


def _waits(at: datetime) -> list[Point]:
    took = ExpressionWrapper(F("answered_at") - F("received_at"), output_field=DurationField())
    answered = Tip.objects.filter(received_at__gte=at - timedelta(days=7)).exclude(
        state__in=(Tip.State.WAITING, Tip.State.QUIET)
    )
    counts = answered.annotate(took=took).aggregate(
        whole=Count("pk", filter=Q(took__isnull=False)),
        **{
            f"s{seconds}": Count("pk", filter=Q(took__lte=timedelta(seconds=seconds)))
            for seconds, _name in _STEPS
        },
    )
    found, before = [], 0
    for seconds, name in _STEPS:
        found.append(Point(name, counts[f"s{seconds}"] - before))
        before = counts[f"s{seconds}"]
    return [*found, Point(_("longer"), counts["whole"] - before)]


def _settled(since: datetime) -> tuple[list[float], set[int], set[int]]:
    """What was settled since: how long each took, seconds; who asked about it; who was told."""
    settled = Q(state=Claim.State.SETTLED, closed_at__gte=since)
    rows = Claim.objects.filter(settled | Q(merged_into__isnull=False)).order_by()
    spans: dict[int, float] = {}
    merged_into: dict[int, int | None] = {}
    for pk, first, closed, into in rows.values_list("pk", "first_seen", "closed_at", "merged_into"):
        merged_into[pk] = into
        if into is None and closed is not None:
            spans[pk] = (closed - first).total_seconds()
    stands = {pk: last for pk, last in stands_for(merged_into).items() if last in spans}
    asking = Tip.objects.filter(
        Q(claim__state=Claim.State.SETTLED, claim__closed_at__gte=since)
        | Q(claim__merged_into__isnull=False)
    )
    asked: set[int] = set()
    told: set[int] = set()
    for people in people_of(asking, stands).values():
        asked |= people.asked
        told |= people.told
    return list(spans.values()), asked, told
