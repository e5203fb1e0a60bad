"""The narratives of a finished scan: groups of near-duplicates, those of one meaning joined."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from sasando.matching.encoder import Encoder, EncoderError
from sasando.matching.index.assembling import whiten
from sasando.matching.index.files import swap_in
from sasando.matching.scan.matcher import MakeEncoder
from sasando.matching.scan.notes import UNMATCHED, every
from sasando.matching.whitening import fit_whitening

SAMPLES = 3
ENCODED = 5_000  # groups whose meaning is compared, the greatest first
MEANING = 0.6  # a whitened cosine of what says the same in other words
FITTED = 100  # groups from which on a whitening can be fitted to them
BATCH = 64
NAME = "narratives.jsonl"
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Narrative:
    """Posts that tell the same. ``groups`` are the numbers its posts carry."""

    number: int
    first: str
    size: int = 0
    samples: list[str] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)

    def take_in(self, text: str) -> None:
        """Count one post."""
        self.size += 1
        if len(self.samples) < SAMPLES and text not in self.samples:
            self.samples.append(text)


def write_narratives(folder: Path, encoder: MakeEncoder | None) -> None:
    """Write ``narratives.jsonl``, the greatest first, from the unmatched posts in ``folder``."""
    found: dict[int, Narrative] = {}
    for line in every(folder / UNMATCHED):
        number = line.get("narrative")
        if number is not None:
            if number not in found:
                found[number] = Narrative(number, line["place"], groups=[number])
            found[number].take_in(line["text"])
    ordered = sorted(found.values(), key=lambda one: (-one.size, one.number))
    if encoder is not None and (made := encoder()) is not None:
        ordered = joined(ordered, made)
    lines = [
        {
            "narrative": one.number,
            "size": one.size,
            "first": one.first,
            "groups": one.groups,
            "samples": one.samples,
        }
        for one in ordered
    ]
    content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    swap_in(folder / NAME, content.encode("utf-8", "backslashreplace"))


def joined(ordered: Sequence[Narrative], encoder: Encoder) -> list[Narrative]:
    """Return the narratives with those of one meaning joined to the greatest of them.

    An encoder that fails leaves them apart, and the log says so.
    """
    chosen = list(ordered[:ENCODED])
    if len(chosen) < 2:
        return list(ordered)
    try:
        batches = [
            encoder.encode([one.samples[0] for one in chosen[first : first + BATCH]], query=True)
            for first in range(0, len(chosen), BATCH)
        ]
    except EncoderError as error:
        log.warning("narratives are grouped by words alone: %s", error)
        return list(ordered)
    rows = np.concatenate(batches)
    fitted = fit_whitening(rows) if len(rows) >= FITTED else None
    white = whiten(rows if fitted else rows - rows.mean(0), fitted)
    heads: list[int] = []
    for place, one in enumerate(chosen):
        if heads:
            likeness = white[heads] @ white[place]
            best = int(likeness.argmax())
            if likeness[best] >= MEANING:
                _join(chosen[heads[best]], one)
                continue
        heads.append(place)
    kept = [chosen[place] for place in heads] + list(ordered[ENCODED:])
    return sorted(kept, key=lambda one: (-one.size, one.number))


def _join(head: Narrative, other: Narrative) -> None:
    head.size += other.size
    head.groups += other.groups
    head.samples = (head.samples + other.samples)[:SAMPLES]
