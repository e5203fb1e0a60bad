"""A version in a further language: translated from it text by text, and approved with it.

The languages of the house (its pages, feeds and fixed words) have items of their own, twins with a
desk each. A further language has no desk: what it says follows its source, so that it is part of the
source's version, and a source that changed leaves no translation standing that says the old.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any

from pydantic import Field

from sasando.documents.blocks import Block, Span
from sasando.documents.frozen import Frozen
from sasando.documents.lesson import LessonStatement

Say = Callable[[str], str]  # a text of the source → the same in the other language

# What of a block a translator says anew. Names, dates and the names of laws stay.
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "paragraph": ("spans",),
    "heading": ("text",),
    "list": ("items",),
    "quote": ("text", "office"),
    "question": ("question", "answer"),
    "quiz": ("question", "choices"),
    "facts": ("title", "facts"),
    "table": ("caption", "header", "rows"),
    "stage": ("note",),
    "stage-change": ("reason",),
    "place": ("note",),
    "image": ("caption", "alt"),
    "video": ("title", "transcript"),
    "recording": ("title",),
    "contact": ("office", "hours"),
    "action": ("label", "note"),
}
_INNER: Mapping[str, tuple[str, ...]] = {
    "choices": ("text", "feedback"),
    "facts": ("label", "value", "note"),
}
_MARK = re.compile(r"<(/?)(b|i|a\d+)>")


class Untranslated(Exception):
    """Some texts of the source have no translation: ``texts``, in the order they are read."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        super().__init__(f"{len(texts)} texts are not translated")
        self.texts = texts


class MarksDiffer(ValueError):
    """A translation has other marks than its source: a bold or a link is missing, or one too many."""


class Translation(Frozen):
    """All that a version says, in one further language."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]  # ISO 639
    headline: Annotated[str, Field(min_length=1, max_length=200)]
    key_message: Annotated[str, Field(min_length=1, max_length=300)]
    body: Annotated[tuple[Block, ...], Field(min_length=1)]
    lesson: LessonStatement | None = None


class Source(Frozen):
    """What is translated of a version: its words and nothing around them."""

    headline: str
    key_message: str
    body: tuple[Block, ...]
    lesson: LessonStatement | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text to translate, once each, in the order they are read.

        Bold, italics and links stand in it as ``<b>…</b>``, ``<i>…</i>`` and ``<a1>…</a1>``.
        """
        found: dict[str, None] = {}

        def note(text: str) -> str:
            found.setdefault(text)
            return text

        self._said(note)
        return tuple(found)

    def translate(self, language: str, texts: Mapping[str, str]) -> Translation:
        """Return the translation that ``texts`` (source text → its translation) make.

        Raises ``Untranslated``, ``MarksDiffer``, or pydantic's ``ValidationError`` for what is too
        long.
        """
        missing = tuple(text for text in self.texts if not texts.get(text, "").strip())
        if missing:
            raise Untranslated(missing)
        return Translation.model_validate(
            self._said(lambda text: texts[text].strip()) | {"language": language}
        )

    def _said(self, of_words: Say) -> dict[str, Any]:
        def say(text: str) -> str:
            return of_words(text) if any(map(str.isalpha, text)) else text  # figures stay

        said: dict[str, Any] = {
            "headline": say(self.headline),
            "key_message": say(self.key_message),
        }
        if self.lesson is not None:
            own = self.lesson.model_dump()
            said["lesson"] = own | {
                "aim": say(self.lesson.aim),
                "easy": [say(sentence) for sentence in self.lesson.easy],
                "terms": [
                    {"term": say(term.term), "meaning": say(term.meaning)}
                    for term in self.lesson.terms
                ],
            }
        said["body"] = [_block(block, say) for block in self.body]
        return said


def marked(spans: Iterable[Span]) -> str:
    """Return ``spans`` as one text with its marks: ``<b>`` strong, ``<i>`` emphasis, ``<a1>`` link."""
    parts, links = [], 0
    for span in spans:
        text = span.text
        if span.emphasis:
            text = f"<i>{text}</i>"
        if span.strong:
            text = f"<b>{text}</b>"
        if span.href:
            links += 1
            text = f"<a{links}>{text}</a{links}>"
        parts.append(text)
    return "".join(parts)


def unmarked(text: str, source: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return ``text`` as spans; its links lead where those of ``source`` do.

    Raises ``MarksDiffer`` for a mark that is not closed, and for links other than the source's.
    """
    hrefs = {f"a{n}": s.href for n, s in enumerate((s for s in source if s.href), start=1)}
    found: list[Span] = []
    on: list[str] = []
    linked: list[str] = []
    rest = 0
    for mark in (*_MARK.finditer(text), None):
        if said := text[rest : mark.start() if mark else len(text)]:
            href = next((hrefs.get(name) for name in on if name in hrefs), None)
            found.append(Span(text=said, strong="b" in on, emphasis="i" in on, href=href))
        if mark is None:
            break
        rest, (closes, name) = mark.end(), mark.groups()
        if closes and (not on or on.pop() != name):
            raise MarksDiffer(text)
        if not closes:
            on.append(name)
            linked += [name] if name.startswith("a") else []
    if on or sorted(linked) != sorted(hrefs) or not found:
        raise MarksDiffer(text)
    return tuple(found)


def _block(block: Block, say: Say) -> dict[str, Any]:
    value = block.model_dump()
    for name in _TEXTS[block.type]:
        value[name] = _value(name, getattr(block, name), value[name], say)
    return value


def _value(name: str, given: Any, dumped: Any, say: Say) -> Any:
    """Return one field said anew: a text, spans, lists of either, choices, facts or a table's rows."""
    if given is None or isinstance(given, str):
        return say(given) if given else given
    if name in _INNER:
        return [
            row
            | {
                inner: say(getattr(one, inner)) if getattr(one, inner) else ""
                for inner in _INNER[name]
            }
            for one, row in zip(given, dumped, strict=True)
        ]
    if given and isinstance(given[0], Span):
        return [span.model_dump() for span in unmarked(say(marked(given)), given)]
    return [_value("", one, None, say) for one in given]
