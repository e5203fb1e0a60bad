"""What the engine says about a message, and why."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One known thing a message may be about.

    ``probability`` is calibrated: of matches with 0.9, nine in ten are right. ``passage`` lies in
    the text of the message, ``matched`` in the field of the known thing it names.
    """

    known: Known
    probability: float
    how: How
    passage: Span | None = None
    matched: Span | None = None
    twins: tuple[Known, ...] = ()


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
