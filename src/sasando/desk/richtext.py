"""Rich text of the editor → spans of a Document. Pure; whatever it does not know is plain text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from sasando.documents.blocks import Listing, Paragraph, Span

PageHref = Callable[[int], str | None]  # a page's id → its public address
_SAFE = re.compile(r"(https?://|mailto:|tel:|/)\S+\Z")
_BOLD = {"b", "strong"}
_ITALIC = {"i", "em"}
_DEAF = {"script", "style", "template"}


@dataclass
class _Run:
    """Text under one set of marks."""

    text: str
    strong: bool
    emphasis: bool
    href: str | None


@dataclass
class _Reader(HTMLParser):
    """Collects paragraphs and lists. Marks nest; anything else only parts the text."""

    page_href: PageHref
    blocks: list[Paragraph | Listing] = field(default_factory=list)
    runs: list[_Run] = field(default_factory=list)
    points: list[tuple[Span, ...]] = field(default_factory=list)
    links: list[str | None] = field(default_factory=list)
    lists: list[bool] = field(default_factory=list)  # ordered?
    strong: int = 0
    emphasis: int = 0
    deaf: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DEAF:
            self.deaf += 1
        elif tag in _BOLD:
            self.strong += 1
        elif tag in _ITALIC:
            self.emphasis += 1
        elif tag == "a":
            self.links.append(self._href(dict(attrs)))
        elif tag == "br":
            self.handle_data(" ")
        elif tag in ("ul", "ol"):
            self._end_of_text()
            self.lists.append(tag == "ol")
        elif tag in ("p", "li"):
            self._end_of_text()

    def handle_endtag(self, tag: str) -> None:
        if tag in _DEAF:
            self.deaf = max(0, self.deaf - 1)
        elif tag in _BOLD:
            self.strong = max(0, self.strong - 1)
        elif tag in _ITALIC:
            self.emphasis = max(0, self.emphasis - 1)
        elif tag == "a":
            if self.links:
                self.links.pop()
        elif tag in ("p", "li"):
            self._end_of_text()
        elif tag in ("ul", "ol"):
            self._end_of_text()
            if self.lists:
                self._end_of_list()

    def handle_data(self, data: str) -> None:
        if self.deaf or not data:
            return
        href = self.links[-1] if self.links else None
        run = _Run(re.sub(r"\s+", " ", data), self.strong > 0, self.emphasis > 0, href)
        last = self.runs[-1] if self.runs else None
        if last and (last.strong, last.emphasis, last.href) == (run.strong, run.emphasis, href):
            last.text += run.text
        else:
            self.runs.append(run)

    def finish(self) -> tuple[Paragraph | Listing, ...]:
        self.close()
        self._end_of_text()
        while self.lists:
            self._end_of_list()
        return tuple(self.blocks)

    def _href(self, attributes: dict[str, str | None]) -> str | None:
        if attributes.get("linktype") == "page" and (attributes.get("id") or "").isdigit():
            return self.page_href(int(attributes["id"] or 0))
        href = (attributes.get("href") or "").strip()
        return href if _SAFE.match(href) else None

    def _end_of_text(self) -> None:
        spans = _spans(self.runs)
        self.runs = []
        if not spans:
            return
        if self.lists:
            self.points.append(spans)
        else:
            self.blocks.append(Paragraph(spans=spans))

    def _end_of_list(self) -> None:
        ordered = self.lists.pop()
        if self.points and not self.lists:  # a list within a list joins the outer one
            self.blocks.append(Listing(ordered=ordered, items=tuple(self.points)))
            self.points = []


def _spans(runs: list[_Run]) -> tuple[Span, ...]:
    """Trim the ends, drop what is empty."""
    runs = [run for run in runs if run.text]
    while runs and not runs[0].text.lstrip():
        runs.pop(0)
    while runs and not runs[-1].text.rstrip():
        runs.pop()
    if not runs:
        return ()
    runs[0].text = runs[0].text.lstrip()
    runs[-1].text = runs[-1].text.rstrip()
    return tuple(
        Span(text=run.text, strong=run.strong, emphasis=run.emphasis, href=run.href) for run in runs
    )


def read_rich_text(html: str, *, page_href: PageHref) -> tuple[Paragraph | Listing, ...]:
    """Return the paragraphs and lists of ``html``, in order.

    Bold, italic and links with a safe scheme are kept; scripts and styles go; every other tag is
    dropped and its text kept. Links to pages become the address ``page_href`` gives, or plain text.
    """
    reader = _Reader(page_href)
    reader.feed(html)
    return reader.finish()
