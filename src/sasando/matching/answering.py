"""From scored candidates to a decision: answer, suggest, abstain, or ask back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sasando.matching import record
from sasando.matching.decision import Decision, How, Match, Outcome
from sasando.matching.explaining import explained
from sasando.matching.index import AliasHit, Terms
from sasando.matching.index.store import Store
from sasando.matching.known import Source
from sasando.matching.normalise import LEAST, Normal
from sasando.matching.scoring import Considered, scorer
from sasando.matching.scoring.features import FEATURES

SUGGESTED = 3
_SEEN = 0.99  # probability of a message known letter by letter
_NEARLY_SEEN = 0.97  # of one that was shortened, framed or misspelt since
_LINKED = 0.97
_DATED = 0.97
_ASKED_WHEN = 0.95  # share of what is asked that a date of the calendar holds, to be its answer
_ASKED_ABOUT = 0.5  # share of what is asked that the house's own word holds, to be offered
_NEAR, _RATHER_NEAR = 0.62, 0.48  # how near it comes to all that is asked; the second, holding that
_HOPELESS = 0.005  # probability below which one of the rivals of a likely one is not offered
_SHORT = 12  # words that carry meaning: a longer message is a rumour, not a question
_WORDS, _DENSE = FEATURES.index("words"), FEATURES.index("dense")
_HELD, _SHARED = FEATURES.index("asked_held"), FEATURES.index("shared")
_NEARNESS, _ASKED = FEATURES.index("late_asked"), FEATURES.index("asked_words")


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates of a message in order, and the probability that the first one answers it."""

    look: Considered
    normal: Normal
    order: NDArray[np.int64]
    scores: NDArray[np.float64]
    chance: float

    def matches(self, limit: int, among: Sequence[int] | None = None) -> list[Match]:
        """Return the first matches, each with its twins; the probability falls with the score.

        ``among`` are the places that count, in order; all do where it is ``None``.
        """
        found: list[Match] = []
        groups: list[int] = []
        for place in self.order if among is None else among:
            group = int(self.look.twins[place])
            if group in groups:
                continue
            groups.append(group)
            found.append(self.match(int(place), self._share(int(place))))
            if len(found) == limit:
                break
        return found

    def match(self, place: int, probability: float, how: How | None = None) -> Match:
        """Return the match with the candidate at ``place``."""
        known = self.look.known[place]
        row = self.look.rows[place]
        meant = self.look.dense and row[_DENSE] > row[_WORDS] + 2
        twins = tuple(
            self.look.known[int(other)]
            for other in self.order
            if other != place and self.look.twins[other] == self.look.twins[place]
        )
        return Match(
            known=known,
            probability=probability,
            how=how or (How.MEANING if meant else How.WORDS),
            twins=twins,
            why=partial(explained, self.normal, known, self.look.stored[place]),
        )

    def _share(self, place: int) -> float:
        first = int(self.order[0])
        if place == first:
            return self.chance
        behind = float(self.scores[first] - self.scores[place])
        return float(min(self.chance, 1 - self.chance) * np.exp(-behind))


def ranked(look: Considered, normal: Normal) -> Ranked:
    """Return the candidates in order, with the probability of the first."""
    if not len(look.rows):
        return Ranked(look, normal, np.empty(0, np.int64), np.empty(0), 0.0)
    judge = scorer(look.kind)
    scores = judge.scores(look.rows)
    order = np.argsort(-scores, kind="stable")
    return Ranked(look, normal, order, scores, judge.chance(look.rows, scores, look.twins))


def remembered(store: Store, normal: Normal, *, at: datetime) -> Decision | None:
    """Return the answer to a message that was answered before, or ``None``.

    Two different answers for one message are no answer here.
    """
    if len(normal.words) < LEAST:
        return None
    hits = [
        hit
        for hit in store.recognise(Terms(letters=normal.letters))
        if _same(hit, len(normal.words))
    ]
    held = [(hit, found) for hit in hits if (found := store.get(hit.known))]
    known = [(hit, record.loads(found.record), found) for hit, found in held]
    known = [each for each in known if each[1].current(at)]
    if not known or len({one.cluster or one.id for _, one, _ in known}) > 1:
        return None
    hit, one, stored = known[0]
    match = Match(
        known=one,
        probability=_SEEN if hit.exact else _NEARLY_SEEN,
        how=How.ALIAS,
        twins=tuple(other for _, other, _ in known[1:] if other.id != one.id),
        why=partial(explained, normal, one, stored),
    )
    return Decision(outcome=Outcome.ANSWER, matches=(match,), reason="this message was seen before")


def _same(hit: AliasHit, words: int) -> bool:
    """Return whether a remembered message is this one, as far as forwards change it."""
    if hit.exact:
        return True
    shortened = words >= 6 and hit.covered >= 0.85
    framed = words >= 6 and hit.covers >= 0.9
    return hit.cosine >= 0.8 or shortened or framed


def decided(
    normal: Normal,
    looks: Sequence[Considered],
    *,
    at: datetime,
    language: str,
    links: tuple[str, ...] = (),
) -> Decision:
    """Return the decision on a message from what was found for it and for its passages."""
    keys = {key for key in (*normal.keys, *links) if not key.startswith("bank:")}
    if not normal.telling and not keys:
        return Decision(outcome=Outcome.ASK, reason="too short to mean anything")
    all_ranked = [ranked(look, normal) for look in looks if len(look.rows)]
    if not all_ranked:
        return Decision(outcome=Outcome.ABSTAIN, reason="nothing known is like it")
    best = max(all_ranked, key=lambda one: one.chance)
    linked = _linked(best, keys)
    if linked is not None:
        return _answer(best, linked, _LINKED, at=at, language=language, how=How.LINK)
    judge = scorer(best.look.kind)
    if best.chance >= judge.answer_at:
        return _answer(best, int(best.order[0]), best.chance, at=at, language=language)
    dated = _dated(best)
    if dated is not None:
        return _answer(best, dated, _DATED, at=at, language=language)
    if best.chance >= judge.suggest_at:
        likely = [m for m in best.matches(SUGGESTED) if m.probability >= _HOPELESS]
    else:
        likely = best.matches(SUGGESTED, _ours(best))
    offered = tuple(m for m in likely if m.known.current(at))
    if offered:
        return Decision(
            outcome=Outcome.SUGGEST, matches=offered, reason="alike, but not surely the same"
        )
    return Decision(outcome=Outcome.ABSTAIN, reason="nothing known is surely about it")


def _dated(best: Ranked) -> int | None:
    """Return the date that is asked for: the calendar's, where all words asked lead to one stage.

    Questions are too short for the scorer, which learned from rumours. A rumour says more than a
    question ("postponed"): then the date does not hold all of it, and this says nothing.
    """
    rows, known = best.look.rows[best.order], best.look.known
    holding = best.order[(rows[:, _HELD] >= _ASKED_WHEN) & (rows[:, _SHARED] >= LEAST)]
    dates = [place for place in holding.tolist() if known[place].source is Source.CALENDAR]
    groups = {int(best.look.twins[place]) for place in dates}
    return dates[0] if len(groups) == 1 else None


def _ours(best: Ranked) -> list[int]:
    """Return what is offered to a question that the house's own words may answer, likeliest first.

    Questions are too short for the scorer. Where the first is the house's own and holds most of the
    words asked, it is offered with its rivals. Where tokens were compared, a short question is
    offered all of the house's own that comes near it in meaning, and nothing else.
    """
    rows, known, order = best.look.rows, best.look.known, best.order.tolist()
    holding = (rows[:, _HELD] >= _ASKED_ABOUT) & (rows[:, _SHARED] >= LEAST)
    if best.look.kind == "late" and rows[0, _ASKED] <= _SHORT:
        nearness = rows[:, _NEARNESS]
        near = (nearness >= _NEAR) | (holding & (nearness >= _RATHER_NEAR))
        return [p for p in order if near[p] and known[p].source is not Source.FOREIGN]
    first = order[0]
    return order if holding[first] and known[first].source is not Source.FOREIGN else []


def _linked(best: Ranked, keys: set[str]) -> int | None:
    """Return the candidate that holds the very page asked about, where only one claim does."""
    pages = {key for key in keys if key.startswith("link:")}
    holders = [p for p, one in enumerate(best.look.stored) if pages & set(one.keys)]
    groups = {int(best.look.twins[place]) for place in holders}
    return holders[0] if len(groups) == 1 else None


def _answer(
    best: Ranked, place: int, chance: float, *, at: datetime, language: str, how: How | None = None
) -> Decision:
    """Answer with a candidate or the twin of it that suits: current first, then the language."""
    group = [int(p) for p in best.order if best.look.twins[p] == best.look.twins[place]]
    current = [p for p in group if best.look.known[p].current(at)]
    if not current:
        return Decision(outcome=Outcome.ABSTAIN, reason="what was known about it is out of date")
    current.sort(key=lambda p: (best.look.known[p].language != language, p != place))
    match = best.match(current[0], chance, how)
    reason = "the same page" if how is How.LINK else "surely the same claim"
    return Decision(outcome=Outcome.ANSWER, matches=(match,), reason=reason)
