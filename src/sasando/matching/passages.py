"""Cut a long message into passages, each about one thing, at the ends of sentences."""

import itertools
import re
from collections.abc import Iterator

from sasando.matching.normalise import Normal

LONG = 80  # words from which on a message is cut
MOST = 4  # passages that are looked at
_FULL = 25  # words after which the end of a sentence closes a passage
_LONGEST = 60
_END = re.compile(r"[.!?…\n]")


def passages(normal: Normal, text: str) -> list[Normal]:
    """Return the passages of a normalised message in order; one that is short is its own."""
    if len(normal.words) < LONG:
        return [normal]
    cuts = [0, *_cuts(normal, text), len(normal.words)]
    return [normal.part(a, b) for a, b in itertools.pairwise(cuts) if b > a][:MOST]


def _cuts(normal: Normal, text: str) -> Iterator[int]:
    start = 0
    for place in range(1, len(normal.words)):
        between = text[normal.words[place - 1].end : normal.words[place].start]
        length = place - start
        if length >= _LONGEST or (length >= _FULL and _END.search(between)):
            yield place
            start = place
