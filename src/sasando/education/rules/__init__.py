"""Who votes, with which ballots, with what in hand, and whether a ballot is valid: rules as data.

The tables (``data/*.toml``) hold questions and rules, each rule with the provision it rests on.
``decide`` reads them here; ``sheet`` hands the same tables to the script in the browser. Plain
Python: no Django, no clock, nothing kept.
"""

from sasando.education.rules.days import Election, day_in_words, is_date, read_date
from sasando.education.rules.deciding import Decision, State, decide
from sasando.education.rules.exceptions import TableBroken
from sasando.education.rules.sheet import sheet
from sasando.education.rules.speaking import Said, headline, problem, speak
from sasando.education.rules.tables import LANGUAGES, TOPICS, Law, Question, Rule, Table, table_of

__all__ = [
    "LANGUAGES",
    "TOPICS",
    "Decision",
    "Election",
    "Law",
    "Question",
    "Rule",
    "Said",
    "State",
    "Table",
    "TableBroken",
    "day_in_words",
    "decide",
    "headline",
    "is_date",
    "problem",
    "read_date",
    "sheet",
    "speak",
    "table_of",
]
