"""Which known rumours are near: the calendar's stages against the patterns of the house."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sasando.claims.models import Prebunk, PrebunkOffer
from sasando.elections.models import Stage

_DATA = Path(__file__).parent / "data" / "prebunk.toml"


@dataclass(frozen=True, slots=True)
class Phase:
    """Stages that bring the same rumours: by their kind, or by a word of their name."""

    kinds: frozenset[str]
    words: tuple[str, ...]
    days: int  # before the stage begins, that its rumours are prepared for

    def fits(self, stage: Stage) -> bool:
        """Whether ``stage`` is of this phase. Parts of a stage bring what the whole brings."""
        name = stage.name.lower()
        named = any(word in name for word in self.words)
        return stage.parent_id is None and (stage.kind in self.kinds or named)


@dataclass(frozen=True, slots=True)
class Near:
    """A prebunk whose stage is near."""

    prebunk: Prebunk
    stage: Stage
    offer: PrebunkOffer | None  # None: nobody was reminded, and nothing was made of it


@cache
def phases() -> Mapping[str, Phase]:
    """Return the phases by name."""
    return {
        name: Phase(frozenset(row["kinds"]), tuple(row["words"]), row["days"])
        for name, row in _read()["phases"].items()
    }


@cache
def patterns() -> tuple[dict[str, Any], ...]:
    """Return the patterns that this release brings, as their file has them."""
    return tuple(_read()["prebunk"])


def _read() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text("utf-8"))


def near(today: date) -> list[Near]:
    """Return the prebunks whose stage is near or under way and of which nothing was made yet.

    One for an election: of several stages of a phase the first that is not over.
    """
    stages = list(Stage.objects.dated().taking_place().select_related("election"))
    offers = {(o.prebunk_id, o.stage_id): o for o in PrebunkOffer.objects.select_related("stage")}
    made = {(o.prebunk_id, o.stage.election_id) for o in offers.values() if o.offered_at}
    found: list[Near] = []
    for prebunk in Prebunk.objects.filter(active=True):
        ahead = {s.election_id: s for s in reversed(stages) if _is_near(prebunk, s, today)}
        found += [
            Near(prebunk, stage, offers.get((prebunk.pk, stage.pk)))
            for election, stage in ahead.items()
            if (prebunk.pk, election) not in made
        ]
    return sorted(found, key=lambda one: (one.stage.starts or today, one.prebunk.code))


def fits(prebunk: Prebunk, stage: Stage) -> bool:
    """Whether ``prebunk`` is about stages like ``stage`` (read with its election)."""
    phase = phases().get(prebunk.phase)
    kinds = prebunk.elections
    return bool(phase and phase.fits(stage) and (not kinds or stage.election.kind in kinds))


def _is_near(prebunk: Prebunk, stage: Stage, today: date) -> bool:
    assert stage.starts is not None  # noqa: S101 - ``dated`` has only these
    begins = stage.starts - timedelta(days=prebunk.days_before)
    return begins <= today <= (stage.ends or stage.starts) and fits(prebunk, stage)
