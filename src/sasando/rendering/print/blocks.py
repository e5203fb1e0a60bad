"""Body blocks as the plain values that the templates set: text made drawable, dates in words."""

from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from sasando.documents import blocks
from sasando.rendering.addresses import absolute
from sasando.rendering.dates import date_range, long_date
from sasando.rendering.lessons import answer_of, lettered
from sasando.rendering.phrases import phrase
from sasando.rendering.print.glyphs import breakable, drawable
from sasando.rendering.print.hyphenation import hyphenate
from sasando.rendering.print.pictures import Pictures, print_picture

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a body is set: language, width of the line, and whether words may be divided."""

    language: str
    width_mm: float
    site_url: str
    divide: bool = True
    pictures: Pictures | None = None
    grey: bool = False  # pictures without colour

    def text(self, text: str) -> str:
        """Return running text: drawable, divided, long tokens breakable."""
        words = breakable(drawable(text))
        return hyphenate(words) if self.divide and self.language == "id" else words

    def plain(self, text: str) -> str:
        """Return text that is never divided: names, labels, figures."""
        return breakable(drawable(text))

    def link(self, href: str) -> str:
        """Return ``href`` as an address that works from paper: with a host, encoded."""
        return absolute(href, self.site_url)

    def say(self, key: str, **values: object) -> str:
        """Return a fixed phrase, drawable."""
        return drawable(phrase(key, self.language, **values))

    def spans(self, spans: tuple[blocks.Span, ...]) -> list[Values]:
        """Return runs of text with their marks."""
        return [
            {
                "t": self.text(s.text),
                "b": s.strong,
                "i": s.emphasis,
                "u": self.link(s.href) if s.href else "",
            }
            for s in spans
        ]


def set_blocks(body: tuple[blocks.Block, ...], setting: Setting) -> list[Values]:
    """Return ``body`` in order. A picture the store has not got is set by its words alone."""
    return [{"type": block.type, **_values(block, setting)} for block in body]


@singledispatch
def _values(block: object, setting: Setting) -> Values:
    raise TypeError(f"no way to print a {type(block).__name__}")


@_values.register
def _(block: blocks.Paragraph, setting: Setting) -> Values:
    return {"spans": setting.spans(block.spans)}


@_values.register
def _(block: blocks.Heading, setting: Setting) -> Values:
    return {"text": setting.plain(block.text)}


@_values.register
def _(block: blocks.Listing, setting: Setting) -> Values:
    return {"ordered": block.ordered, "items": [setting.spans(item) for item in block.items]}


@_values.register
def _(block: blocks.Quote, setting: Setting) -> Values:
    return {
        "text": setting.text(block.text),
        "speaker": setting.plain(block.speaker),
        "office": setting.plain(block.office),
    }


@_values.register
def _(block: blocks.QuestionAnswer, setting: Setting) -> Values:
    return {"question": setting.text(block.question), "answer": setting.spans(block.answer)}


@_values.register
def _(block: blocks.Quiz, setting: Setting) -> Values:
    letter, right = answer_of(block)
    return {
        "question": setting.text(block.question),
        "choices": [
            {"letter": mark, "text": setting.text(choice.text)} for mark, choice in lettered(block)
        ],
        "answer": setting.text(setting.say("lesson.right", letter=letter, feedback=right.feedback)),
    }


@_values.register
def _(block: blocks.FactBox, setting: Setting) -> Values:
    return {
        "title": setting.plain(block.title),
        "facts": [
            {
                "label": setting.plain(fact.label),
                "value": setting.plain(fact.value),
                "foot": setting.plain(_fact_foot(fact, setting)),
            }
            for fact in block.facts
        ],
    }


def _fact_foot(fact: blocks.Fact, setting: Setting) -> str:
    day = long_date(fact.as_of, setting.language) if fact.as_of else ""
    dated = setting.say("item.as_of", date=day) if day else ""
    origin = " ".join(part for part in (fact.source, dated) if part)
    return ". ".join(part for part in (origin, fact.note) if part)


@_values.register
def _(block: blocks.Table, setting: Setting) -> Values:
    return {
        "caption": setting.plain(block.caption),
        "header": [setting.plain(cell) for cell in block.header],
        "rows": [[setting.plain(cell) for cell in row] for row in block.rows],
    }


@_values.register
def _(block: blocks.StageReference, setting: Setting) -> Values:
    return {
        "name": setting.plain(block.name),
        "election": setting.plain(block.election),
        "dates": date_range(block.starts, block.ends, setting.language),
        "note": setting.plain(block.note),
    }


@_values.register
def _(block: blocks.StageChange, setting: Setting) -> Values:
    was = date_range(block.was_starts, block.was_ends, setting.language)
    now = date_range(block.starts, block.ends, setting.language)
    return {
        "name": setting.plain(block.name),
        "election": setting.plain(block.election),
        "was": setting.say("item.was", dates=was),
        "dates": setting.say("item.now", dates=now),
        "note": _said(setting, "item.reason", reason=block.reason),
    }


@_values.register
def _(block: blocks.PlaceReference, setting: Setting) -> Values:
    stations = block.polling_stations
    said = setting.say("item.polling_stations", count=stations) if stations is not None else ""
    return {
        "name": setting.plain(block.name),
        "within": setting.plain(block.within),
        "stations": said,
        "note": setting.plain(block.note),
    }


@_values.register
def _(block: blocks.Image, setting: Setting) -> Values:
    return {
        "svg": _picture(block, setting),
        "alt": drawable(block.alt),
        "caption": setting.text(block.caption),
        "credit": setting.plain(setting.say("item.photo", credit=block.credit)),
    }


def _picture(block: blocks.Image, setting: Setting) -> str:
    if setting.pictures is None:
        return ""
    try:
        content = setting.pictures.read(block.sha256)
    except KeyError:
        return ""
    return print_picture(content, width_mm=setting.width_mm, grey=setting.grey) or ""


@_values.register
def _(block: blocks.Video, setting: Setting) -> Values:
    return {
        "title": setting.plain(setting.say("item.video", title=block.title)),
        "href": setting.link(block.href),
        "address": setting.plain(typed_address(absolute(block.href, setting.site_url))),
    }


@_values.register
def _(block: blocks.Recording, setting: Setting) -> Values:
    return {
        "title": setting.plain(setting.say("item.video", title=block.title)),
        "href": setting.link(block.href),
        "address": setting.plain(typed_address(absolute(block.href, setting.site_url))),
    }


_CONTACT_LINES = ("phone", "email", "address", "hours")


@_values.register
def _(block: blocks.Contact, setting: Setting) -> Values:
    lines = [_said(setting, f"item.{name}", value=getattr(block, name)) for name in _CONTACT_LINES]
    return {
        "name": setting.plain(block.name),
        "office": setting.plain(block.office),
        "lines": [line for line in lines if line],
    }


@_values.register
def _(block: blocks.CallToAction, setting: Setting) -> Values:
    return {
        "label": setting.plain(block.label),
        "href": setting.link(block.href),
        "address": setting.plain(typed_address(absolute(block.href, setting.site_url))),
        "note": setting.plain(block.note),
    }


def typed_address(href: str) -> str:
    """Return ``href`` as people type it: without scheme, "www." and the last slash."""
    bare = href
    for scheme in ("https://", "http://", "mailto:", "tel:"):
        bare = bare.removeprefix(scheme)
    return bare.removeprefix("www.").removesuffix("/")


def _said(setting: Setting, key: str, **values: str) -> str:
    """Return the phrase when its value is given, else nothing."""
    return setting.plain(setting.say(key, **values)) if all(values.values()) else ""
