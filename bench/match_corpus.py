"""A great corpus that reads like the real one: a chain of words learned from real texts.

The texts are those of ``$SASANDO_EVAL`` or ``../shared/data/eval`` where they are at hand, else the
Indonesian prose of the sample desk. Nothing of them is kept: each sentence is drawn word by word.
"""

import json
import os
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

_ROOT = Path(__file__).parents[1]
EVAL = Path(os.environ.get("SASANDO_EVAL", _ROOT / "../shared/data/eval")) / "indo_dev"
SAMPLE = _ROOT / "src/sasando/demo/content"
_WORD = re.compile(r"\w+")


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, small: what both sides of a comparison are given."""
    return tuple(_WORD.findall(text.lower()))


class Chain:
    """Draws texts whose words follow each other as in the texts it was made from."""

    def __init__(self, texts: Sequence[Sequence[str]], seed: int) -> None:
        self.random = random.Random(seed)
        self.next: dict[str, list[str]] = defaultdict(list)
        self.all = [word for text in texts for word in text]
        for text in texts:
            for word, after in pairwise(text):
                self.next[word].append(after)

    def text(self, length: int) -> tuple[str, ...]:
        """Return a text of ``length`` words; one in four words is drawn from all."""
        drawn = [self.random.choice(self.all)]
        while len(drawn) < length:
            after = self.next.get(drawn[-1]) if self.random.random() < 0.75 else None
            drawn.append(self.random.choice(after or self.all))
        return tuple(drawn)


def real_texts() -> list[tuple[str, ...]]:
    """Return the texts to learn from."""
    if EVAL.is_dir():
        found = []
        for name in ("corpus.jsonl", "queries.jsonl"):
            for line in (EVAL / name).read_text().splitlines():
                row = json.loads(line)
                found.append(words(f"{row.get('title', '')} {row['text']}"))
        return found
    return [words(path.read_text()) for path in sorted(SAMPLE.rglob("*")) if path.is_file()]
