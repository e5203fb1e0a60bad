"""XML that is valid for any Unicode text, and the same bytes each time."""

import re

from lxml import etree

# What XML 1.0 (section 2.2, Char) has no place for, not even as a character reference.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Return ``text`` without the characters that XML 1.0 cannot say."""
    return _ILLEGAL.sub("", text)


def add(
    parent: etree._Element, tag: str, text: str = "", attributes: dict[str, str] | None = None
) -> etree._Element:
    """Append an element ``tag`` with ``text`` and ``attributes`` to ``parent``; return it."""
    element = etree.SubElement(parent, tag)
    for name, value in (attributes or {}).items():
        element.set(name, legal(value))
    if text:
        element.text = legal(text)
    return element


def xml_bytes(root: etree._Element) -> bytes:
    """Return ``root`` as a UTF-8 document, indented, with its declaration and a last newline."""
    etree.indent(root, space=" ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
