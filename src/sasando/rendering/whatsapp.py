"""A Document as WhatsApp messages, to be sent or pasted."""

import re

from sasando.documents import Document, Standing
from sasando.rendering.addresses import short_address
from sasando.rendering.notices import notices, standing_notice
from sasando.rendering.prose import Marks, Prose
from sasando.rendering.sources import source_line
from sasando.rendering.verdicts import told_blocks

LIMIT = 4096  # characters of one text message: WhatsApp Cloud API, messages, text.body
CHANNEL_LIMIT = 1024  # characters: short enough to stand under a picture, too
_MINIMUM = 200  # below this not even a heading and the address fit
_COUNTER = len("(999/999)\n")

_ADDRESS = re.compile(r"https?://\S+")
# WhatsApp knows no escape. A mark that stands at the border of a word is therefore written with
# its twin from the mathematical and modifier signs: it looks the same and means nothing.
_MARK = re.compile(r"(?<![^\W_])[*_~`]|[*_~`](?![^\W_])")
_TWINS = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_LINE_START = re.compile(r"^([>\-])(?= )")
_LINE_TWINS = {">": "›", "-": "–"}


def literal(text: str) -> str:
    """Return ``text`` so that WhatsApp shows it as it is; addresses stay what they are."""
    pieces: list[str] = []
    position = 0
    for address in _ADDRESS.finditer(text):
        pieces += [_twinned(text[position : address.start()]), address[0]]
        position = address.end()
    pieces.append(_twinned(text[position:]))
    return _LINE_START.sub(lambda m: _LINE_TWINS[m[1]], "".join(pieces))


def _twinned(text: str) -> str:
    return _MARK.sub(lambda m: _TWINS[m[0]], text)


WHATSAPP = Marks(strong="*", emphasis="_", bullet="- ", literal=literal)


def whatsapp_messages(
    document: Document, *, site_url: str = "", limit: int = LIMIT
) -> tuple[str, ...]:
    """Return the Document as messages of at most ``limit`` characters each.

    The key message comes first and every message ends with the short address. More than one
    message is counted, "(1/3)", and split between blocks, inside a block only if it is longer than
    a message. A withdrawn text is not spread again: only the notice is. Raises ``ValueError`` for
    a limit under 200 characters.
    """
    if limit < _MINIMUM:
        raise ValueError(f"a message needs at least {_MINIMUM} characters, not {limit}")
    address = short_address(document, site_url)
    blocks = _blocks(document)
    whole = "\n\n".join([*blocks, address])
    if len(whole) <= limit:
        return (whole,)
    room = limit - len(address) - 2 - _COUNTER
    parts = _packed([piece for block in blocks for piece in _fitting(block, room)], room)
    return tuple(
        f"({n}/{len(parts)})\n{part}\n\n{address}" for n, part in enumerate(parts, start=1)
    )


def channel_update(document: Document, *, site_url: str = "", limit: int = CHANNEL_LIMIT) -> str:
    """Return the Document as one update of a WhatsApp Channel: what must be known, and where it is.

    It is not split: an update stands alone, and followers read the rest at its address. What does
    not fit ``limit`` is cut with an ellipsis; a withdrawn text is not spread again.
    """
    address = short_address(document, site_url)
    withdrawn = document.imprint is not None and document.imprint.standing is Standing.WITHDRAWN
    told = _blocks(document) if withdrawn else _blocks(document)[: len(notices(document)) + 2]
    source = source_line(document, literal)
    ending = address if withdrawn else f"{source}\n{address}"
    room = limit - len(ending) - 2
    text = "\n\n".join(told)
    if len(text) > room:
        text = f"{text[: room - 1].rstrip()}…"
    return f"{text}\n\n{ending}"


def _blocks(document: Document) -> list[str]:
    prose = Prose(document.language, WHATSAPP)
    headline = prose.strong(document.headline)
    if document.imprint is not None and document.imprint.standing is Standing.WITHDRAWN:
        return [prose.strong(standing_notice(document)), prose.text(document.headline)]
    source = source_line(document, prose.text)
    body = [prose.block(block) for block in told_blocks(document)]
    return [
        *(prose.strong(notice) for notice in notices(document)),
        headline,
        prose.text(document.key_message),
        *body,
        source,
    ]


def _fitting(block: str, room: int) -> list[str]:
    """Cut a block that is longer than a message at its last blank or line before the border."""
    pieces: list[str] = []
    while len(block) > room:
        border = max(block.rfind("\n", 0, room), block.rfind(" ", 0, room))
        border = border if border > 0 else room
        pieces.append(block[:border].rstrip())
        block = block[border:].lstrip()
    return [*pieces, block] if block else pieces


def _packed(blocks: list[str], room: int) -> list[str]:
    parts: list[str] = []
    for block in blocks:
        if parts and len(parts[-1]) + 2 + len(block) <= room:
            parts[-1] += f"\n\n{block}"
        else:
            parts.append(block)
    return parts
