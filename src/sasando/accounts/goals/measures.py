"""What a goal may be measured by: only what the house really counts, each read by its own room.

A measure is a *count*, which grows through the period and has a pace, or a *ratio*, which stands
somewhere and has none. What nobody has counted is ``None`` and no zero. What the policy hides from
one of the partners is in nobody's number, so that both see the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sasando.claims.models import Claim
from sasando.education.gains import Counts
from sasando.education.models import Attendance, QuizCount
from sasando.education.models import Dimension as Known
from sasando.openness.models import Decision, Request
from sasando.parties.languages import screen_language
from sasando.partnership.models import Proof
from sasando.plugins import MeasureKind
from sasando.reach.figures import Dimension, Reached, reached
from sasando.reach.figures.period import moments
from sasando.reach.voices import voices
from sasando.rendering.phrases import phrase

DAY = timedelta(hours=24)
REACH = "reach"
_DIMENSIONS = (Dimension.CHANNEL, Dimension.AUDIENCE)
_LOOKED_BACK = timedelta(days=365)  # what was counted within it can be a goal

Rows = Callable[[date, date, Dimension], list[Reached]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose and which days a measure is read for; ``rows`` gives what was reached, read once."""

    commission: int
    media: int
    since: date
    until: date  # the last day of the period, or today
    rows: Rows

    @property
    def begins(self) -> datetime:
        """The first moment of the first day."""
        return moments(self.since, self.until)[0]

    @property
    def ends(self) -> datetime:
        """The first moment after the last day."""
        return moments(self.since, self.until)[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that is counted. ``most`` is the highest there can be, of a share 100."""

    code: str
    label: str | Promise
    unit: str | Promise
    means: str | Promise  # its rule, in a sentence
    ratio: bool
    most: int | None = None
    read: Callable[[Asked], float | None]


def _requests_in_time(asked: Asked) -> float | None:
    today = timezone.localdate()
    due = Request.objects.filter(
        organisation=asked.commission, due_on__gte=asked.since, due_on__lte=asked.until
    )
    answered = Q(outcome__in=Decision.Outcome.values)
    late = Q(closed_on__isnull=True, due_on__lt=today)
    found = due.aggregate(
        all=Count("pk", filter=answered | late),
        quick=Count("pk", filter=answered & Q(closed_on__lte=F("due_on"))),
    )
    return 100 * found["quick"] / found["all"] if found["all"] else None


def _rumours_in_a_day(asked: Asked) -> float | None:
    seen = Claim.objects.unhidden().exclude(state__in=(Claim.State.MERGED, Claim.State.DROPPED))
    seen = seen.filter(first_seen__gte=asked.begins, first_seen__lt=asked.ends)
    settled = Q(state=Claim.State.SETTLED)
    found = seen.aggregate(
        all=Count("pk", filter=settled | Q(first_seen__lt=timezone.now() - DAY)),
        quick=Count("pk", filter=settled & Q(closed_at__lte=F("first_seen") + DAY)),
    )
    return 100 * found["quick"] / found["all"] if found["all"] else None


def _delivered(asked: Asked) -> float | None:
    proofs = Proof.objects.counted().filter(
        agreement__commission=asked.commission,
        agreement__media=asked.media,
        shown_at__gte=asked.begins,
        shown_at__lt=asked.ends,
    )
    return proofs.count()


def _participants(asked: Asked) -> float | None:
    came = Attendance.objects.filter(
        session__held_on__gte=asked.since, session__held_on__lte=asked.until
    )
    total: int | None = came.aggregate(total=Sum("count"))["total"]
    return total


def _quiz_gain(asked: Asked) -> float | None:
    rows = list(QuizCount.objects.filter(dimension=Known.ALL))
    return Counts(rows).total(*{row.lesson for row in rows}).gain


def _women_quoted(asked: Asked) -> float | None:
    share = voices(since=asked.begins, until=asked.ends).total.speakers.share
    return None if share is None else 100 * share


def _women_on_air(asked: Asked) -> float | None:
    share = voices(since=asked.begins, until=asked.ends).spoken.share
    return None if share is None else 100 * share


_OWN: tuple[Measure, ...] = (
    Measure(
        code="requests-in-time",
        label=gettext_lazy("Requests for information answered in time"),
        unit="%",
        means=gettext_lazy(
            "Of the requests whose deadline is in the period, those answered by that day."
        ),
        ratio=True,
        most=100,
        read=_requests_in_time,
    ),
    Measure(
        code="rumours-in-a-day",
        label=gettext_lazy("Rumours answered within 24 hours"),
        unit="%",
        means=gettext_lazy(
            "Of the claims first seen in the period, those with a published answer a day later. "
            "Not those the desk did not check, and none that one of the partners may not see."
        ),
        ratio=True,
        most=100,
        read=_rumours_in_a_day,
    ),
    Measure(
        code="delivered",
        label=gettext_lazy("Deliverables proven"),
        unit=gettext_lazy("pieces"),
        means=gettext_lazy("Publications of the period that count as proof of what was agreed."),
        ratio=False,
        read=_delivered,
    ),
    Measure(
        code="participants",
        label=gettext_lazy("People who came to a session"),
        unit=gettext_lazy("people"),
        means=gettext_lazy("People present in sessions of the period, by the attendance sheets."),
        ratio=False,
        read=_participants,
    ),
    Measure(
        code="quiz-gain",
        label=gettext_lazy("Gain of quizzes"),
        unit=gettext_lazy("percentage points"),
        means=gettext_lazy(
            "The share of right answers after the lessons less that before. Answers have no date, "
            "so all that were ever given count."
        ),
        ratio=True,
        most=100,
        read=_quiz_gain,
    ),
    Measure(
        code="women-quoted",
        label=gettext_lazy("Share of women among who is quoted"),
        unit="%",
        means=gettext_lazy(
            "Of the people quoted in texts published in the period who stated their gender."
        ),
        ratio=True,
        most=100,
        read=_women_quoted,
    ),
    Measure(
        code="women-on-air",
        label=gettext_lazy("Share of women in speaking time on air"),
        unit="%",
        means=gettext_lazy("Of the seconds that guests who stated their gender spoke."),
        ratio=True,
        most=100,
        read=_women_on_air,
    ),
)


def own_measures() -> tuple[Measure, ...]:
    """Return the measures that are no reach."""
    return _OWN


def measure_of(code: str) -> Measure | None:
    """Return the measure called ``code`` (``reach:<kind>:<dimension>:<group>`` for reach), if any."""
    found = next((one for one in _OWN if one.code == code), None)
    if found is not None or not code.startswith(f"{REACH}:"):
        return found
    try:
        _reach, kind, by, group = code.split(":", 3)
        return _reach_measure(MeasureKind(kind), Dimension(by), group)
    except ValueError:
        return None


@cache
def _reach_measure(kind: MeasureKind, by: Dimension, group: str) -> Measure:
    """Raises ``ValueError`` for a dimension that no goal is set by, and for no group."""
    if by not in _DIMENSIONS or not group:
        raise ValueError

    def read(asked: Asked) -> float | None:
        rows = asked.rows(asked.since, asked.until, by)
        return next((r.value for r in rows if r.group.code == group and r.kind is kind), None)

    return Measure(
        code=f"{REACH}:{kind.value}:{by.value}:{group}",
        label=gettext_lazy("Reach"),
        unit="",
        means="",
        ratio=False,
        read=read,
    )


@dataclass(frozen=True, slots=True)
class Named:
    """A measure in words of the reader's language."""

    label: str
    unit: str
    means: str


def named(measure: Measure, rows: list[Reached] | None = None) -> Named:
    """Return what ``measure`` is called; ``rows`` know the names of channels and audiences."""
    if not measure.code.startswith(f"{REACH}:"):
        return Named(str(measure.label), str(measure.unit), str(measure.means))
    language = screen_language()
    _reach, kind, _by, code = measure.code.split(":", 3)
    groups = {row.group.code: row.group.name_in(language) for row in rows or ()}
    unit = phrase(f"measure.{kind}", language)
    label = f"{unit}: {groups.get(code, code)}"
    return Named(label, unit.lower(), phrase(f"measure.{kind}_means", language))


def countable(today: date, rows: Rows) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a goal may be measured by, as grouped choices: only what has been counted."""
    language = screen_language()
    found = [(str(_("Counted by the desk")), [(one.code, str(one.label)) for one in _OWN])]
    for by, title in (
        (Dimension.CHANNEL, _("Reach by channel")),
        (Dimension.AUDIENCE, _("Reach by audience")),
    ):
        choices = [
            (
                f"{REACH}:{row.kind.value}:{by.value}:{row.group.code}",
                f"{phrase(f'measure.{row.kind.value}', language)}: {row.group.name_in(language)}",
            )
            for row in rows(today - _LOOKED_BACK, today, by)
            if row.kind is not None and row.value is not None and row.group.code
        ]
        if choices:
            found.append((title, choices))
    return found


def read_once() -> Rows:
    """Return a reader of what was reached that reads each period and dimension once."""

    @cache
    def rows(since: date, until: date, by: Dimension) -> list[Reached]:
        return reached(since, until, by=by, public=False)

    return rows
