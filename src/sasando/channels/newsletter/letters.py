"""The mails of a newsletter, with the headers by which a reader's program can end it (RFC 8058)."""

from dataclasses import dataclass
from email.headerregistry import Address
from html import escape

import httpx
from django.conf import settings
from django.utils.module_loading import import_string

from sasando.channels.builtin.letter import HTML, TEXT, addresses_in, compose, one_line
from sasando.channels.builtin.smtp import Envelope
from sasando.channels.models import Copy, SignUp
from sasando.channels.newsletter.tags import Purpose, tag_of, tagged_address
from sasando.desk.addresses import absolute, home_path
from sasando.plugins import Refused, RenderedFile, Rendition
from sasando.rendering.newsletter import Letter, Ways, letter_html, letter_text
from sasando.rendering.phrases import phrase

CONFIRM, LEAVE, FORM = "confirm", "leave", "form"  # pages of ``settings.SUBSCRIBE_AT``


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """From whom, to whom, and where what does not arrive goes."""

    sender: Address
    recipient: Address
    bounce: str

    @classmethod
    def read(cls, options: dict[str, str], recipient: str) -> "Addresses":
        """Return the addresses of one mail. Raises ``Refused``."""
        try:
            [sender] = addresses_in(options["sender"])
            [to] = addresses_in(recipient)
        except ValueError:
            raise Refused("An address of this newsletter cannot be read.") from None
        return cls(sender=sender, recipient=to, bounce=options["bounce_address"])


def page_for(name: str, language: str, tag: str = "") -> str:
    """Return the whole address of a page for readers: the form, or what a tag leads to."""
    at = import_string(settings.SUBSCRIBE_AT)
    return f"{settings.SITE_URL}{at(name, language, tag)}"


def domain() -> str:
    """Return the host name of the site: what the house's identifiers end in."""
    return httpx.URL(settings.SITE_URL).raw_host.decode()


def message_id(copy: Copy) -> str:
    """Return the Message-ID of a copy: the same however often it is sent."""
    return f"<{copy.key}@{domain()}>"


def issue_mail(copy: Copy, letter: Letter, addresses: Addresses) -> Envelope:
    """Return one reader's copy as it goes over the wire. The same copy gives the same bytes."""
    assert copy.subscriber is not None  # noqa: S101 - carrying drops the others
    mark, issue = copy.subscriber.mark, copy.issue
    leaving = tag_of(Purpose.LEAVE, mark, issue.pk)
    leave = page_for(LEAVE, letter.language, leaving)
    by_mail = tagged_address(addresses.bounce, leaving)
    home, form = absolute(home_path(letter.language)), page_for(FORM, letter.language)
    ways = Ways(home=home, change=form, leave=leave)
    rendition = Rendition(
        files=(
            RenderedFile(TEXT, "text/plain; charset=utf-8", letter_text(letter, ways).encode()),
            RenderedFile(HTML, "text/html; charset=utf-8", letter_html(letter, ways).encode()),
        )
    )
    code = issue.newsletter.code
    message = compose(
        rendition,
        subject=letter.title,
        sender=addresses.sender,
        recipients=(addresses.recipient,),
        headers={
            "Date": copy.created_at,
            "Message-ID": message_id(copy),
            "Content-Language": letter.language,
            "List-Id": f"{one_line(issue.newsletter.name)} <{code}.{domain()}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Archive": f"<{settings.SITE_URL}/>",
            "Feedback-ID": f"{issue.pk}:{issue.rhythm}:{code}:{domain()}",
            "Precedence": "list",
        },
        unsubscribe=(leave, f"mailto:{by_mail}?subject=unsubscribe"),
    )
    bounced = tag_of(Purpose.BOUNCE, mark, issue.pk)
    return Envelope(
        sender=tagged_address(addresses.bounce, bounced),
        recipients=(addresses.recipient.addr_spec,),
        message=message.as_bytes(),
    )


def confirmation_mail(asked: SignUp, addresses: Addresses) -> Envelope:
    """Return the mail with the link that begins a subscription."""
    language, name = asked.language, asked.newsletter.name
    asked_at = int(asked.asked_at.timestamp())
    link = page_for(CONFIRM, language, tag_of(Purpose.CONFIRM, asked.mark, asked_at))
    text = phrase(
        "newsletter.confirmation",
        language,
        newsletter=name,
        publisher=asked.newsletter.organisation.name,
        href=link,
    )
    subject = phrase("newsletter.confirmation_subject", language, newsletter=name)
    rendition = Rendition(
        files=(
            RenderedFile(TEXT, "text/plain; charset=utf-8", text.encode()),
            RenderedFile(HTML, "text/html; charset=utf-8", _page(subject, text, link, language)),
        )
    )
    message = compose(
        rendition,
        subject=subject,
        sender=addresses.sender,
        recipients=(addresses.recipient,),
        headers={
            "Date": asked.asked_at,
            "Message-ID": f"<nl-{asked.mark}-{asked_at}@{domain()}>",
            "Content-Language": language,
        },
        unsubscribe=None,
    )
    bounced = tag_of(Purpose.BOUNCE, asked.mark, 0)
    return Envelope(
        sender=tagged_address(addresses.bounce, bounced),
        recipients=(addresses.recipient.addr_spec,),
        message=message.as_bytes(),
    )


def _page(title: str, text: str, link: str, language: str) -> bytes:
    paragraphs = "".join(
        f'<p><a href="{escape(link)}">{escape(link)}</a></p>'
        if part.strip() == link
        else f"<p>{escape(part.strip())}</p>"
        for part in text.strip().split("\n\n")
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head>"
        '<body style="font: 16px/1.5 Georgia, serif; max-width: 36em; margin: 1em auto">'
        f"<h1>{escape(title)}</h1>{paragraphs}</body></html>\n"
    ).encode()
