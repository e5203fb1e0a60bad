"""An answer in the messages of the WhatsApp Cloud API, within its limits. Pure.

https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/message-api
"""

from dataclasses import dataclass
from typing import Any

from sasando.channels.builtin.messengers.splitting import (
    numbered,
    shortened,
    split_text,
    utf16_units,
)
from sasando.plugins.messenger import Option, Reply, Template
from sasando.rendering.phrases import phrase

_BODY = 1024  # characters of an interactive message's body, a caption, a template's value
_TEXT = 4096
_BUTTONS, _TITLE = 3, 20
_ROWS, _ROW_TITLE, _ROW_DESCRIPTION = 10, 24, 72


@dataclass(frozen=True, slots=True)
class Message:
    """One message without its recipient. ``image`` is put in once WhatsApp has given it an id."""

    content: dict[str, Any]
    image: bytes = b""

    def with_image(self, identifier: str) -> dict[str, Any]:
        """Return the content with the picture WhatsApp knows as ``identifier``."""
        picture = {"id": identifier}
        if self.content["type"] == "image":
            return {**self.content, "image": {**self.content["image"], **picture}}
        header = {"type": "image", "image": picture}
        return {**self.content, "interactive": {**self.content["interactive"], "header": header}}


def messages_of(reply: Reply, *, in_group: bool = False) -> list[Message]:
    """Return the messages an answer becomes, inside the 24 hours."""
    if reply.options and in_group:
        return _plain(reply, numbered(reply))
    if reply.options:
        return _interactive(reply)
    return _plain(reply, reply.text)


def template_message(template: Template) -> Message:
    """Return a template with its values: on one line each, as WhatsApp wants them."""
    values = [{"type": "text", "text": shortened(v, _BODY) or "-"} for v in template.parameters]
    content: dict[str, Any] = {"name": template.name, "language": {"code": template.language}}
    if values:
        content["components"] = [{"type": "body", "parameters": values}]
    return Message({"type": "template", "template": content})


def _plain(reply: Reply, words: str) -> list[Message]:
    pieces = split_text(words, _TEXT)
    found = []
    if reply.image:
        caption = {"caption": pieces.pop()} if len(pieces) == 1 and _fits(pieces[0]) else {}
        found.append(Message({"type": "image", "image": caption}, reply.image))
    return [*found, *(_text(piece, reply) for piece in pieces)]


def _interactive(reply: Reply) -> list[Message]:
    *before, body = split_text(reply.text, _BODY) or [phrase("messenger.choose", reply.language)]
    opening = "\n\n".join(before)
    buttons = len(reply.options) <= _BUTTONS
    content = {"type": "interactive", "interactive": _chooser(body, reply, buttons=buttons)}
    if reply.image and buttons and not before:
        return [Message(content, reply.image)]
    picture = [Message({"type": "image", "image": {}}, reply.image)] if reply.image else []
    texts = [_text(piece, reply) for piece in split_text(opening, _TEXT)]
    return [*picture, *texts, Message(content)]


def _chooser(body: str, reply: Reply, *, buttons: bool) -> dict[str, Any]:
    if buttons:
        shown = [
            {"type": "reply", "reply": {"id": option.id, "title": title}}
            for option, title in zip(reply.options, _titles(reply.options, _TITLE), strict=True)
        ]
        return {"type": "button", "body": {"text": body}, "action": {"buttons": shown}}
    options = reply.options[:_ROWS]
    titles = _titles(options, _ROW_TITLE)
    rows = [_row(option, title) for option, title in zip(options, titles, strict=True)]
    choose = phrase("messenger.choose", reply.language)
    action = {"button": choose, "sections": [{"title": choose, "rows": rows}]}
    return {"type": "list", "body": {"text": body}, "action": action}


def _titles(options: tuple[Option, ...], limit: int) -> list[str]:
    """Return the labels within ``limit``, no two alike: WhatsApp refuses twins."""
    titles = [shortened(option.label, limit) for option in options]
    if len({title.casefold() for title in titles}) == len(titles):
        return titles
    return [shortened(f"{n}. {option.label}", limit) for n, option in enumerate(options, 1)]


def _row(option: Option, title: str) -> dict[str, str]:
    more = option.description or (option.label if title != option.label else "")
    described = {"description": shortened(more, _ROW_DESCRIPTION)} if more else {}
    return {"id": option.id, "title": title, **described}


def _text(piece: str, reply: Reply) -> Message:
    return Message({"type": "text", "text": {"body": piece, "preview_url": reply.preview}})


def _fits(caption: str) -> bool:
    return utf16_units(caption) <= _BODY
