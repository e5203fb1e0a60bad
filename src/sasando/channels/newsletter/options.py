"""What a newsletter is set up with, and the servers that follow from it."""

from collections.abc import Mapping

from django.conf import settings

from sasando.channels.builtin.letter import addresses_in
from sasando.channels.builtin.messengers.imap import SECURITY as IMAP_SECURITY
from sasando.channels.builtin.messengers.imap import MailFolder
from sasando.channels.builtin.smtp import SECURITY, SmtpServer
from sasando.channels.models import Newsletter
from sasando.desk.media import FrozenPictures
from sasando.plugins import Context, Field, Problem, Refused

TIERS = ("250", "1000", "2000", "10000", "100000", "unlimited")
_LONGEST_LOCAL = 64 - 49  # RFC 5321 4.5.3.1.1, less the + and a tag

FIELDS: tuple[Field, ...] = (
    Field(name="sender", label="From", help="KPU Kota Kupang <kabar@example.id>"),
    Field(name="host", label="Mail server (SMTP)", help="smtp.example.id"),
    Field(name="port", label="Port (SMTP)", default="587"),
    Field(
        name="security",
        label="Encryption (SMTP)",
        help="starttls, tls, or none (only on this machine, without login).",
        default="starttls",
        choices=SECURITY,
    ),
    Field(name="username", label="User name", required=False),
    Field(name="password", label="Password", required=False, secret=True),
    Field(
        name="bounce_address",
        label="Return address",
        help="Where bounces go: bounce@example.id. Its server keeps what stands behind a +.",
    ),
    Field(name="imap_host", label="Mail server (IMAP)", help="imap.example.id", required=False),
    Field(name="imap_port", label="Port (IMAP)", default="993"),
    Field(
        name="imap_security",
        label="Encryption (IMAP)",
        help="tls (993), starttls (143), or none (only on this machine).",
        default="tls",
        choices=IMAP_SECURITY,
    ),
    Field(name="imap_username", label="User name (IMAP)", required=False),
    Field(name="imap_password", label="Password (IMAP)", required=False, secret=True),
    Field(name="imap_folder", label="Folder", help="Of this house alone.", default="INBOX"),
    Field(
        name="inbox",
        label="Inbox",
        help="Code of the WhatsApp or Telegram inbox whose readers may subscribe by one word.",
        required=False,
    ),
    Field(
        name="template",
        label="Template",
        help="Approved by Meta, with three values: headline, key message, address.",
        required=False,
    ),
    Field(name="template_language", label="Template language (Indonesian)", default="id"),
    Field(name="template_language_en", label="Template language (English)", default="en"),
    Field(
        name="tier",
        label="People in 24 hours",
        help="WhatsApp's messaging limit: Business settings show it.",
        default="250",
        choices=TIERS,
    ),
)


def options_of(newsletter: Newsletter) -> dict[str, str]:
    """Return every option with its value, secrets too. Raises ``VaultError``."""
    return complete({**newsletter.options, **newsletter.secrets})


def complete(options: Mapping[str, str]) -> dict[str, str]:
    """Return ``options`` with the defaults of what is left empty."""
    return {field.name: options.get(field.name) or field.default for field in FIELDS}


def house_context(language: str = "id") -> Context:
    """Return the context in which newsletters are handed over; it has no key."""
    return Context(
        site_url=settings.SITE_URL,
        site_name=settings.SITE_NAME,
        media=FrozenPictures(),
        allow_loopback=settings.ALLOW_LOOPBACK_OUTLETS,
        language=language,
    )


def mail_server(options: Mapping[str, str], *, domain: str) -> SmtpServer:
    """Return where mails are handed over. Raises ``Refused`` when the settings are no good."""
    if wrong := [problem.message for problem in problems_with(options) if problem.fatal]:
        raise Refused(" ".join(wrong))
    open_line = options["security"] == "none"
    return SmtpServer(
        host=options["host"],
        port=int(options["port"]),
        security=options["security"],
        username="" if open_line else options["username"],
        password="" if open_line else options["password"],
        calls_itself=domain,
    )


def bounce_folder(options: Mapping[str, str]) -> MailFolder | None:
    """Return where bounces are read, ``None`` where no such mailbox is set up."""
    if not options["imap_host"] or not options["imap_port"].isdecimal():
        return None
    return MailFolder(
        host=options["imap_host"],
        port=int(options["imap_port"]),
        security=options["imap_security"],
        username=options["imap_username"],
        password=options["imap_password"],
        name=options["imap_folder"],
    )


def problems_with(options: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with ``options`` (complete); no network."""
    problems = [
        Problem(field=field.name, message=f"{field.label} is missing: fill it in.")
        for field in FIELDS
        if field.required and not options[field.name]
    ]
    for name in ("port", "imap_port"):
        if not options[name].isdecimal() or not 0 < int(options[name]) < 65536:
            problems.append(Problem(field=name, message="A port is a number below 65536."))
    for field in FIELDS:
        if field.choices and options[field.name] not in field.choices:
            message = f"Choose one of {', '.join(field.choices)}."
            problems.append(Problem(field=field.name, message=message))
    if not options["imap_folder"].isascii():
        message = "Give the folder a name in plain letters."
        problems.append(Problem(field="imap_folder", message=message))
    for name in ("sender", "bounce_address"):
        problems += _address_problems(name, options[name])
    if not options["imap_host"]:
        message = "Without a mailbox to read, bounces and complaints are not heard."
        problems.append(Problem(field="imap_host", message=message, fatal=False))
    return problems


def _address_problems(name: str, value: str) -> list[Problem]:
    try:
        found = addresses_in(value)
    except ValueError as error:
        return [Problem(field=name, message=str(error))]
    if len(found) > 1:
        return [Problem(field=name, message="One address, not several.")]
    if name == "bounce_address" and found and len(found[0].username) > _LONGEST_LOCAL:
        message = f"At most {_LONGEST_LOCAL} characters before the @: a signature is put behind it."
        return [Problem(field=name, message=message)]
    return []
