"""A lesson beside its translation: text by text, and what became stale since it was translated."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from sasando.desk.compose import compose, name_only
from sasando.desk.models import Item, TranslatedText
from sasando.desk.models.translations import digest_of
from sasando.documents import Document
from sasando.rendering.languages import FurtherLanguage, further_languages

_ALIKE = 55  # of 100; below it a text that is gone is not the earlier form of one that came


@dataclass(frozen=True, slots=True)
class Row:
    """One text of the source with its translation, "" where there is none for these words."""

    key: str  # of its field
    source: str
    text: str
    was: str = ""  # the source as it read when it was translated last, where it changed
    said: str = ""  # and the translation of that

    @property
    def is_stale(self) -> bool:
        """It was translated once, and reads otherwise now."""
        return not self.text and bool(self.said)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A lesson in one further language."""

    language: FurtherLanguage
    rows: tuple[Row, ...]

    @property
    def done(self) -> int:
        """How many texts are translated, as they read now."""
        return sum(bool(row.text) for row in self.rows)

    @property
    def stale(self) -> int:
        """How many were, and changed since."""
        return sum(row.is_stale for row in self.rows)

    @property
    def is_complete(self) -> bool:
        """Whether it goes out with the next version."""
        return self.done == len(self.rows)


def source_of(item: Item) -> Document:
    """Return the text of ``item`` as it was saved last, published or not."""
    revision = item.latest_revision
    text = revision.as_object() if revision else item
    return compose(text, number=item.next_number, freeze=name_only).document


def sheets_of(item: Item) -> list[Sheet]:
    """Return ``item`` in every further language, as far as it is translated; a few queries."""
    document = source_of(item)
    rows = list(TranslatedText.objects.of(item).order_by("-at", "-pk"))
    return [
        _sheet(language, document, [row for row in rows if row.language == language.code])
        for language in further_languages()
    ]


def _sheet(language: FurtherLanguage, document: Document, rows: list[TranslatedText]) -> Sheet:
    said = {row.source: row.text for row in rows}
    texts = document.source.texts
    gone = [row for row in rows if row.source not in texts]
    return Sheet(language, tuple(_row(text, said.get(text, ""), gone) for text in texts))


def _row(source: str, text: str, gone: list[TranslatedText]) -> Row:
    key = digest_of(source)[:16]
    if text or not gone:
        return Row(key, source, text)
    nearest = max(gone, key=lambda row: fuzz.ratio(row.source, source))
    if fuzz.ratio(nearest.source, source) < _ALIKE:
        return Row(key, source, "")
    return Row(key, source, "", was=nearest.source, said=nearest.text)
