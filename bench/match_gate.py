"""``python -m bench.match_gate``: fit what lets a post of a scan through to the engine.

A logistic of four signals that cost little, fitted to what the engine says of the public Indonesian
messages and headlines; prints the numbers that ``sasando.matching.scan.matcher`` holds, and how many
answers, suggestions and unknown posts get through at each threshold.
"""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.match_corpus import EVAL
from sasando.matching import Index, Known, Message, Source
from sasando.matching.index import Query, Terms
from sasando.matching.normalise import normalise
from sasando.matching.scan.matcher import GATE, signals

EACH = 900


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (EVAL / name).read_text().splitlines()]


def spread(found: list[dict[str, str]]) -> list[dict[str, str]]:
    return found[:: max(len(found) // EACH, 1)]


def main() -> None:
    known = (
        Known(id=row["id"], source=Source.FOREIGN, title=row["title"], explanation=row["text"])
        for row in rows("corpus.jsonl")
    )
    texts = [
        row["text"] for name in ("queries.jsonl", "negatives.jsonl") for row in spread(rows(name))
    ]
    seen, said = [], []
    with tempfile.TemporaryDirectory() as folder:
        index = Index.rebuild(Path(folder), known)
        for text in texts:
            normal = normalise(text)
            terms = Terms(words=normal.content, letters=normal.letters)
            found = index.store.candidates(Query(terms=terms, keys=normal.keys), limit=GATE)
            if len(found):
                seen.append(signals(found, len(normal.letters)))
                decision = index.answer(Message(text=text), at=datetime.now(UTC))
                said.append(decision.outcome.value)
    fit(np.array(seen), np.array(said))


def fit(seen: np.ndarray, said: np.ndarray) -> None:
    wanted = np.isin(said, ["answer", "suggest"])
    weights = np.where(said == "answer", 3.0, 1.0)
    mean, spread = seen.mean(0), seen.std(0)
    scaled = np.c_[(seen - mean) / spread, np.ones(len(seen))]
    slope = np.zeros(scaled.shape[1])
    for _ in range(6000):
        chance = 1 / (1 + np.exp(-scaled @ slope))
        slope -= 0.5 * (scaled.T @ ((chance - wanted) * weights) / len(seen) + 1e-3 * slope)
    raw = slope[:-1] / spread
    base = slope[-1] - float(mean @ raw)
    print("LETTERS, WORDS, LENGTH, MARGIN =", *raw.round(3), f"  middle {-base:.2f}")
    for below in (3, 2, 1.5, 1, 0):
        passed = seen @ raw >= -base - below
        shares = (f"{word} {passed[said == word].mean():.1%}" for word in np.unique(said))
        print(f"ENOUGH = {-base - below:.2f}:", ", ".join(shares))


if __name__ == "__main__":
    main()
