"""The gender lens: what a text says about women, whom it quotes and shows, and how hard it reads.

Plain Python. It advises and blocks nothing; every finding names the guideline it comes from.
"""

from sasando.desk.lens.balance import Balance, Count, balance_of
from sasando.desk.lens.concerns import Concern, concerns, covered
from sasando.desk.lens.findings import Category, Finding, Guideline, Passage, Place
from sasando.desk.lens.glossary import Mark, marks
from sasando.desk.lens.headline import HeadlineTest, headline_test
from sasando.desk.lens.passages import passages_of
from sasando.desk.lens.readability import Hard, Hint, Reading, readability
from sasando.desk.lens.reading import read
from sasando.desk.lens.rules import Rule, RulesError, guidelines, seed

__all__ = [
    "Balance",
    "Category",
    "Concern",
    "Count",
    "Finding",
    "Guideline",
    "Hard",
    "HeadlineTest",
    "Hint",
    "Mark",
    "Passage",
    "Place",
    "Reading",
    "Rule",
    "RulesError",
    "balance_of",
    "concerns",
    "covered",
    "guidelines",
    "headline_test",
    "marks",
    "passages_of",
    "read",
    "readability",
    "seed",
]
