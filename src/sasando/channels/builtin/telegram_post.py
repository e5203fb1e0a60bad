"""A Document as one post of a Telegram channel: HTML of Telegram's own few tags. Pure."""

from datetime import datetime
from html import escape
from typing import Any

from sasando.channels.builtin.messengers.splitting import shortened, utf16_units
from sasando.documents import Document, Imprint, Standing
from sasando.rendering.notices import notices
from sasando.rendering.phrases import phrase
from sasando.rendering.prose import Prose, one_line
from sasando.rendering.sources import source_line
from sasando.rendering.verdicts import told_blocks

_GAP = 2  # units of the blank line between two parts
_LONGEST_SOURCE = 100  # units
_LONGEST_ADDRESS = 200  # characters; a longer one gives way to the short address


def post_html(document: Document, *, limit: int, site_url: str, whole: bool) -> str:
    """Return ``document`` in at most ``limit`` UTF-16 units, counted as Telegram does: after its marks.

    Notices come first, the address last. With ``whole`` the body follows the key message as far as
    it fits, cut between blocks only. Of a withdrawn text only the notice and the headline are left.
    """
    headline = escape(one_line(document.headline), quote=False)
    foot = [_address(document, site_url)]
    if is_withdrawn(document):
        return _joined([*_noticed(document, [headline, *foot], limit), headline, *foot])
    source = source_line(document)
    foot = [escape(shortened(source, _LONGEST_SOURCE), quote=False), *foot]
    key_message = escape(one_line(document.key_message), quote=False)
    head = [f"<b>{headline}</b>", key_message]
    head = [*_noticed(document, head + foot, limit), *head]
    if not whole:
        return _joined([*head, *foot])
    prose = Prose(document.language)
    blocks = [escape(prose.block(block), quote=False) for block in told_blocks(document)]
    return _joined([*head, *_fitting(blocks, head + foot, limit, document.language), *foot])


def visible_units(html: str) -> int:
    """Return how long Telegram takes ``html`` to be: its marks count nothing."""
    for mark in ("<b>", "</b>"):
        html = html.replace(mark, "")
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        html = html.replace(entity, sign)
    return utf16_units(html)


def is_withdrawn(document: Document) -> bool:
    return document.imprint is not None and document.imprint.standing is Standing.WITHDRAWN


def _noticed(document: Document, others: list[str], limit: int) -> list[str]:
    """Return the notices in what the ``others`` leave; a long reason is cut, never left out."""
    told = notices(document)
    room = limit - sum(visible_units(part) + _GAP for part in others)
    share = room // max(len(told), 1) - _GAP
    return [f"<b>{escape(shortened(notice, share), quote=False)}</b>" for notice in told]


def _fitting(blocks: list[str], around: list[str], limit: int, language: str) -> list[str]:
    """Return the first of ``blocks`` that fit between what is ``around``, and a word on the rest."""
    room = limit - sum(visible_units(part) + _GAP for part in around)
    more = escape(phrase("telegram.more", language), quote=False)
    taken: list[str] = []
    for number, block in enumerate(blocks, 1):
        needed = visible_units(block) + _GAP
        last = number == len(blocks)
        if needed + (0 if last else visible_units(more) + _GAP) > room:
            return [*taken, more]
        taken.append(block)
        room -= needed
    return taken


def _address(document: Document, site_url: str) -> str:
    short = f"{site_url}/v/{document.code}"
    usable = document.href.startswith("http") and len(document.href) <= _LONGEST_ADDRESS
    return escape(document.href if usable else short, quote=False)


def _joined(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def as_withdrawn(document: Document, reason: str, at: datetime) -> Document:
    """Return ``document`` as it stands once it was withdrawn for ``reason``."""
    imprint = document.imprint or Imprint(published_at=at, first_published_at=at)
    changes = {"standing": Standing.WITHDRAWN, "standing_note": reason}
    return document.with_imprint(imprint.model_copy(update=changes))


def preview(document: Document) -> dict[str, Any]:
    """Return what the Bot API is told of the link to be shown below a text."""
    usable = document.href.startswith("http")
    return {"link_preview_options": {"url": document.href} if usable else {"is_disabled": True}}
