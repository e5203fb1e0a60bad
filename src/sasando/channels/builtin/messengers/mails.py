"""What a mail says, and whether it may be answered by a machine (RFC 3834). Pure.

Headers are read leniently: a mail is whatever a stranger's program made of it.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256

from lxml import etree, html

from sasando.channels.builtin.messengers.payload import readable
from sasando.channels.builtin.messengers.quotes import (
    PASSED_ON,
    own_words,
    same_words,
    without_program,
)
from sasando.plugins.links import links_in
from sasando.plugins.messenger import (
    MAX_MEDIA,
    Incoming,
    Media,
    MediaKind,
    Received,
    State,
    Status,
)

MESSAGE_ID = re.compile(r"<[^<>\s\x00-\x1f]{3,250}>", re.ASCII)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)
_ANY_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:@]{1,64}@[^\s<>()\[\]\"',;:@]+")
_MACHINES = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)[+@-]", re.I)
_MASS = ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-auto-response-suppress")
_PREFIX = re.compile(r"^\s*((re|balas|bls|fwd?|trs|terusan|diteruskan)\s*:\s*)+", re.IGNORECASE)
_BLOCKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "table", "blockquote")
_SMALLEST = 1_000  # bytes; smaller pictures are dots that count readers
_MAX_PARTS, _MAX_PICTURES, _MAX_TEXT, _MAX_HEADER = 100, 10, 200_000, 4_000


@dataclass(frozen=True, slots=True)
class _Body:
    text: str
    links: tuple[str, ...]
    media: tuple[Media, ...]


def read_mail(content: bytes, *, handle: str, own: frozenset[str], now: datetime) -> Received:
    """Return what one mail brought. ``own`` are the house's addresses, lower case.

    Mail by machines, mailing lists and the house itself brings nothing but ``handle`` in ``seen``;
    a report of non-delivery brings a ``Status`` besides.
    """
    try:
        return _read(message_from_bytes(content), content, handle, own, now)
    except RecursionError:  # mails inside mails without end: the outermost says enough
        return _read(BytesHeaderParser().parsebytes(content), content, handle, own, now)


def _read(
    mail: Message, content: bytes, handle: str, own: frozenset[str], now: datetime
) -> Received:
    if failure := _bounced(mail, now):
        return Received(statuses=(failure,), seen=(handle,))
    sender = _address_in(mail, "from")
    answer_to = _address_in(mail, "reply-to") or sender
    if not sender or {sender, answer_to} & own or _by_machine(mail, sender, answer_to):
        return Received(seen=(handle,))
    subject, body = _header(mail, "subject"), _body(mail)
    answered = MESSAGE_ID.findall(_header(mail, "in-reply-to"))
    nested = any(part.get_content_type() == "message/rfc822" for part in _walk(mail))
    passed_on = nested or bool(PASSED_ON.search(subject) or PASSED_ON.search(body.text))
    words = own_words(body.text, passed_on=passed_on) if answered else body.text
    if not passed_on:
        words = without_program(words)
    title = "" if answered else _PREFIX.sub("", subject).strip()
    if same_words(title, words):  # "HAPUS" above and below is one word, and a command
        title = ""
    # An answer's page repeats what it quotes; its own links stand in its plain words as well.
    hidden = () if answered and not passed_on else body.links
    incoming = Incoming(
        external_id=_identifier(mail, content),
        address=answer_to,
        sender=sender,
        sent_at=_sent_at(mail, now),
        text="\n".join(part for part in (title, words) if part)[:_MAX_TEXT],
        links=links_in("\n".join([title, words, *hidden])),
        media=body.media,
        forwarded=nested or bool(PASSED_ON.search(subject) or PASSED_ON.search(words)),
        reply_to=answered[-1] if answered else "",
        receipt_handle=handle,
    )
    return Received(incoming=(incoming,))


def _by_machine(mail: Message, *addresses: str) -> bool:
    """Whether nobody would read the answer; ``addresses`` are who wrote and who is answered."""
    automatic = _header(mail, "auto-submitted").split(";")[0].strip().lower()
    return bool(
        automatic not in ("", "no")
        or _header(mail, "precedence").strip().lower() in ("bulk", "list", "junk", "auto_reply")
        or _header(mail, "return-path").strip() == "<>"
        or any(_MACHINES.match(address) for address in addresses)
        or any(name in mail for name in _MASS)
    )


def _bounced(mail: Message, now: datetime) -> Status | None:
    """Return what a report of non-delivery says (RFC 3464), ``None`` when it is none."""
    if mail.get_content_type() != "multipart/report":
        return None
    said: dict[str, str] = {}
    about = ""
    for part in _walk(mail):
        if part.get_content_type() == "message/delivery-status":
            said |= {
                name.lower(): str(value) for block in _inner(part) for name, value in block.items()
            }
        elif part.get_content_type() == "message/rfc822":
            about = next((_header(inner, "message-id") for inner in _inner(part)), "")
        elif part.get_content_type() == "text/rfc822-headers":
            found = re.search(r"^Message-ID:\s*(<[^<>\s]+>)", _text(part), re.MULTILINE | re.I)
            about = found.group(1) if found else ""
    if said.get("action", "").strip().lower() != "failed" or not MESSAGE_ID.fullmatch(about):
        return None
    status = said.get("status", "").strip()[:12]
    return Status(
        identifier=about,
        state=State.FAILED,
        at=_sent_at(mail, now),
        code=readable(status),
        words=_nameless(said.get("diagnostic-code", status), said)[:500],
        passing=status.startswith("4"),
    )


def _nameless(words: str, said: dict[str, str]) -> str:
    """Return a server's ``words`` without the person: the address, and what stands before its @."""
    masked = _ANY_ADDRESS.sub("…", readable(" ".join(words[:_MAX_HEADER].split())))
    for name in ("original-recipient", "final-recipient"):
        local = said.get(name, "").rpartition(";")[2].strip().strip("<>").rpartition("@")[0]
        if len(local) > 2:
            masked = re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", "…", masked, flags=re.IGNORECASE)
    return masked


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _body(mail: Message) -> _Body:
    plain, marked, links, media = [], [], [], []
    for part in _walk(mail):
        kind, name = part.get_content_type(), _file_name(part)
        attached = part.get_content_disposition() == "attachment" or bool(name)
        if kind == "text/plain" and not attached:
            plain.append(_text(part))
        elif kind == "text/html" and not attached:
            words, found = _html_words(_text(part))
            marked.append(words)
            links += found
        elif part.get_content_maintype() in ("image", "video", "audio", "application"):
            media += _media(part, kind, name)
    words = "\n\n".join(text.strip() for text in (plain or marked) if text.strip())
    pictures = [one for one in media if one.body][:_MAX_PICTURES]
    others = [one for one in media if not one.body][:_MAX_PICTURES]
    return _Body(words[:_MAX_TEXT], tuple(links), (*pictures, *others))


def _media(part: Message, kind: str, name: str) -> list[Media]:
    content = _bytes(part)
    what = {"video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}.get(part.get_content_maintype())
    if part.get_content_maintype() == "image":
        if len(content) < _SMALLEST and part.get_content_disposition() != "attachment":
            return []
        if kind == "image/gif":
            what = MediaKind.ANIMATION
        elif len(content) <= MAX_MEDIA:
            return [
                Media(
                    id=sha256(content).hexdigest(),
                    kind=MediaKind.IMAGE,
                    mime=kind,
                    size=len(content),
                    name=name,
                    body=content,
                )
            ]
    identifier = sha256(content).hexdigest()
    kept = what or MediaKind.FILE
    return [Media(id=identifier, kind=kept, mime=kind, size=len(content), name=name)]


def _html_words(text: str) -> tuple[str, list[str]]:
    """Return an HTML mail as words, a line for each block, and the addresses behind its links."""
    try:
        tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError, AssertionError):
        return "", []
    etree.strip_elements(tree, "script", "style", "head", etree.Comment, with_tail=False)
    links = [str(link) for link in tree.xpath("//a/@href")[:100]]
    for block in tree.iter(*_BLOCKS):
        block.tail = f"\n{block.tail or ''}"
    lines = [" ".join(line.split()) for line in tree.text_content().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), links


def _walk(mail: Message) -> Iterator[Message]:
    """Give the parts, nested mails included, 100 at most: a mail may hold as many as it likes."""
    for number, part in enumerate(mail.walk()):
        if number >= _MAX_PARTS:
            return
        yield part


def _identifier(mail: Message, content: bytes) -> str:
    found = MESSAGE_ID.search(_header(mail, "message-id"))
    return found.group() if found else f"sha256:{sha256(content).hexdigest()}"


def _sent_at(mail: Message, now: datetime) -> datetime:
    """Return the mail's date where it can be true, else ``now``."""
    try:
        date = parsedate_to_datetime(_header(mail, "date"))
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        likely = now - timedelta(days=30) < date < now + timedelta(hours=1)
    except (TypeError, ValueError, OverflowError, IndexError):
        return now
    return min(date, now) if likely else now


def _address_in(mail: Message, name: str) -> str:
    try:
        pairs = getaddresses([str(mail.get(name, ""))[:_MAX_HEADER]])
    except (ValueError, IndexError, TypeError, RecursionError):
        return ""
    for _, address in pairs:
        lower = address.strip().lower()
        if _ADDRESS.fullmatch(lower):
            return lower
    return ""


def _header(mail: Message, name: str) -> str:
    value = str(mail.get(name, ""))[:_MAX_HEADER]
    with suppress(LookupError, ValueError, AssertionError):  # else shown as it was sent
        value = str(make_header(decode_header(value)))
    return readable(" ".join(value.split()))


def _file_name(part: Message) -> str:
    try:
        return readable(part.get_filename() or "")[:200]
    except (LookupError, ValueError, TypeError):
        return ""


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    content = _bytes(part)[: 4 * _MAX_TEXT]
    for charset in (str(part.get_content_charset() or "utf-8"), "utf-8"):
        try:
            return readable(content.decode(charset))
        except (LookupError, UnicodeError, ValueError):
            continue
    return readable(content.decode("cp1252", "replace"))
