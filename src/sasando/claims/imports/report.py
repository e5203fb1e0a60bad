"""What came of an import of fact-checks."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MAX_PROBLEMS = 200  # more do not help anybody; they are counted all the same


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one line, in the reader's language."""

    line: int  # as an editor counts, from 1; the number of the entry in a feed; 0 is the file
    message: str
    left_out: bool = True  # False: the row was taken, less what is wrong with it

    def __str__(self) -> str:
        return f"{self.line}: {self.message}" if self.line else self.message


@dataclass(slots=True)
class Problems:
    """What is wrong, as it is found."""

    found: list[Problem] = field(default_factory=list)
    left_out: int = 0

    def add(self, line: int, message: str, *, left_out: bool = True) -> None:
        """Note one; past ``MAX_PROBLEMS`` only rows left out are counted."""
        self.left_out += left_out
        if len(self.found) < MAX_PROBLEMS:
            self.found.append(Problem(line, message, left_out))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """How many rows were taken, and what is wrong with the others."""

    problems: tuple[Problem, ...] = ()
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    elsewhere: int = 0  # rows whose page another source gave first: it stays with that one
    left_out: int = 0

    @property
    def ok(self) -> bool:
        """Whether anything could be read, or nothing was wrong."""
        return bool(self.taken or self.elsewhere or not self.problems)

    @property
    def taken(self) -> int:
        """Rows that stand in the database now."""
        return self.created + self.updated + self.unchanged

    @property
    def sentence(self) -> str:
        """What came of it, for people."""
        said = [
            _("Taken: %(created)d new, %(updated)d changed, %(unchanged)d as they were.")
            % {
                "created": self.created,
                "updated": self.updated,
                "unchanged": self.unchanged,
            }
        ]
        if self.elsewhere:
            words = ngettext(
                "%(count)d is known from another source.",
                "%(count)d are known from another source.",
                self.elsewhere,
            )
            said.append(words % {"count": self.elsewhere})
        if self.left_out:
            words = ngettext(
                "%(count)d could not be read and was left out.",
                "%(count)d could not be read and were left out.",
                self.left_out,
            )
            said.append(words % {"count": self.left_out})
        return " ".join(said)

    def as_dict(self) -> dict[str, object]:
        """The report for programs."""
        return asdict(self)
