"""E-mail to a press list: one message a version, linked by its headers to what it corrects."""

import re
from datetime import datetime
from html import escape
from typing import ClassVar

import httpx

from sasando.channels.builtin.article import article
from sasando.channels.builtin.cards import card_files, sealed
from sasando.channels.builtin.letter import HTML, TEXT, addresses_in, compose, one_line
from sasando.channels.builtin.smtp import SECURITY, Envelope, SmtpServer, hand_over
from sasando.documents import Document
from sasando.documents.digest import sha256_hex
from sasando.plugins import (
    Channel,
    Context,
    Field,
    Measure,
    MeasureKind,
    Problem,
    Receipt,
    Refused,
    RenderedFile,
    Rendition,
)
from sasando.rendering.phrases import phrase
from sasando.rendering.print.poster import poster_pdf
from sasando.rendering.text import plain_text

ATTACHMENTS = ("none", "poster", "card")
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
        Field(
            name="attach",
            label="Attachment",
            help="none, poster (PDF for the notice board) or card (picture to share).",
            default="none",
            choices=ATTACHMENTS,
        ),
    )
    can_correct: ClassVar[bool] = True
    """What is in an inbox stays there: the correction is a second message in the same thread."""
    can_withdraw: ClassVar[bool] = True
    withdraws_unseen: ClassVar[bool] = True
    can_measure: ClassVar[bool] = True

    def render(self, document: Document) -> Rendition:
        site_url = self.context.site_url
        text = plain_text(document, site_url=site_url)
        attached: tuple[RenderedFile, ...] = ()
        if self.options["attach"] == "poster":
            poster = poster_pdf(document, site_url=site_url, media=self.context.media)
            attached = (RenderedFile("poster.pdf", "application/pdf", poster),)
        elif self.options["attach"] == "card":
            attached = card_files(document, site_url=site_url)[:1]
        return Rendition(
            files=(
                RenderedFile(TEXT, "text/plain; charset=utf-8", text.encode()),
                RenderedFile(
                    HTML, "text/html; charset=utf-8", _page(document, self.context).encode()
                ),
                *attached,
            ),
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

    def measures(self, receipt: Receipt) -> tuple[Measure, ...]:
        """Return how many addresses the server took it for. Who opened a mail is not counted."""
        taken = receipt.extra.get("taken", "")
        if not taken:
            return ()
        kind = MeasureKind.RECIPIENTS
        return (Measure(kind=kind, value=int(taken), source="smtp_accepted"),)

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
        if self.options["attach"] not in ATTACHMENTS:
            message = f"Choose one of {', '.join(ATTACHMENTS)}."
            problems.append(Problem(field="attach", message=message))
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
            sealed(rendition, document, self.context),
            subject=subject,
            sender=sender,
            recipients=recipients,
            headers={
                "Date": _written_at(document, now),
                "Message-ID": message_id,
                "List-Id": f"<press.{self._domain}>",
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
        taken = sum(f"{who}: " not in refused for who in envelope.recipients)
        extra = {"thread": " ".join((*thread, message_id)), "taken": str(taken)}
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


def _page(document: Document, context: Context) -> str:
    """Return the mail as HTML: plain enough for any mail program."""
    headline = escape(document.headline)
    return (
        f'<!doctype html><html lang="{document.language}"><head><meta charset="utf-8">'
        f"<title>{headline}</title><style>img {{ max-width: 100%; height: auto }}</style></head>"
        '<body style="font: 16px/1.5 Georgia, serif; max-width: 40em; margin: 1em auto">'
        f"<h1>{headline}</h1>\n{article(document, context)}</body></html>\n"
    )


def _thread(receipt: Receipt) -> tuple[str, ...]:
    return tuple(receipt.extra.get("thread", "").split())


def _written_at(document: Document, now: datetime) -> datetime:
    return document.imprint.published_at if document.imprint else now
