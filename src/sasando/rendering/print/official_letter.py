"""A letter of an authority on its letterhead, as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sasando.rendering.dates import long_date
from sasando.rendering.print.glyphs import drawable
from sasando.rendering.print.typesetter import pdf


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of the text: ``kind`` is "paragraph", "title", "quote" or "list" (of ``lines``)."""

    kind: str
    text: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialLetter:
    """What stands on the sheet, in the order it stands there."""

    language: str
    sender: str
    under: Sequence[str]  # address lines under the name
    day: date
    number: str
    facts: Sequence[tuple[str, str]]
    to: Sequence[str]
    subject: str
    parts: Sequence[Part]
    signed: Sequence[str]

    @property
    def text(self) -> str:
        """The same as plain text, for a mail."""
        blocks = []
        for part in self.parts:
            if part.kind == "list":
                blocks.append("\n".join(f"- {line}" for line in part.lines))
            else:
                blocks.append(part.text.upper() if part.kind == "title" else part.text)
        facts = "\n".join(f"{name}: {value}" for name, value in self.facts)
        return "\n\n".join([facts, *blocks, "\n".join(self.signed)])


def official_letter_pdf(letter: OfficialLetter) -> bytes:
    """Return ``letter`` as PDF/A-2a and PDF/UA-1. Signs no typeface of ours has are told as "□".

    Raises ``TypesettingFailed``.
    """
    return pdf(
        "official_letter",
        {
            "language": letter.language,
            "sender": drawable(letter.sender),
            "under": [drawable(line) for line in letter.under],
            "date": [letter.day.year, letter.day.month, letter.day.day],
            "place": long_date(letter.day, letter.language),
            "number": letter.number,
            "facts": [(name, drawable(value)) for name, value in letter.facts],
            "to": [drawable(line) for line in letter.to],
            "subject": drawable(letter.subject),
            "parts": [
                {
                    "kind": part.kind,
                    "text": drawable(part.text),
                    "lines": [drawable(line) for line in part.lines],
                }
                for part in letter.parts
            ],
            "signed": [drawable(line) for line in letter.signed],
        },
    )
