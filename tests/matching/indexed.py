"""Entries for the tests of the index, by a tokeniser too simple to be wrong."""

from sasando.matching.index import NO_TERMS, Entry, Terms


def terms(text: str) -> Terms:
    """Return the words of a text, in both ways."""
    words = tuple(text.lower().split())
    return Terms(words, words)


def entry(
    name: str, title: str = "", claim: str = "", explanation: str = "", **others: object
) -> Entry:
    """Return an entry whose record is its title."""
    fields = tuple(terms(text) if text else NO_TERMS for text in (title, claim, explanation))
    return Entry(id=name, record=title.encode(), fields=fields, **others)  # type: ignore[arg-type]
