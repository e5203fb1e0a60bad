"""A mail as bytes (RFC 5322): the same words give the same bytes, and no word becomes a header."""

import re
from collections.abc import Mapping
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address, Group, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import Any, cast
from urllib.parse import quote

from sasando.plugins import Rendition

TEXT, HTML = "message.txt", "message.html"
_OF_ADDRESSES = ("list-unsubscribe", "list-archive", "feedback-id")


class _Whole(UnstructuredHeader):
    """A header of addresses: folded behind commas only, for no program reads a broken one."""

    name: str

    def fold(self, *, policy: EmailPolicy) -> str:
        """Return the header as it is written. Python's own would encode a long address."""
        return f"{self.name}: {f',{policy.linesep} '.join(str(self).split(', '))}{policy.linesep}"


_headers = HeaderRegistry()
for _name in _OF_ADDRESSES:
    _headers.map_to_type(_name, cast(Any, _Whole))  # a mixin, as the library's own are
_SEVEN_BIT = SMTP.clone(  # passes every server, 8BITMIME or not
    cte_type="7bit", header_factory=_headers
)


def compose(
    rendition: Rendition,
    *,
    subject: str,
    sender: Address,
    recipients: tuple[Address, ...],
    headers: Mapping[str, str | datetime],
    unsubscribe: tuple[str, ...] | None = (),
) -> EmailMessage:
    """Return the message. The same arguments give the same bytes.

    ``unsubscribe`` are the addresses that end the subscription (RFC 2369), the best first; without
    any a mail to the sender does. ``None``: nobody is subscribed.
    """
    message = EmailMessage(policy=_SEVEN_BIT)
    message["From"] = sender
    hidden = Group("undisclosed-recipients", ())
    message["To"] = recipients[0] if len(recipients) == 1 else hidden
    message["Subject"] = one_line(subject)
    for name, value in headers.items():
        message[name] = value
    if unsubscribe is not None:
        leave = quote(f"Unsubscribe: {headers.get('List-Id', '')}")
        ways = unsubscribe or (f"mailto:{sender.addr_spec}?subject={leave}",)
        message["List-Unsubscribe"] = ", ".join(f"<{way}>" for way in ways)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nothing answers it by itself
    message.set_content(rendition.file(TEXT).body.decode(), cte="quoted-printable")
    for file in rendition.files:
        if file.name == HTML:
            message.add_alternative(file.body.decode(), subtype="html", cte="quoted-printable")
        elif file.name != TEXT:
            main, _, sub = file.content_type.partition("/")
            message.add_attachment(file.body, maintype=main, subtype=sub, filename=file.name)
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):  # a boundary left to chance would differ each time
        part.set_boundary(f"=_{rendition.digest[:32]}_{number}")
    return message


def addresses_in(text: str) -> tuple[Address, ...]:
    """Return the mail addresses in ``text``: commas, semicolons or line breaks between them.

    Raises ``ValueError`` naming the first one that is none.
    """
    return tuple(_address(part.strip()) for part in re.split(r"[,;\n]+", text) if part.strip())


def one_line(text: str) -> str:
    """Return ``text`` on one line without control characters: fit for a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _address(text: str) -> Address:
    named = re.fullmatch(r"(?P<name>[^<>]*)<(?P<spec>[^<>]+)>", text)
    name, spec = (named["name"].strip(' "'), named["spec"]) if named else ("", text)
    try:
        address = Address(display_name=one_line(name), addr_spec=spec.strip())
    except (HeaderParseError, ValueError, IndexError):
        address = Address()
    complete = address.username and address.domain and address.addr_spec.isascii()
    if not (complete and address.addr_spec.isprintable()):
        raise ValueError(f"“{text}” is no mail address: write it as name@example.id.")
    return address
