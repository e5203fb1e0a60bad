"""From moments of the day to seconds of the film, and the chapters that follow from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SHORTEST_CHAPTER_S = 10  # https://support.google.com/youtube/answer/9884579, read 2026-11-29
FEWEST_CHAPTERS = 3
_LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One recording in one piece: when it began, and how long it is."""

    began_at: datetime  # aware
    duration_s: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Parts one after another as one film. A relay that was started again left more than one."""

    parts: tuple[Part, ...]

    @property
    def duration_s(self) -> float:
        """How long the film is."""
        return sum(part.duration_s for part in self.parts)

    def second(self, moment: datetime) -> float | None:
        """Return where in the film ``moment`` is; ``None`` after its end.

        What was before the film is at its beginning; what fell into a gap, where the film goes on.
        """
        passed = 0.0
        for part in self.parts:
            if moment < part.began_at + timedelta(seconds=part.duration_s):
                return passed + max((moment - part.began_at).total_seconds(), 0.0)
            passed += part.duration_s
        return None

    def span(self, began: datetime, ended: datetime) -> tuple[float, float] | None:
        """Return from where to where in the film something lasted; ``None`` where it is not in it."""
        start, end = self.second(began), self.second(ended)
        if start is None:
            return None
        stop = self.duration_s if end is None else end
        return (start, stop) if stop > start else None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where something begins, in whole seconds of the film."""

    starts_s: int
    title: str


def chapters(marks: Iterable[tuple[float, str]], duration_s: float, opening: str) -> list[Mark]:
    """Return chapters as platforms read them, or none at all.

    The first begins at 0, each is at least ten seconds long, there are three or more. What begins
    too soon after another is merged into it, under the title of the one above; the last one that is
    too short, too. ``opening`` names what is before the first mark.
    """
    kept: list[Mark] = []
    for second, title in sorted(marks, key=lambda mark: mark[0]):
        starts = int(second)
        if not kept and starts >= SHORTEST_CHAPTER_S:
            kept.append(Mark(0, opening))
        if not kept:
            kept.append(Mark(0, title[:_LONGEST_TITLE]))
        elif starts - kept[-1].starts_s >= SHORTEST_CHAPTER_S:
            kept.append(Mark(starts, title[:_LONGEST_TITLE]))
    while kept and duration_s - kept[-1].starts_s < SHORTEST_CHAPTER_S:
        kept.pop()
    return kept if len(kept) >= FEWEST_CHAPTERS else []


def clock(second: float) -> str:
    """Return "12:30", or "1:02:03" from an hour on."""
    minutes, seconds = divmod(int(second), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody spoke from second to second."""

    starts_s: float
    ends_s: float
    ref: str
    name: str


def speaker_at(turns: Sequence[Turn], second: float) -> Turn | None:
    """Return who spoke at ``second``, or ``None`` where nobody was noted."""
    return next((turn for turn in turns if turn.starts_s <= second < turn.ends_s), None)
