"""An engine that is small enough to be understood: words in common, aliases first.

The tests here are of the room; the engine itself is tested in ``tests/matching``.
"""

from collections.abc import Iterable
from datetime import datetime

from sasando.claims.likeness import plain_letters
from sasando.matching import Decision, How, Known, Match, Message, Outcome


class StandIn:
    outdated = False

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.aliases: dict[str, str] = {}
        self.trouble: Exception | None = None

    def put(self, known: Iterable[Known]) -> None:
        self._fail()
        self.known |= {one.id: one for one in known}

    def remove(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            self.known.pop(id_, None)

    def remember(self, known: str, message: Message | str) -> None:
        text = message if isinstance(message, str) else message.text
        self.aliases[plain_letters(text)] = known

    def forget(self, known: str, message: Message | str) -> None:
        text = message if isinstance(message, str) else message.text
        self.aliases.pop(plain_letters(text), None)

    def answer(self, message: Message, *, at: datetime, language: str = "id") -> Decision:
        self._fail()
        words = set(plain_letters(message.text).split())
        alias = self.known.get(self.aliases.get(plain_letters(message.text), ""))
        if alias is not None:
            match = Match(known=alias, probability=1.0, how=How.ALIAS)
            return Decision(outcome=Outcome.ANSWER, matches=(match,))
        if len(words) < 3 and not message.links:
            return Decision(outcome=Outcome.ASK, reason="too short")
        scored = sorted(
            (
                Match(known=known, probability=self._score(words, known), how=How.WORDS)
                for known in self.known.values()
                if known.current(at) and known.language == language
            ),
            key=lambda match: -match.probability,
        )
        if scored and scored[0].probability >= 0.7:
            return Decision(outcome=Outcome.ANSWER, matches=(scored[0],))
        some = tuple(match for match in scored[:3] if match.probability >= 0.4)
        return Decision(outcome=Outcome.SUGGEST if some else Outcome.ABSTAIN, matches=some)

    def _score(self, words: set[str], known: Known) -> float:
        fields = (known.title, known.claim, known.explanation)
        found = (set(plain_letters(field).split()) for field in fields)
        return max(len(words & field) / len(words) for field in found)

    def _fail(self) -> None:
        if self.trouble is not None:
            raise self.trouble
