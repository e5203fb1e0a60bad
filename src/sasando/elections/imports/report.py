"""What came of an import."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell, row or file, in the reader's language."""

    row: int  # as the spreadsheet counts: the header is row 1; 0 is the file itself
    column: str  # "" when it is the row
    message: str

    def __str__(self) -> str:
        where = [str(self.row)] if self.row else []
        return ", ".join([*where, *([self.column] if self.column else [])]) + f": {self.message}"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """With ``errors`` nothing was written; without, everything was."""

    errors: tuple[RowError, ...] = ()
    created: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def ok(self) -> bool:
        """Whether the table was taken."""
        return not self.errors

    @property
    def sentence(self) -> str:
        """What came of it, for people."""
        if self.errors:
            return ngettext(
                "One thing is wrong, so nothing was taken.",
                "%(count)d things are wrong, so nothing was taken.",
                len(self.errors),
            ) % {"count": len(self.errors)}
        return _("Taken: %(created)d new, %(updated)d changed, %(unchanged)d as they were.") % {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
        }

    def as_dict(self) -> dict[str, object]:
        """The report for programs."""
        return asdict(self)


@dataclass(slots=True)
class Tally:
    """Counts what happens to rows while they are written."""

    counts: Counter[str] = field(default_factory=Counter)

    def note(self, *, made: bool, changed: bool = False) -> None:
        """Count one row."""
        self.counts["created" if made else "updated" if changed else "unchanged"] += 1

    def report(self) -> ImportReport:
        """Return the counts."""
        return ImportReport(
            created=self.counts["created"],
            updated=self.counts["updated"],
            unchanged=self.counts["unchanged"],
        )
