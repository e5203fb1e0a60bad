"""A Document as a post on a social page: plain text, since such pages know no marks."""

from sasando.documents import Document, Standing
from sasando.rendering.addresses import absolute, short_address
from sasando.rendering.notices import notices
from sasando.rendering.phrases import phrase
from sasando.rendering.prose import one_line
from sasando.rendering.sources import source_line
from sasando.rendering.text import body_text

_CUT = "…"


def post_text(document: Document, *, site_url: str, limit: int, whole: bool = False) -> str:
    """Return the post in at most ``limit`` UTF-16 units, which is how platforms count.

    Notices, headline, key message, with ``whole`` the body too; then the source, and on lines of
    their own the canonical address and that of exactly this version. What is too long is cut
    before these. A withdrawn text is not spread again: only the notice is.
    """
    language = document.language
    above = [*notices(document), one_line(document.headline)]
    below = [
        absolute(document.href, site_url),
        phrase("item.verify", language, address=short_address(document, site_url)),
    ]
    if document.imprint is None or document.imprint.standing is not Standing.WITHDRAWN:
        above += [one_line(document.key_message), *([body_text(document)] if whole else [])]
        below.insert(0, source_line(document))
    foot = "\n".join(below)
    return f"{_fitting(_joined(above), limit - _units(foot) - 2)}\n\n{foot}"


def _joined(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _fitting(text: str, room: int) -> str:
    """Return ``text`` in ``room`` units, cut at its last blank with an ellipsis."""
    if _units(text) <= room:
        return text
    head = text[: room - 1]
    while _units(head) > room - 1:
        head = head[:-1]
    border = max(head.rfind("\n"), head.rfind(" "))
    return (head[:border] if border > 0 else head).rstrip() + _CUT


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
