"""Mail: an inbox looked into over IMAP, answered over SMTP in the same thread."""

import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import ClassVar

import httpx

from sasando.channels.builtin.letter import addresses_in, one_line
from sasando.channels.builtin.messengers.imap import SECURITY as IMAP_SECURITY
from sasando.channels.builtin.messengers.imap import MailFolder, mark_seen, probe, unseen
from sasando.channels.builtin.messengers.mails import MESSAGE_ID, read_mail
from sasando.channels.builtin.messengers.splitting import numbered
from sasando.channels.builtin.smtp import SECURITY, Envelope, NotLetIn, SmtpServer, hand_over
from sasando.documents.digest import sha256_hex
from sasando.plugins.channel import ChannelError, Field, Problem, Receipt, Refused, TryLater
from sasando.plugins.messenger import InboxFault, Media, Messenger, Received, Reply, Unreachable
from sasando.rendering.phrases import phrase

_NOBODY = re.compile(r"\b55[013]\b|\b5\.1\.\d+\b")
_QUEUED = re.compile(r"queued as (\S+)", re.IGNORECASE)
_SEVEN_BIT = SMTP.clone(cte_type="7bit")


class Mailbox(Messenger):
    slug: ClassVar[str] = "mailbox"
    label: ClassVar[str] = "Mailbox"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(name="host", label="Mail server (IMAP)", help="imap.example.id"),
        Field(name="port", label="Port (IMAP)", default="993"),
        Field(
            name="security",
            label="Encryption (IMAP)",
            help="tls (993), starttls (143), or none (only on this machine).",
            default="tls",
            choices=IMAP_SECURITY,
        ),
        Field(name="username", label="User name"),
        Field(name="password", label="Password", secret=True),
        Field(name="folder", label="Folder", help="Of this house alone.", default="INBOX"),
        Field(name="sender", label="From", help="Cek Fakta <cek@example.id>"),
        Field(name="smtp_host", label="Mail server (SMTP)", help="smtp.example.id"),
        Field(name="smtp_port", label="Port (SMTP)", default="587"),
        Field(
            name="smtp_security",
            label="Encryption (SMTP)",
            help="starttls, tls, or none (only on this machine, without login).",
            default="starttls",
            choices=SECURITY,
        ),
    )
    max_text: ClassVar[int] = 100_000
    polled: ClassVar[bool] = True
    repeat_safe: ClassVar[bool] = True
    """The same key makes the same Message-ID, so a receiver that knows it drops the repeat."""

    def poll(self) -> Iterator[Received]:
        own = frozenset({self._sender_address, self.options["username"].lower()} - {""})
        now = self.context.clock()
        for letter in unseen(self._folder, context=self.context):
            yield read_mail(letter.content, handle=letter.handle, own=own, now=now)

    def acknowledge(self, receipt_handles: tuple[str, ...]) -> None:
        if receipt_handles:
            mark_seen(receipt_handles, self._folder, context=self.context)

    def fetch_media(self, media: Media) -> bytes:
        if not media.body:
            raise Refused(self._says("media_gone"))
        return media.body

    def reply(
        self,
        address: str,
        reply: Reply,
        *,
        key: str,
        last_heard_at: datetime | None = None,
        in_reply_to: str = "",
        already: tuple[str, ...] = (),
    ) -> Receipt:
        try:
            [recipient] = addresses_in(address)
            [sender] = addresses_in(self.options["sender"])
        except ValueError:
            raise Refused(self._says("bad_address")) from None
        if not reply.text.strip():
            raise Refused(self._says("empty"))
        now = self.context.clock()
        message = EmailMessage(policy=_SEVEN_BIT)
        message["From"], message["To"] = sender, recipient
        usual = phrase("messenger.about_your_message", reply.language)
        message["Subject"] = one_line(reply.subject or usual)[:200]
        message["Date"] = now
        message["Message-ID"] = f"<{sha256_hex(key.encode())[:32]}@{self._domain}>"
        if MESSAGE_ID.fullmatch(in_reply_to):
            message["In-Reply-To"] = message["References"] = in_reply_to
        message["Auto-Submitted"] = "auto-replied"  # RFC 3834: no machine answers it
        message["X-Auto-Response-Suppress"] = "All"  # the same, for Exchange
        message["Content-Language"] = reply.language
        message.set_content(numbered(reply) if reply.options else reply.text)
        if reply.image:
            kind = "png" if reply.image.startswith(b"\x89PNG") else "jpeg"
            name = f"gambar.{kind}"
            message.add_attachment(reply.image, maintype="image", subtype=kind, filename=name)
        words = self._hand_over(sender.addr_spec, recipient.addr_spec, message)
        queued = _QUEUED.search(words)
        identifier = str(message["Message-ID"])
        extra = {"ids": identifier, **({"queue": queued.group(1)} if queued else {})}
        return Receipt(identifier=identifier, at=now, words=words, extra=extra)

    def check(self) -> list[Problem]:
        problems = super().check()
        for name in ("port", "smtp_port"):
            if not self.options[name].isdecimal() or not 0 < int(self.options[name]) < 65536:
                problems.append(Problem(field=name, message="A port is a number below 65536."))
        for name, choices in (("security", IMAP_SECURITY), ("smtp_security", SECURITY)):
            if self.options[name] not in choices:
                message = f"Choose one of {', '.join(choices)}."
                problems.append(Problem(field=name, message=message))
        if self.options["security"] == "none" and not self.context.allow_loopback:
            message = "The password would travel unencrypted: choose tls or starttls."
            problems.append(Problem(field="security", message=message))
        if not self.options["folder"].isascii():
            message = "Give the folder a name in plain letters."
            problems.append(Problem(field="folder", message=message))
        try:
            if len(addresses_in(self.options["sender"])) > 1:
                problems.append(Problem(field="sender", message="One address, not several."))
        except ValueError as error:
            problems.append(Problem(field="sender", message=str(error)))
        return problems

    def diagnose(self, *, webhook_url: str = "") -> list[Problem]:
        problems = self.check()
        if any(problem.fatal for problem in problems):
            return problems
        try:
            probe(self._folder, context=self.context)
        except ChannelError as error:
            return [*problems, Problem(field="host", message=error.words)]
        return problems

    def _hand_over(self, sender: str, recipient: str, message: EmailMessage) -> str:
        """Return the server's words. Raises with words in which the person is not named."""
        envelope = Envelope(sender=sender, recipients=(recipient,), message=message.as_bytes())
        try:
            return hand_over(envelope, server=self._server, context=self.context)[0]
        except TryLater as error:
            words = error.words.replace(recipient, "…")
            raise TryLater(self._says("platform_down", words=words), error.after) from error
        except NotLetIn as error:
            raise InboxFault(self._says("refused", words=error.words)) from error
        except Refused as error:
            words = error.words.replace(recipient, "…")
            if words != error.words and _NOBODY.search(words):
                raise Unreachable(self._says("gone", words=words)) from error
            raise Refused(self._says("refused", words=words)) from error

    def _says(self, name: str, **values: object) -> str:
        return phrase(f"messenger.{name}", self.context.language, platform=self.label, **values)

    @property
    def _sender_address(self) -> str:
        try:
            return addresses_in(self.options["sender"])[0].addr_spec.lower()
        except (ValueError, IndexError):
            return ""

    @property
    def _domain(self) -> str:
        return httpx.URL(self.context.site_url).raw_host.decode()

    @property
    def _folder(self) -> MailFolder:
        return MailFolder(
            host=self.options["host"],
            port=int(self.options["port"]),
            security=self.options["security"],
            username=self.options["username"],
            password=self.options["password"],
            name=self.options["folder"],
        )

    @property
    def _server(self) -> SmtpServer:
        open_line = self.options["smtp_security"] == "none"
        return SmtpServer(
            host=self.options["smtp_host"],
            port=int(self.options["smtp_port"]),
            security=self.options["smtp_security"],
            username="" if open_line else self.options["username"],
            password="" if open_line else self.options["password"],
            calls_itself=self._domain,
        )
