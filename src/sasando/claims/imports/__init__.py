"""Fact-checks by others: read from what they publish, row by row, with a report by line."""

from sasando.claims.imports.reading import read_checks
from sasando.claims.imports.report import CheckReport, Problem, Problems
from sasando.claims.imports.rows import ForeignRow

__all__ = ["CheckReport", "ForeignRow", "Problem", "Problems", "read_checks"]
