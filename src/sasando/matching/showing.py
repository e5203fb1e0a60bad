"""What the pictures of a message say, beside its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sasando.matching import record
from sasando.matching.decision import Decision, How, Match, Outcome
from sasando.matching.index.store import Store
from sasando.matching.known import Known
from sasando.matching.normalise import Normal
from sasando.matching.pictures import SURE, Picture

_SHOWN = 0.97  # probability from ``SURE`` on: none of 200 others was taken for a known picture
_ALIKE = 0.5  # of looks that letters may contradict
_CAPTION = 5  # words that carry meaning; more are a claim of their own, whatever the picture
_OFFERED = 3


def shown(
    store: Store, prints: Sequence[Picture], *, at: datetime, language: str
) -> tuple[Match, ...]:
    """Return what is known of the pictures, one match for all twins, the surest first."""
    best: dict[str, float] = {}
    for picture in prints:
        for hit in store.shown(picture):
            best[hit.known] = max(hit.score, best.get(hit.known, 0.0))
    groups: dict[str, list[Known]] = {}
    for known_id in sorted(best, key=lambda one: -best[one]):
        stored = store.get(known_id)
        known = None if stored is None else record.loads(stored.record)
        if known is not None and known.current(at):
            groups.setdefault(known.cluster or known.id, []).append(known)
    matches = []
    for twins in groups.values():
        score = best[twins[0].id]
        twins.sort(key=lambda one: one.language != language)
        chance = _SHOWN if score >= SURE else _ALIKE
        matches.append(
            Match(known=twins[0], probability=chance, how=How.PICTURE, twins=tuple(twins[1:]))
        )
    return tuple(matches)


def with_pictures(said: Decision, matches: Sequence[Match], normal: Normal) -> Decision:
    """Return the decision on words and pictures together.

    Words decide where they are sure. A known picture answers where there is hardly more than a
    caption beside it, or where the words suggest the same; else it is offered, since an old photo
    with a new claim is the commonest rumour of all. A picture is never too short to mean anything.
    """
    if not matches and said.outcome is Outcome.ASK:
        return Decision(outcome=Outcome.ABSTAIN, reason="the picture is not known")
    if not matches or said.outcome is Outcome.ANSWER:
        return said
    sure = [match for match in matches if match.probability >= _SHOWN]
    if len(sure) == 1:
        suggested = {_group(match.known) for match in said.matches}
        captioned = len(set(normal.content)) <= _CAPTION
        if captioned or _group(sure[0].known) in suggested:
            reason = "the same picture"
            return Decision(outcome=Outcome.ANSWER, matches=(sure[0],), reason=reason)
    offered: dict[str, Match] = {}
    for match in (*sure, *said.matches, *matches):
        offered.setdefault(_group(match.known), match)
    return Decision(
        outcome=Outcome.SUGGEST,
        matches=tuple(offered.values())[:_OFFERED],
        reason="a picture is alike, the words do not say the same",
    )


def _group(known: Known) -> str:
    return known.cluster or known.id
