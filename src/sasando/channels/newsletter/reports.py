"""What machines send back: reports of non-delivery, complaints, and mails that unsubscribe. Pure.

RFC 3464 (delivery status), RFC 3463 (status codes), RFC 5965 (complaints). Read leniently: each
server writes its own. Whom it is about is told by a signed tag and by nothing else.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from enum import StrEnum

from sasando.channels.newsletter.tags import Purpose, Tag

MOST = 300_000  # bytes of a report; what it quotes beyond them is not looked through
_PARTS = 60
_ADDRESSED = ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "cc")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# Of 5.x.x those that a full mailbox, a size limit or the judgement on the sender may cause: they say
# nothing for ever about the address (RFC 3463).
_PASSING = re.compile(r"5\.(2\.[23]|3\.4|6\.\d+|7\.\d+|4\.\d+)")

Tags = Callable[[str], Iterable[Tag]]


class Says(StrEnum):
    HARD = "hard"  # no such mailbox
    SOFT = "soft"  # not now
    COMPLAINT = "complaint"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Report:
    """What one mail reports, about the reader of a tag."""

    says: Says
    tag: Tag


def read_report(content: bytes, *, tags: Tags) -> Report | None:
    """Return what a mail to the return address reports; ``None`` when it is nothing to act on.

    ``tags`` gives the signed tags in a text. A holiday note, an answer by a person, a report of a
    delay: nothing. The same mail read twice says the same.
    """
    content = content[:MOST]
    try:
        mail = message_from_bytes(content)
        addressed = list(_tags(mail, tags))
        kind = mail.get_content_type()
        told = _fields(mail) if kind == "multipart/report" else {}
        known = addressed or list(_quoted(mail, tags)) if told else addressed
    except RecursionError:  # mails inside mails without end: the outermost says enough
        mail = BytesHeaderParser().parsebytes(content)
        known, told = list(_tags(mail, tags)), {}
    if not known:
        return None
    if "feedback-type" in told:
        return Report(Says.COMPLAINT, known[0]) if _is_complaint(told) else None
    if told:
        return _bounce(told, known[0])
    leaving = [tag for tag in known if tag.purpose is Purpose.LEAVE]
    return Report(Says.LEAVE, leaving[0]) if leaving else None


def is_hard(code: str) -> bool:
    """Whether an enhanced status code says that the mailbox is not there, now and later."""
    return code.startswith("5.") and not _PASSING.match(code)


def enhanced_code(words: str) -> str:
    """Return the enhanced status code in a server's answer, made up from the plain one: "5.0.0"."""
    if found := _STATUS.search(words):
        return found.group()
    plain = re.search(r"\b([245])\d\d\b", words)
    return f"{plain.group(1)}.0.0" if plain else ""


def _bounce(told: dict[str, str], tag: Tag) -> Report | None:
    action = told.get("action", "").strip().lower()
    if action != "failed":
        return None  # delayed, relayed, delivered, expanded: the server goes on by itself
    code = enhanced_code(told.get("status", "")) or enhanced_code(told.get("diagnostic-code", ""))
    return Report(Says.HARD if is_hard(code) else Says.SOFT, tag)


def _is_complaint(told: dict[str, str]) -> bool:
    return told["feedback-type"].strip().lower() in ("abuse", "fraud", "opt-out", "other")


def _fields(mail: Message) -> dict[str, str]:
    """Return the fields of the machine-readable part, the last recipient's last."""
    told: dict[str, str] = {}
    for part in _walk(mail):
        if part.get_content_type() in ("message/delivery-status", "message/feedback-report"):
            for block in _blocks(part):
                told |= {name.lower(): str(value) for name, value in block.items()}
    return told


def _blocks(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))
    else:
        yield BytesHeaderParser().parsebytes(str(payload).encode("utf-8", "replace"))


def _tags(mail: Message, tags: Tags) -> Iterator[Tag]:
    for name in _ADDRESSED:
        for value in mail.get_all(name, []):
            yield from tags(str(value))


def _quoted(mail: Message, tags: Tags) -> Iterator[Tag]:
    """Give the tags in what the report quotes: the fields, and the headers of the message."""
    for part in _walk(mail):
        kind = part.get_content_type()
        if kind in ("message/delivery-status", "message/feedback-report", "message/rfc822"):
            for inner in _blocks(part):
                yield from tags(" ".join(str(value) for value in inner.values()))
        elif kind == "text/rfc822-headers":
            yield from tags(str(part.get_payload()))


def _walk(mail: Message) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number >= _PARTS:
            return
        yield part
