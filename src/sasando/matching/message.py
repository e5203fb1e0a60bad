"""What somebody asks about: a text, links, pictures; and a stretch of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sasando.matching.pictures import Picture


@dataclass(frozen=True, slots=True)
class Message:
    """One forwarded message as it came in.

    ``pictures`` are the bytes of image files: their words and looks are still to be read.
    ``prints`` are the looks of pictures that were read before, their words being in ``text``.
    """

    text: str = ""
    links: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()
    prints: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, in code points: ``text[start:end]``.

    ``field`` names the field of the known thing it lies in; in a message it is ``text``.
    """

    start: int
    end: int
    field: str = "text"

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """Return the stretch of ``text`` this span points at."""
        return text[self.start : self.end]
