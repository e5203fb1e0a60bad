"""Everything a house holds, in a folder that a person reads without Sasando, and back again.

A backup is the house's own copy, for the same database. An archive is for good: a line of JSON a row, a
file a table, the files as they were, the sums as ``sha256sum --check`` takes them. The same house gives
the same bytes, on SQLite and on PostgreSQL.
"""

from sasando.cli.archive.layout import ArchiveError
from sasando.cli.archive.reading import import_all
from sasando.cli.archive.writing import export_all

__all__ = ["ArchiveError", "export_all", "import_all"]
