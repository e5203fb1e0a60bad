"""What the engine says about a message, and why."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from sasando.matching.known import Known
from sasando.matching.message import Span


class Outcome(StrEnum):
    """Answer, offer up to three, say "not known yet", or ask one question back."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    ABSTAIN = "abstain"
    ASK = "ask"


class How(StrEnum):
    """What made the match: explained to the asker and to the desk."""

    ALIAS = "alias"
    WORDS = "words"
    MEANING = "meaning"
    PICTURE = "picture"
    LINK = "link"


Spans = tuple[Span | None, Span | None]


def _untold() -> Spans:
    return None, None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One known thing a message may be about.

    ``probability`` is calibrated: of matches with 0.9, nine in ten are right.
    """

    known: Known
    probability: float
    how: How
    twins: tuple[Known, ...] = ()
    why: Callable[[], Spans] = field(default=_untold, compare=False, repr=False)

    def explained(self) -> Spans:
        """Return the passage of the message and the stretch of the known thing that match best.

        The first lies in the text of the message, the second in the field of the known thing it
        names; ``None`` where they share no word. Worked out when it is asked for.
        """
        return self.why()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The outcome with its matches, best first: one for an answer, up to three to suggest."""

    outcome: Outcome
    matches: tuple[Match, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        most = {Outcome.ANSWER: 1, Outcome.SUGGEST: 3}.get(self.outcome, 0)
        least = 1 if most else 0
        if not least <= len(self.matches) <= most:
            raise ValueError(f"{self.outcome} with {len(self.matches)} matches")
