"""The yearly report, made of a data package and nothing else: whoever has the data can make it again.

parts = yearly(read(folder), year=2024, language="id")
pdf = report_pdf(read(folder), year=2024, language="id")
"""

from sasando.accounts.report.paper import report_pdf
from sasando.accounts.report.parts import Part, Table
from sasando.accounts.report.yearly import NothingOfThatYear, yearly, years_of

__all__ = ["NothingOfThatYear", "Part", "Table", "report_pdf", "yearly", "years_of"]
