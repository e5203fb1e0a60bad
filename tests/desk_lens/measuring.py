"""Hold the lens against the labelled sentences (data/README.md says how that is measured)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sasando.desk.lens import Finding, Passage, Place, read

SENTENCES = Path(__file__).with_name("data") / "sentences.tsv"


@dataclass(frozen=True)
class Labelled:
    part: str
    language: str
    passage: Passage
    labels: frozenset[str]

    def findings(self) -> tuple[Finding, ...]:
        return read([self.passage], language=self.language)


def labelled() -> Iterator[Labelled]:
    with SENTENCES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            yield Labelled(
                part=row["part"],
                language=row["language"],
                passage=Passage(Place(row["place"]), row["text"]),
                labels=frozenset(row["labels"].split(",")) - {"-"},
            )


@dataclass
class Figures:
    right: int = 0
    wrong: int = 0
    found: int = 0
    sought: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.sought)


def measure(part: str) -> Figures:
    figures = Figures()
    for one in labelled():
        if one.part != part:
            continue
        right = [finding for finding in one.findings() if finding.category in one.labels]
        figures.right += len(right)
        figures.wrong += len(one.findings()) - len(right)
        figures.sought += bool(one.labels)
        figures.found += bool(right)
    return figures
