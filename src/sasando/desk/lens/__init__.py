"""The gender lens: what a text says about women, whom it quotes and shows, and how hard it reads.

Plain Python. It advises and blocks nothing; every finding names the guideline it comes from.
"""

from sasando.desk.lens.findings import Category, Finding, Guideline, Passage, Place
from sasando.desk.lens.headline import HeadlineTest, headline_test
from sasando.desk.lens.passages import passages_of
from sasando.desk.lens.reading import read
from sasando.desk.lens.rules import Rule, RulesError, guidelines, seed

__all__ = [
    "Category",
    "Finding",
    "Guideline",
    "HeadlineTest",
    "Passage",
    "Place",
    "Rule",
    "RulesError",
    "guidelines",
    "headline_test",
    "passages_of",
    "read",
    "seed",
]
