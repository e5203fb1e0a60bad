"""E-mail to a press list: one message a version, linked by its headers to what it corrects."""

import re
from collections.abc import Mapping
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP
from typing import ClassVar
from urllib.parse import quote

import httpx

from sasando.channels.builtin.smtp import SECURITY, Envelope, SmtpServer, hand_over
from sasando.documents import Document
from sasando.documents.digest import sha256_hex
from sasando.plugins import Channel, Field, Problem, Receipt, Refused, RenderedFile, Rendition
from sasando.rendering.phrases import phrase
from sasando.rendering.text import plain_text

TEXT = "message.txt"
_SEVEN_BIT = SMTP.clone(cte_type="7bit")  # passes every server, 8BITMIME or not
_QUEUED = re.compile(r"queued as (\S+)", re.IGNORECASE)


class Email(Channel):
    slug: ClassVar[str] = "email"
    label: ClassVar[str] = "E-mail"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(name="host", label="Mail server", help="smtp.example.id"),
        Field(name="port", label="Port", help="587 with STARTTLS, 465 with TLS.", default="587"),
        Field(
            name="security",
            label="Encryption",
            help="starttls, tls, or none (only on this machine).",
            default="starttls",
            choices=SECURITY,
        ),
        Field(name="username", label="User name", required=False),
        Field(name="password", label="Password", required=False, secret=True),
        Field(name="sender", label="From", help="Humas KPU <humas@example.id>"),
        Field(
            name="recipients",
            label="Recipients",
            help="Addresses, with commas or line breaks between them; they do not see each other.",
        ),
    )
    can_correct: ClassVar[bool] = True
    """What is in an inbox stays there: the correction is a second message in the same thread."""
    can_withdraw: ClassVar[bool] = True

    def render(self, document: Document) -> Rendition:
        return Rendition(
            files=(RenderedFile(TEXT, "text/plain; charset=utf-8", plain_text(document).encode()),),
            subject=one_line(document.headline),
        )

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        return self._send(document, rendition, rendition.subject, key=key, thread=())

    def correct(
        self, document: Document, rendition: Rendition, *, receipt: Receipt, key: str
    ) -> Receipt:
        """Send the new version as an answer to the message that ``receipt`` names."""
        subject = phrase("mail.correction", document.language, headline=rendition.subject)
        return self._send(document, rendition, subject, key=key, thread=_thread(receipt))

    def withdraw(self, document: Document, *, receipt: Receipt, reason: str, key: str) -> Receipt:
        """Send a notice, as an answer to the message that ``receipt`` names."""
        headline = one_line(document.headline)
        notice = phrase(
            "mail.withdrawal",
            document.language,
            headline=headline,
            reason=one_line(reason),
            address=document.href,
        )
        rendition = Rendition(
            files=(RenderedFile(TEXT, "text/plain; charset=utf-8", notice.encode()),),
            subject=phrase("mail.withdrawn", document.language, headline=headline),
        )
        return self._send(document, rendition, rendition.subject, key=key, thread=_thread(receipt))

    def check(self) -> list[Problem]:
        problems = super().check()
        if not self.options["port"].isdecimal() or not 0 < int(self.options["port"]) < 65536:
            problems.append(Problem(field="port", message="A port is a number below 65536."))
        if self.options["security"] not in SECURITY:
            message = f"Choose one of {', '.join(SECURITY)}."
            problems.append(Problem(field="security", message=message))
        if self.options["security"] == "none" and self.options["password"]:
            message = "The password would travel unencrypted: choose starttls or tls."
            problems.append(Problem(field="security", message=message))
        for name in ("sender", "recipients"):
            try:
                addresses_in(self.options[name])
            except ValueError as error:
                problems.append(Problem(field=name, message=str(error)))
        return problems

    def _send(
        self,
        document: Document,
        rendition: Rendition,
        subject: str,
        *,
        key: str,
        thread: tuple[str, ...],
    ) -> Receipt:
        fatal = [problem for problem in self.check() if problem.fatal]
        if fatal:
            raise Refused(" ".join(problem.message for problem in fatal))
        [sender] = addresses_in(self.options["sender"])[:1]
        recipients = addresses_in(self.options["recipients"])
        now = self.context.clock()
        # The same key makes the same Message-ID, so a receiver that knows it drops the repeat.
        message_id = f"<{sha256_hex(key.encode())[:32]}@{self._domain}>"
        message = compose(
            rendition,
            subject=subject,
            sender=sender,
            recipients=recipients,
            headers={
                "Date": _written_at(document, now),
                "Message-ID": message_id,
                "List-Id": f"{one_line(self.context.site_name)} <press.{self._domain}>",
                "Content-Language": document.language,
                **({"In-Reply-To": thread[-1], "References": " ".join(thread)} if thread else {}),
            },
        )
        envelope = Envelope(
            sender=sender.addr_spec,
            recipients=tuple(address.addr_spec for address in recipients),
            message=message.as_bytes(),
        )
        words, refused = hand_over(envelope, server=self._server, context=self.context)
        extra = {"thread": " ".join((*thread, message_id))}
        if queued := _QUEUED.search(words):
            extra["queue"] = queued.group(1)  # what the server's own log calls it
        if refused:
            extra["refused"] = refused
        return Receipt(
            identifier=message_id,
            at=now,
            words=f"{words} — not taken: {refused}" if refused else words,
            extra=extra,
        )

    @property
    def _domain(self) -> str:
        return httpx.URL(self.context.site_url).raw_host.decode()

    @property
    def _server(self) -> SmtpServer:
        return SmtpServer(
            host=self.options["host"],
            port=int(self.options["port"]),
            security=self.options["security"],
            username=self.options["username"],
            password=self.options["password"],
            calls_itself=self._domain,
        )


def compose(
    rendition: Rendition,
    *,
    subject: str,
    sender: Address,
    recipients: tuple[Address, ...],
    headers: Mapping[str, str | datetime],
) -> EmailMessage:
    """Return the message. The same arguments give the same bytes."""
    message = EmailMessage(policy=_SEVEN_BIT)
    message["From"] = sender
    hidden = Group("undisclosed-recipients", ())
    message["To"] = recipients[0] if len(recipients) == 1 else hidden
    message["Subject"] = one_line(subject)
    for name, value in headers.items():
        message[name] = value
    leave = quote(f"Unsubscribe: {headers.get('List-Id', '')}")
    message["List-Unsubscribe"] = f"<mailto:{sender.addr_spec}?subject={leave}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nothing answers it by itself
    message.set_content(rendition.file(TEXT).body.decode(), cte="quoted-printable")
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
    known = address.username and "." in address.domain + "." and address.addr_spec.isascii()
    if not (known and address.domain and address.addr_spec.isprintable()):
        raise ValueError(f"“{text}” is no mail address: write it as name@example.id.")
    return address


def _thread(receipt: Receipt) -> tuple[str, ...]:
    return tuple(receipt.extra.get("thread", "").split())


def _written_at(document: Document, now: datetime) -> datetime:
    return document.imprint.published_at if document.imprint else now
