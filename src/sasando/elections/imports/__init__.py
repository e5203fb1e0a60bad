"""Tables from outside: read whole, judged row by row, and taken all or not at all."""

from sasando.elections.imports.report import ImportReport, RowError

__all__ = ["ImportReport", "RowError"]
