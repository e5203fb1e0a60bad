"""A Document as styled paragraphs: what a page-layout desk flows into its own design.

No soft hyphens and no replaced letters: the desk's program has its own dictionary and typefaces.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sasando.documents import Document
from sasando.rendering.phrases import phrase
from sasando.rendering.print.blocks import Setting, set_blocks
from sasando.rendering.print.frame import frame
from sasando.rendering.verdicts import told_blocks
from sasando.rendering.xml_text import legal

STYLES = (
    "Kind",
    "Headline",
    "Lead",
    "Byline",
    "CorrectionNotice",
    "Body",
    "BodyFirst",
    "Subhead",
    "ListBullet",
    "ListNumber",
    "Quote",
    "QuoteSource",
    "Question",
    "FactTitle",
    "Fact",
    "StageDate",
    "TableTitle",
    "TableCell",
    "Contact",
    "Caption",
    "Credit",
)
STRONG, EMPHASIS, LINK, FACT_VALUE = "Strong", "Emphasis", "Link", "FactValue"
CHARACTER_STYLES = (STRONG, EMPHASIS, LINK, FACT_VALUE)


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one character style, "" for none."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Styled:
    """A paragraph in one paragraph style."""

    style: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first row is its header."""

    rows: tuple[tuple[str, ...], ...]


Flow = Styled | Grid

# A paragraph has one line: these would start a second one, or a table cell, in the desk's program.
_LINE_ENDS = dict.fromkeys("\t\n\r\x85\u2028\u2029", " ")


class _LayoutSetting(Setting):
    """Text as it was written, without what XML cannot carry."""

    def text(self, text: str) -> str:
        return "".join(_LINE_ENDS.get(c, c) for c in legal(text) if unicodedata.category(c) != "Cf")

    def plain(self, text: str) -> str:
        return self.text(text)

    def say(self, key: str, **values: object) -> str:
        return phrase(key, self.language, **values)


def flow(document: Document, *, site_url: str = "") -> list[Flow]:
    """Return ``document`` from its kind to its code, as paragraphs and tables in order."""
    setting = _LayoutSetting(language=document.language, site_url=site_url, width_mm=0)
    around = frame(document, setting)
    out: list[Flow] = [_line("Kind", f"{around['kind']} · {around['publisher']}")]
    out += _notices(around)
    out += [_line("Headline", around["headline"]), _line("Lead", around["key_message"])]
    names = ", ".join(setting.plain(name) for name in document.byline)
    by = setting.say("item.by", names=names) if names else ""
    byline = " · ".join(part for part in (by, around["partners"]) if part)
    out += [_line("Byline", byline)] if byline else []
    out += _body(document, setting)
    closing = [
        setting.say("item.verify", address=around["address"]),
        setting.say("item.published", moment=around["published"]) if around["published"] else "",
    ]
    if around["valid_until"]:
        closing.append(setting.say("item.valid_until", moment=around["valid_until"]))
    return out + [_line("Credit", text) for text in closing if text]


def _line(style: str, text: str) -> Styled:
    return Styled(style, (Run(text),))


def _notices(around: dict[str, Any]) -> list[Flow]:
    out: list[Flow] = []
    if standing := around["standing"]:
        words = f"{standing['word']}. {standing['sentence']} {standing['note']}".rstrip()
        out.append(_line("CorrectionNotice", words))
    if correction := around["correction"]:
        words = " ".join(p for p in (correction["of"], correction["change"]) if p)
        out.append(_line("CorrectionNotice", f"{correction['word']}. {words}"))
    return out


def _body(document: Document, setting: Setting) -> list[Flow]:
    body = set_blocks(told_blocks(document), setting)
    out = [styled for block in body for styled in _styled(block)]
    if not document.dateline or document.verdict:
        return out
    dateline = Run(f"{setting.plain(document.dateline)} — ", STRONG)
    if document.body[0].type == "paragraph" and isinstance(out[0], Styled):
        return [Styled("BodyFirst", (dateline, *out[0].runs)), *out[1:]]
    return [Styled("BodyFirst", (dateline,)), *out]


def _styled(block: dict[str, Any]) -> Iterator[Flow]:
    return _STYLED[block["type"]](block)


def _runs(spans: list[dict[str, Any]]) -> tuple[Run, ...]:
    return tuple(Run(span["t"], _character_style(span)) for span in spans)


def _character_style(span: dict[str, Any]) -> str:
    if span["u"]:
        return LINK
    return STRONG if span["b"] else EMPHASIS if span["i"] else ""


def _paragraph(b: dict[str, Any]) -> Iterator[Flow]:
    yield Styled("Body", _runs(b["spans"]))


def _heading(b: dict[str, Any]) -> Iterator[Flow]:
    yield _line("Subhead", b["text"])


def _list(b: dict[str, Any]) -> Iterator[Flow]:
    style = "ListNumber" if b["ordered"] else "ListBullet"
    for number, item in enumerate(b["items"], 1):
        mark = f"{number}.\t" if b["ordered"] else "•\t"
        yield Styled(style, (Run(mark), *_runs(item)))


def _quote(b: dict[str, Any]) -> Iterator[Flow]:
    yield _line("Quote", f"“{b['text']}”")
    yield _line("QuoteSource", ", ".join(p for p in (b["speaker"], b["office"]) if p))


def _question(b: dict[str, Any]) -> Iterator[Flow]:
    yield _line("Question", b["question"])
    yield Styled("Body", _runs(b["answer"]))


def _quiz(b: dict[str, Any]) -> Iterator[Flow]:
    yield _line("Question", b["question"])
    for choice in b["choices"]:
        yield _line("ListNumber", f"{choice['letter']}.\t{choice['text']}")
    yield _line("Body", b["answer"])


def _facts(b: dict[str, Any]) -> Iterator[Flow]:
    yield _line("FactTitle", b["title"])
    for fact in b["facts"]:
        foot = f" ({fact['foot']})" if fact["foot"] else ""
        runs = (Run(f"{fact['label']}: "), Run(fact["value"], FACT_VALUE), Run(foot))
        yield Styled("Fact", tuple(run for run in runs if run.text))


def _table(b: dict[str, Any]) -> Iterator[Flow]:
    yield _line("TableTitle", b["caption"])
    yield Grid((tuple(b["header"]), *(tuple(row) for row in b["rows"])))


def _stage(b: dict[str, Any]) -> Iterator[Flow]:
    yield _line("FactTitle", f"{b['name']} ({b['election']})")
    yield from (_line("Fact", text) for text in [b.get("was", "")] if text)
    yield _line("StageDate", b["dates"])
    yield from (_line("Fact", text) for text in [b["note"]] if text)


def _place(b: dict[str, Any]) -> Iterator[Flow]:
    parts = (b["within"], b["stations"], b["note"])
    rest = "".join(f", {part}" for part in parts if part)
    yield Styled("Body", tuple(r for r in (Run(b["name"], STRONG), Run(rest)) if r.text))


def _image(b: dict[str, Any]) -> Iterator[Flow]:
    yield _line("Caption", b["caption"])
    yield _line("Credit", b["credit"])


def _video(b: dict[str, Any]) -> Iterator[Flow]:
    yield Styled("Caption", (Run(f"{b['title']}, "), Run(b["address"], LINK)))


def _contact(b: dict[str, Any]) -> Iterator[Flow]:
    yield _line("FactTitle", ", ".join(p for p in (b["name"], b["office"]) if p))
    yield from (_line("Contact", line) for line in b["lines"])


def _action(b: dict[str, Any]) -> Iterator[Flow]:
    note = f" ({b['note']})" if b["note"] else ""
    runs = (Run(f"{b['label']}: ", STRONG), Run(b["address"], LINK), Run(note))
    yield Styled("Body", tuple(run for run in runs if run.text))


_STYLED = {
    "paragraph": _paragraph,
    "heading": _heading,
    "list": _list,
    "quote": _quote,
    "question": _question,
    "quiz": _quiz,
    "facts": _facts,
    "table": _table,
    "stage": _stage,
    "stage-change": _stage,
    "place": _place,
    "image": _image,
    "video": _video,
    "recording": _video,
    "contact": _contact,
    "action": _action,
}
