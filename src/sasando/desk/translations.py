"""What stands translated of a text: complete and fresh, or what is missing. Reads; writes nothing."""

from __future__ import annotations

from collections import defaultdict

from pydantic import ValidationError

from sasando.desk.models import Item, TranslatedText
from sasando.documents import Document
from sasando.documents.translation import MarksDiffer, Translation, Untranslated
from sasando.rendering.languages import further_languages


def translations_of(item: Item, document: Document) -> tuple[Translation, ...] | None:
    """Return the complete translations of ``document``, made of the texts of ``item``; one query.

    A language in which one text is missing, or is that of a source which reads otherwise now, is
    left out. ``None`` where there is none.
    """
    if item.pk is None:
        return None
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    rows = TranslatedText.objects.of(item).values_list("language", "source", "text")
    for language, source, text in rows:
        texts[language][source] = text
    found = []
    for one in further_languages():
        if one.code in texts:
            try:
                found.append(document.source.translate(one.code, texts[one.code]))
            except (Untranslated, MarksDiffer, ValidationError):
                continue  # the translator's screen says what is missing
    return tuple(found) or None
