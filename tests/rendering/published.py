"""Published documents in every standing, and texts that try to break out of a format."""

from datetime import timedelta

from hypothesis import strategies as st

from sasando.documents import Document
from sasando.documents.document import Alternate, Correction
from sasando.documents.imprint import PastVersion
from tests.documents.builders import (
    ITEM,
    PUBLISHED,
    a_document,
    full_document,
    paragraph,
    published,
)

CHANGE = "Jumlah TPS semula tertulis 525; yang benar 552."
CORRECTED_AT = PUBLISHED + timedelta(days=1)

# Anything a Document may hold: all of Unicode but lone surrogates, not blank.
any_text = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60).filter(
    lambda text: bool(text.strip())
)


# What a Document takes for an address: anything without blanks behind a scheme.
any_address = any_text.map(lambda text: "https://x.example/" + "".join(text.split()))


def current() -> Document:
    """Every block there is, version 1."""
    return published(
        full_document(
            alternates=(Alternate(language="en", href="https://sasando.example/en/releases/dpt/"),)
        )
    )


def corrected() -> Document:
    """Version 2, which puts version 1 right."""
    first = current()
    document = full_document(
        version=2,
        correction=Correction(
            item=ITEM,
            version=1,
            digest=first.digest,
            headline=first.headline,
            href=first.href,
            change=CHANGE,
        ),
    )
    history = tuple(
        PastVersion(version=n, digest=d.digest, code=d.code, published_at=at, change=change)
        for n, d, at, change in ((1, first, PUBLISHED, ""), (2, document, CORRECTED_AT, CHANGE))
    )
    return published(document, published_at=CORRECTED_AT, history=history)


def withdrawn() -> Document:
    """A document taken back, with the reason."""
    return published(a_document(), standing="withdrawn", standing_note="Data keliru.")


def hostile(text: str) -> Document:
    """A published document that says ``text`` wherever a person may write."""
    document = a_document(
        headline=text, key_message=text, byline=(text,), body=(paragraph(text),), dateline=text
    )
    return published(document, standing="expired", standing_note=text)
