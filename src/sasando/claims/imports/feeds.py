"""RSS 2.0, RSS 1.0 and Atom of other fact-checkers. No entity is resolved, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urljoin

from django.utils.translation import gettext as _
from lxml import etree

from sasando.claims.imports.report import Problems
from sasando.claims.imports.rows import ForeignRow, make_row

_ENTRIES = frozenset({"item", "entry"})
_TEXTS = ("encoded", "content", "description", "summary")  # the fullest first
_DAYS = ("pubDate", "published", "date", "updated")


def read_feed(content: bytes, base_url: str, problems: Problems) -> Iterator[ForeignRow]:
    """Give the entries of ``content``, an entry a fact-check, as far as it is well-formed."""
    # ``recover`` reads on past a fault, as feed readers do; entities stay unresolved.
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        problems.add(0, _("This is no feed: %(error)s.") % {"error": str(error)[:100]})
        return
    if root is None:
        problems.add(0, _("This is no feed."))
        return
    if parser.error_log:
        fault = parser.error_log[0]
        words = _("The feed is broken here: %(error)s Read as far as possible.")
        problems.add(fault.line, words % {"error": fault.message}, left_out=False)
    language = _language(root)
    entries = [one for one in root.iter("{*}*", "*") if _name(one) in _ENTRIES]
    if not entries:
        problems.add(0, _("There are no entries in it."))
    for number, entry in enumerate(entries, start=1):
        row = make_row(number, _said(entry, base_url) | {"lang": language}, problems)
        if row is not None:
            yield row


def _name(element: etree._Element) -> str:
    """The name without namespace; a prefix that nothing declared is left in it by the parser."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def _language(root: etree._Element) -> str:
    said = root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return said or next((_text(one) for one in root.iter("{*}language", "language")), "")


def _said(entry: etree._Element, base_url: str) -> dict[str, str]:
    parts: dict[str, etree._Element] = {}
    for one in entry:
        parts.setdefault(_name(one), one)
    said = {name: _text(parts[name]) for name in parts if name != "link"}
    guid = said.get("guid") or said.get("id", "")
    link = _link(entry) or (guid if guid.startswith(("http://", "https://")) else "")
    with suppress(ValueError):  # a broken address is said to be one where the row is made
        link = urljoin(base_url, link) if link else ""
    return {
        "id": guid,
        "title": said.get("title", ""),
        "text": next((said[name] for name in _TEXTS if said.get(name)), ""),
        "date": next((said[name] for name in _DAYS if said.get(name)), ""),
        "url": link,
    }


def _link(entry: etree._Element) -> str:
    """RSS has the address inside of ``link``, Atom in ``href`` of the one that is no other's."""
    for one in entry:
        if _name(one) == "link" and one.get("rel", "alternate") == "alternate":
            return (one.get("href") or _text(one)).strip()
    return ""


def _text(element: etree._Element) -> str:
    return "".join(part for part in element.itertext() if isinstance(part, str)).strip()
