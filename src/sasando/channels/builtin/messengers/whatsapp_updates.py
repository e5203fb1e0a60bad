"""What a webhook call of the WhatsApp Cloud API says. Pure.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages

Since 2026 people may hide their number behind a user name; a business-scoped user id then stands in
its place, and stands beside it otherwise. It is what the house answers to wherever it is given.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sasando.channels.builtin.messengers.payload import moment, number, part, parts, text
from sasando.channels.builtin.messengers.whatsapp_errors import Meaning, failure_of
from sasando.plugins.links import links_in
from sasando.plugins.messenger import (
    Incoming,
    Malformed,
    Media,
    MediaKind,
    Received,
    State,
    Status,
)

ADDRESS = re.compile(
    r"\d{5,20}|[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}|group/[\w.=+-]{1,200}", re.ASCII
)
_FIRST = datetime.fromtimestamp(0, UTC)
_STATES = {state.value: state for state in State} | {"played": State.READ}
_KINDS = {
    "image": MediaKind.IMAGE,
    "sticker": MediaKind.STICKER,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
    "document": MediaKind.FILE,
}
_WHO_AND_WHEN = ("from", "from_user_id", "id", "timestamp", "group_id")
_NOT_FOR_US = {"reaction", "revoke", "system", "request_welcome", "ephemeral"}
Words = Callable[[int, str], str]  # a failure's code and WhatsApp's own words, for people


@dataclass(slots=True)
class _Gathered:
    incoming: list[Incoming] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unwanting: list[str] = field(default_factory=list)


def read_call(data: dict[str, Any], *, phone_number_id: str, words: Words) -> Received:
    """Return what one call brought for our number. Raises ``Malformed``."""
    if text(data, "object") != "whatsapp_business_account" or not isinstance(
        data.get("entry"), list
    ):
        raise Malformed("this is no call of the WhatsApp Business Platform")
    found = _Gathered()
    for entry in parts(data, "entry"):
        for change in parts(entry, "changes"):
            value = part(change, "value")
            ours = text(part(value, "metadata"), "phone_number_id") == phone_number_id
            if ours and text(change, "field") == "messages":
                _read_value(value, found, words)
            elif ours and text(change, "field") == "user_preferences":
                _read_preferences(value, found)
    return Received(
        incoming=tuple(found.incoming),
        statuses=tuple(found.statuses),
        gone=tuple(found.gone),
        unwanting=tuple(found.unwanting),
    )


def _read_preferences(value: dict[str, Any], found: _Gathered) -> None:
    """Who stopped marketing messages; who resumes them writes the word that subscribes.

    https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
    """
    people = _user_ids(value)
    for told in parts(value, "user_preferences"):
        if text(told, "category") == "marketing_messages" and text(told, "value") == "stop":
            phone = text(told, "wa_id")
            candidates = (text(told, "user_id"), people.get(phone, ""), phone)
            found.unwanting += [one for one in candidates if ADDRESS.fullmatch(one)]


def _read_value(value: dict[str, Any], found: _Gathered, words: Words) -> None:
    people = _user_ids(value)
    own = "".join(re.findall(r"\d", text(part(value, "metadata"), "display_phone_number")))
    for message in parts(value, "messages"):
        if text(part(message, "system"), "type") == "user_changed_number":
            found.gone.append(text(message, "from"))
        elif incoming := _message(message, people, own):
            found.incoming.append(incoming)
    for status in parts(value, "statuses"):
        if read := _status(status, words):
            found.statuses.append(read)


def _user_ids(value: dict[str, Any]) -> dict[str, str]:
    """Return the business-scoped user ids by number."""
    contacts = parts(value, "contacts")
    return {text(contact, "wa_id"): text(contact, "user_id") for contact in contacts}


def _status(status: dict[str, Any], words: Words) -> Status | None:
    state, identifier = _STATES.get(text(status, "status")), text(status, "id")
    if state is None or not identifier:
        return None
    told = Status(
        identifier=identifier,
        state=state,
        at=moment(text(status, "timestamp")) or _FIRST,
        key=text(status, "biz_opaque_callback_data"),
    )
    if state is not State.FAILED:
        return told
    error = next(iter(parts(status, "errors")), {})
    code = number(error, "code") or 0
    meaning = failure_of(code).meaning
    return replace(
        told,
        code=str(code),
        words=words(code, own_words(error)),
        window_closed=meaning is Meaning.WINDOW,
        passing=meaning is Meaning.LATER,
        of_inbox=meaning is Meaning.INBOX,
        unwanted=meaning is Meaning.UNWANTED,
        unreachable=meaning is Meaning.GONE,
    )


def own_words(error: dict[str, Any]) -> str:
    """Return what WhatsApp says of an error, its details first."""
    details = text(part(error, "error_data"), "details")
    return details or text(error, "message") or text(error, "title")


def _message(message: dict[str, Any], people: dict[str, str], own: str) -> Incoming | None:
    sender, kind = _sender(message, people), text(message, "type")
    identifier = text(message, "id")
    if not sender or not identifier or kind in _NOT_FOR_US:
        return None
    if kind == "edit":
        return _edited(message, people, own)
    context, group = part(message, "context"), text(message, "group_id")
    words, media = _words(message, kind), _media(message, kind)
    answers_us = bool(own) and text(context, "from") == own
    return Incoming(
        external_id=identifier,
        address=f"group/{group}" if group else sender,
        sender=sender,
        sent_at=moment(text(message, "timestamp")) or _FIRST,
        text=words,
        links=links_in(words),
        media=media,
        pressed=_pressed(message),
        forwarded=context.get("forwarded") is True or context.get("frequently_forwarded") is True,
        forwarded_many=context.get("frequently_forwarded") is True,
        in_group=bool(group),
        asked=not group or answers_us or (bool(own) and f"@{own}" in words),
        reply_to=text(context, "id"),
        receipt_handle=identifier,
    )


def _edited(message: dict[str, Any], people: dict[str, str], own: str) -> Incoming | None:
    edit = part(message, "edit")
    inner, first = part(edit, "message"), text(edit, "original_message_id")
    if not inner or not first or text(inner, "type") == "edit":
        return None
    kept: dict[str, Any] = {name: message[name] for name in _WHO_AND_WHEN if name in message}
    incoming = _message({**inner, **kept}, people, own)
    return replace(incoming, external_id=first, edited=True) if incoming else None


def _sender(message: dict[str, Any], people: dict[str, str]) -> str:
    """Return the business-scoped user id, else the number; ``""`` when there is neither."""
    phone = text(message, "from")
    alone = next(iter(people.values())) if len(people) == 1 else ""
    for candidate in (text(message, "from_user_id"), people.get(phone, ""), phone or alone):
        if ADDRESS.fullmatch(candidate) and "/" not in candidate:
            return candidate
    return ""


def _words(message: dict[str, Any], kind: str) -> str:
    if kind == "text":
        return text(part(message, "text"), "body")
    if kind == "button":
        return text(part(message, "button"), "text")
    if kind == "interactive":
        interactive = part(message, "interactive")
        return text(part(interactive, text(interactive, "type")), "title")
    return text(part(message, kind), "caption")


def _pressed(message: dict[str, Any]) -> str:
    interactive = part(message, "interactive")
    chosen = text(part(interactive, text(interactive, "type")), "id")
    return chosen or text(part(message, "button"), "payload")


def _media(message: dict[str, Any], kind: str) -> tuple[Media, ...]:
    if kind in ("text", "button", "interactive"):
        return ()
    found = part(message, kind)
    if kind not in _KINDS or not text(found, "id"):
        return (Media(id="", kind=MediaKind.OTHER),)
    mime = text(found, "mime_type").partition(";")[0].strip()
    what = _KINDS[kind]
    if kind == "sticker" and found.get("animated") is True:
        what = MediaKind.ANIMATION
    elif kind == "document" and mime.startswith("image/") and mime != "image/gif":
        what = MediaKind.IMAGE
    return (Media(id=text(found, "id"), kind=what, mime=mime, name=text(found, "filename")),)
