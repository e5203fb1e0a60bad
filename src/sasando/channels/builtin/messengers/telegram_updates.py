"""What a Telegram update says (Bot API 10.2, https://core.telegram.org/bots/api#update). Pure."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sasando.channels.builtin.messengers.payload import moment, number, part, parts, text
from sasando.plugins.links import links_in
from sasando.plugins.messenger import Incoming, Media, MediaKind, Received

_EDGE = 1600  # pixels; a larger copy tells no more and costs the sender's and the house's line
_GONE = {"kicked", "left"}
_IN_GROUPS = {"cek", "check", "tanya", "ask"}  # other bots of a group have a /stop of their own
_FIRST = datetime.fromtimestamp(0, UTC)
_KINDS = {
    "animation": MediaKind.ANIMATION,
    "video": MediaKind.VIDEO,
    "video_note": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
    "voice": MediaKind.AUDIO,
}
_OTHERS = (  # not places: a live one is edited every few seconds, and asks nothing
    "contact",
    "poll",
    "story",
    "dice",
    "game",
    "paid_media",
    "checklist",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Who the house is on Telegram."""

    id: int
    username: str  # without @, lower case


def read_update(update: dict[str, Any], bot: Bot) -> Received:
    """Return what one update brought; nothing when it is of a kind the house has no use for."""
    if member := part(update, "my_chat_member"):
        status = text(part(member, "new_chat_member"), "status")
        chat = number(part(member, "chat"), "id")
        return Received(gone=(str(chat),)) if chat is not None and status in _GONE else Received()
    if query := part(update, "callback_query"):
        incoming = _pressed(query)
    elif message := part(update, "message"):
        incoming = _message(message, bot)
    elif message := part(update, "edited_message"):
        incoming = _edited(message, bot)
    else:
        incoming = None
    return Received(incoming=(incoming,) if incoming else ())


def _pressed(query: dict[str, Any]) -> Incoming | None:
    message, sender = part(query, "message"), part(query, "from")
    address, identifier = _address(message), text(query, "id")
    if not address or not identifier or number(sender, "id") is None:
        return None
    data = text(query, "data")
    buttons = part(message, "reply_markup").get("inline_keyboard")
    return Incoming(
        external_id=f"callback/{identifier}",
        address=address,
        sender=str(number(sender, "id")),
        sent_at=moment(number(message, "date")) or _FIRST,
        text=_label(buttons, data),
        pressed=data,
        in_group=_in_group(message),
        reply_to=_identifier(message),
        language=text(sender, "language_code"),
        receipt_handle=f"callback/{identifier}",
    )


def _label(rows: object, data: str) -> str:
    for row in rows if isinstance(rows, list) else []:
        for button in row if isinstance(row, list) else []:
            if text(button, "callback_data") == data:
                return text(button, "text")
    return ""


def _edited(message: dict[str, Any], bot: Bot) -> Incoming | None:
    incoming = _message(message, bot)
    return replace(incoming, edited=True) if incoming else None


def _message(message: dict[str, Any], bot: Bot, *, quoting: bool = True) -> Incoming | None:
    sender, address = part(message, "from"), _address(message)
    by_chat = number(part(message, "sender_chat"), "id")  # an anonymous administrator, a channel
    who = by_chat if by_chat is not None else number(sender, "id")
    if not address or who is None or (sender.get("is_bot") is True and by_chat is None):
        return None
    words, entities = _words(message)
    media = _media(message)
    if not words and not media:
        return None  # somebody joined, a title was changed, a place was shared
    answered = part(message, "reply_to_message")
    ours = number(part(answered, "from"), "id") == bot.id
    in_group = _in_group(message)
    command, rest, mentioned = _called(words, entities, bot, open_to_all=not in_group or ours)
    automatic = message.get("is_automatic_forward") is True
    return Incoming(
        external_id=_identifier(message),
        address=address,
        sender=str(who),
        sent_at=moment(number(message, "date")) or _FIRST,
        text=rest,
        command=command,
        links=_links(words, entities),
        media=media,
        forwarded=bool(part(message, "forward_origin")) or "forward_date" in message,
        in_group=in_group,
        asked=not automatic and (not in_group or bool(command) or mentioned or ours),
        reply_to=_identifier(answered),
        quoted=_message(answered, bot, quoting=False) if quoting and not ours else None,
        language=text(sender, "language_code"),
        thread_key=text(message, "media_group_id"),
    )


def _address(message: dict[str, Any]) -> str:
    """Return "chat" or, in a group with topics, "chat/topic"."""
    chat = number(part(message, "chat"), "id")
    topic = number(message, "message_thread_id")
    if chat is None:
        return ""
    return f"{chat}/{topic}" if topic and message.get("is_topic_message") is True else str(chat)


def _identifier(message: dict[str, Any]) -> str:
    chat, own = number(part(message, "chat"), "id"), number(message, "message_id")
    return "" if chat is None or own is None else f"{chat}/{own}"


def _in_group(message: dict[str, Any]) -> bool:
    return text(part(message, "chat"), "type") != "private"


def _words(message: dict[str, Any]) -> tuple[str, list[tuple[str, int, int, str]]]:
    """Return text or caption, and its entities: kind, start, end (in characters), link."""
    name = "text" if text(message, "text") else "caption"
    words = text(message, name)
    places = _characters(words)
    entities = []
    for entity in parts(message, "entities" if name == "text" else "caption_entities"):
        start, size = number(entity, "offset"), number(entity, "length")
        if start is not None and size is not None and 0 <= start < start + size < len(places):
            span = places[start], places[start + size]
            entities.append((text(entity, "type"), *span, text(entity, "url")))
    return words, entities


def _characters(words: str) -> list[int]:
    """Return for each UTF-16 unit of ``words``, and its end, the character it belongs to."""
    places = []
    for index, character in enumerate(words):
        places += [index] * (2 if character > "\uffff" else 1)
    return [*places, len(words)]


def _called(
    words: str, entities: list[tuple[str, int, int, str]], bot: Bot, *, open_to_all: bool
) -> tuple[str, str, bool]:
    """Return the command, the words without command and mention, and whether it was mentioned.

    A command that names no bot is ours where ``open_to_all``, else if no other bot may mean it.
    """
    command, mentioned = "", False
    taken: list[tuple[int, int]] = []
    for kind, start, end, _ in entities:
        said = words[start:end].lower()
        if kind == "bot_command" and start == 0:
            name, _, whose = said.removeprefix("/").partition("@")
            if whose == bot.username or (not whose and (open_to_all or name in _IN_GROUPS)):
                command = name
                taken.append((start, end))
        elif kind == "mention" and said == f"@{bot.username}":
            mentioned = True
            taken.append((start, end))
    for start, end in sorted(taken, reverse=True):
        words = words[:start] + words[end:]
    return command, words.strip() if taken else words, mentioned


def _links(words: str, entities: list[tuple[str, int, int, str]]) -> tuple[str, ...]:
    hidden = [link for kind, _, _, link in entities if kind == "text_link"]
    return links_in("\n".join([*hidden, words]))


def _media(message: dict[str, Any]) -> tuple[Media, ...]:
    if sizes := parts(message, "photo"):
        photo = _best(sizes)
        return (_file(photo, MediaKind.IMAGE, mime="image/jpeg"),) if text(photo, "file_id") else ()
    if sticker := part(message, "sticker"):
        moves = sticker.get("is_animated") is True or sticker.get("is_video") is True
        return (_file(sticker, MediaKind.ANIMATION if moves else MediaKind.STICKER),)
    for name, kind in _KINDS.items():
        if found := part(message, name):
            return (_file(found, kind),)
    if document := part(message, "document"):
        mime = text(document, "mime_type")
        still = mime.startswith("image/") and mime != "image/gif"
        return (_file(document, MediaKind.IMAGE if still else MediaKind.FILE),)
    if any(name in message for name in _OTHERS):
        return (Media(id="", kind=MediaKind.OTHER),)
    return ()


def _best(sizes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the largest copy that fits ``_EDGE``, or the smallest there is."""

    def edge(size: dict[str, Any]) -> int:
        return max(number(size, "width") or 0, number(size, "height") or 0)

    fitting = [size for size in sizes if edge(size) <= _EDGE]
    return max(fitting, key=edge) if fitting else min(sizes, key=edge)


def _file(found: dict[str, Any], kind: MediaKind, *, mime: str = "") -> Media:
    return Media(
        id=text(found, "file_id"),
        kind=kind,
        mime=text(found, "mime_type") or mime,
        size=number(found, "file_size"),
        name=text(found, "file_name"),
    )
