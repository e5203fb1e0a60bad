"""How an episode stands, for its page: values only, beside the Document that announced it.

What was approved is in the Document; this is what happens, by the platforms' own word.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sasando.rendering.html.setting import Door


class AiringState(StrEnum):
    """What readers are told. ``STARTING`` and ``ENDING`` stand for what a platform has not said yet."""

    PLANNED = "planned"
    STARTING = "starting"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the programme, as it really was; seconds from when it went live."""

    title: str
    starts_s: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A viewer's question with its answer; ``asked`` is how many people asked it."""

    question: str
    answer: str
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Airing:
    """What the page of an episode shows of how it stands."""

    state: AiringState = AiringState.PLANNED
    reason: str = ""  # of a cancellation
    stream: str = ""  # our own HLS playlist, while it is live
    watch: tuple[Door, ...] = ()  # where else it is seen
    now: str = ""  # the part that is on
    calendar: str = ""  # its iCalendar file
    ask: str = ""  # where a question is sent; "": none is taken
    news: str = ""  # where the page listens for changes
    live_at: datetime | None = None
    ended_at: datetime | None = None
    chapters: tuple[Chapter, ...] = ()
    answered: tuple[Answered, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in (AiringState.ENDED, AiringState.CANCELLED)
