"""Blocks as plain lines, for every surface that has no markup of its own.

A surface says how it writes emphasis and how it keeps text from being read as emphasis
(``Marks``); what is said, and in which order, is the same for all.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatchmethod

from sasando.documents.blocks import (
    Block,
    CallToAction,
    Contact,
    Fact,
    FactBox,
    Heading,
    Image,
    Listing,
    Paragraph,
    PlaceReference,
    QuestionAnswer,
    Quiz,
    Quote,
    Recording,
    Span,
    StageChange,
    StageReference,
    Table,
    Video,
)
from sasando.rendering.dates import date_range, long_date, number
from sasando.rendering.lessons import answer_of, lettered
from sasando.rendering.phrases import Phrases

_BLANKS = re.compile(r"\s+")


def one_line(text: str) -> str:
    """Return ``text`` with every run of blanks and line breaks made one blank."""
    return _BLANKS.sub(" ", text)


def _unchanged(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How a surface writes emphasis. ``literal`` keeps text from being read as marks."""

    strong: str = ""
    emphasis: str = ""
    bullet: str = "- "
    literal: Callable[[str], str] = _unchanged


PLAIN = Marks()


class Prose:
    """Writes blocks in one language with one surface's marks."""

    def __init__(self, language: str, marks: Marks = PLAIN) -> None:
        self.language = language
        self.marks = marks
        self.t = Phrases(language)

    def text(self, text: str) -> str:
        """Return ``text`` on one line, none of it read as a mark."""
        return self.marks.literal(one_line(text).strip())

    def strong(self, text: str) -> str:
        """Return ``text`` on one line, in strong marks."""
        return f"{self.marks.strong}{self.text(text)}{self.marks.strong}"

    def emphasis(self, text: str) -> str:
        """Return ``text`` on one line, in the marks of emphasis."""
        return f"{self.marks.emphasis}{self.text(text)}{self.marks.emphasis}"

    def spans(self, spans: tuple[Span, ...]) -> str:
        """Return ``spans`` as one line; an address follows its words in brackets."""
        whole = "".join(span.text for span in spans)
        pieces: list[str] = []
        position = 0
        for span in spans:
            before, after = whole[:position][-1:], whole[position + len(span.text) :][:1]
            pieces.append(self._span(span, before=before, after=after))
            position += len(span.text)
        return one_line("".join(pieces)).strip()

    def _span(self, span: Span, *, before: str, after: str) -> str:
        words = one_line(span.text)
        core = words.strip()
        if not core:
            return " "
        lead = words[: len(words) - len(words.lstrip())]
        tail = words[len(words.rstrip()) :]
        mark = self.marks.strong if span.strong else self.marks.emphasis if span.emphasis else ""
        # Chat marks count only at the border of a word: inside one they would show as they are.
        glued = (not lead and before.isalnum()) or (not tail and after.isalnum())
        mark = "" if glued else mark
        text = f"{mark}{self.marks.literal(core)}{mark}"
        if span.href and core not in (span.href, span.href.removeprefix("https://")):
            text = f"{text} ({span.href})"
        return f"{lead}{text}{tail}"

    @singledispatchmethod
    def block(self, block: Block) -> str:
        """Return one block as lines; no blank line inside. Raises for an unknown block."""
        raise TypeError(f"no prose for a block of type {block.type!r}")

    @block.register
    def _(self, block: Paragraph) -> str:
        return self.spans(block.spans)

    @block.register
    def _(self, block: Heading) -> str:
        return self.strong(block.text)

    @block.register
    def _(self, block: Listing) -> str:
        bullets = (f"{n}. " if block.ordered else self.marks.bullet for n in _from_one(block.items))
        return "\n".join(
            f"{bullet}{self.spans(item)}" for bullet, item in zip(bullets, block.items, strict=True)
        )

    @block.register
    def _(self, block: Quote) -> str:
        said_by = ", ".join(part for part in (block.speaker, block.office) if part)
        return f"“{self.text(block.text)}”\n— {self.text(said_by)}"

    @block.register
    def _(self, block: QuestionAnswer) -> str:
        question = self.strong(self.t("item.question", text=block.question))
        return f"{question}\n{self.t('item.answer', text=self.spans(block.answer))}"

    @block.register
    def _(self, block: Quiz) -> str:
        letter, right = answer_of(block)
        return "\n".join(
            [
                self.strong(self.t("item.question", text=block.question)),
                *(self.text(f"{mark}. {choice.text}") for mark, choice in lettered(block)),
                self.text(self.t("lesson.right", letter=letter, feedback=right.feedback)),
            ]
        )

    @block.register
    def _(self, block: FactBox) -> str:
        lines = [self.marks.bullet + self._fact(fact) for fact in block.facts]
        return "\n".join([self.strong(block.title), *lines])

    def _fact(self, fact: Fact) -> str:
        as_of = (
            self.t("item.as_of", date=long_date(fact.as_of, self.language)) if fact.as_of else ""
        )
        origin = ", ".join(part for part in (fact.source, as_of) if part)
        line = f"{fact.label}: {fact.value}" + (f" ({origin})" if origin else "")
        return self.text(f"{line}. {fact.note}" if fact.note else line)

    @block.register
    def _(self, block: Table) -> str:
        rows = [self.marks.bullet + self._row(block.header, row) for row in block.rows]
        return "\n".join([self.strong(block.caption), *rows])

    def _row(self, header: tuple[str, ...], row: tuple[str, ...]) -> str:
        """A row that needs no columns: its first cell, then each cell with its heading."""
        if len(row) == 2:
            return self.text(f"{row[0]}: {row[1]}")
        cells = "; ".join(f"{name}: {cell}" for name, cell in zip(header[1:], row[1:], strict=True))
        return self.text(f"{row[0]} — {cells}" if cells else row[0])

    @block.register
    def _(self, block: StageReference) -> str:
        dates = date_range(block.starts, block.ends, self.language)
        lines = [self.strong(block.name), self.text(f"{block.election}: {dates}")]
        return "\n".join([*lines, self.text(block.note)] if block.note else lines)

    @block.register
    def _(self, block: StageChange) -> str:
        was = date_range(block.was_starts, block.was_ends, self.language)
        now = date_range(block.starts, block.ends, self.language)
        lines = [
            self.strong(block.name),
            self.text(block.election),
            self.t("item.was", dates=was),
            self.t("item.now", dates=now),
        ]
        if block.reason:
            lines.append(self.t("item.reason", reason=self.text(block.reason)))
        return "\n".join(lines)

    @block.register
    def _(self, block: PlaceReference) -> str:
        place = ", ".join(part for part in (block.name, block.within) if part)
        parts = [place]
        if block.polling_stations is not None:
            count = number(block.polling_stations, self.language)
            parts.append(self.t("item.polling_stations", count=count))
        return self.text(". ".join([*parts, block.note] if block.note else parts))

    @block.register
    def _(self, block: Image) -> str:
        credit = self.t("item.photo", credit=block.credit)
        return self.emphasis(f"{block.caption} ({credit})")

    @block.register
    def _(self, block: Video) -> str:
        title = self.text(self.t("item.video", title=block.title))
        if block.duration_s:
            title += f" ({self.t('item.minutes', count=max(1, round(block.duration_s / 60)))})"
        lines = [title, block.href]
        if block.sign_href:
            lines += [self.text(self.t("item.signed", title=block.title)), block.sign_href]
        if block.transcript:
            lines += [f"{self.t('item.transcript')}:", self.text(one_line(block.transcript))]
        return "\n".join(lines)

    @block.register
    def _(self, block: Recording) -> str:
        title = self.text(self.t("item.video", title=block.title))
        minutes = self.t("item.minutes", count=max(1, round(block.duration_s / 60)))
        return f"{title} ({minutes})\n{block.href}"

    @block.register
    def _(self, block: Contact) -> str:
        lines = [self.strong(block.name)]
        if block.office:
            lines.append(self.text(block.office))
        for key in ("phone", "email", "address", "hours"):
            if value := getattr(block, key):
                lines.append(self.t(f"item.{key}", value=self.text(value)))
        return "\n".join(lines)

    @block.register
    def _(self, block: CallToAction) -> str:
        lines = [f"{self.strong(block.label)}: {block.href}"]
        return "\n".join([*lines, self.text(block.note)] if block.note else lines)


def _from_one(items: tuple[object, ...]) -> range:
    return range(1, len(items) + 1)
