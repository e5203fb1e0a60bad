"""The line that says whose text it is, and that it is a paid partnership where it is one.

Kode Etik Jurnalistik and UU 40/1999 leave no doubt about what was paid for: on every surface, in every
message, whoever passes it on.
"""

from collections.abc import Callable

from sasando.documents import Document, Kind
from sasando.rendering.phrases import phrase

MADE_TOGETHER = frozenset({Kind.PARTNERSHIP, Kind.LESSON, Kind.EPISODE})
"""What both sides make and approve: readers are told that it is a paid partnership."""


def _as_it_is(text: str) -> str:
    return text


def source_line(document: Document, show: Callable[[str], str] = _as_it_is) -> str:
    """Return "Sumber: …", or "Kerja sama berbayar: …" with all who answer for it.

    ``show`` makes names fit for the surface: without marks, as they are said.
    """
    if document.kind not in MADE_TOGETHER:
        return phrase("item.source", document.language, source=show(document.publisher.name))
    return phrase("item.made_together", document.language, names=show(parties_of(document)))


def parties_of(document: Document) -> str:
    """Return publisher and partners by name, in their order."""
    return ", ".join(party.name for party in (document.publisher, *document.partners))


def partners_line(document: Document) -> str:
    """Return with whom it was made, and that it is paid where it is; "" without partners."""
    if not document.partners:
        return ""
    names = ", ".join(partner.name for partner in document.partners)
    key = "item.paid_with" if document.kind in MADE_TOGETHER else "item.with_partners"
    return phrase(key, document.language, names=names)


def kind_label(document: Document) -> str:
    """Return the kind for readers; a lesson or an episode says that it is a partnership, too."""
    kind = phrase(f"kind.{document.kind}", document.language)
    if document.kind not in MADE_TOGETHER or document.kind is Kind.PARTNERSHIP:
        return kind
    return f"{kind} · {phrase('kind.partnership', document.language)}"
