"""One letter, sent: by the house's own mail, with the sheet attached; what came of it is written down."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from sasando.channels.exceptions import VaultError
from sasando.channels.looking import Look
from sasando.channels.privacy import without
from sasando.openness.actions import fill_some
from sasando.openness.actions.letters import claim, put_off, refuse, settle
from sasando.openness.letters import compose
from sasando.openness.models import Decision, Letter
from sasando.rendering.print.official_letter import official_letter_pdf

logger = logging.getLogger(__name__)

_any_unwritten = Look(lambda at: Decision.objects.filter(letters_after__isnull=False))
AT_ONCE = 4  # letters taken together
Work = Callable[[], object]


def next_letters(now: datetime) -> list[Work]:
    """Write letters of a decision that many wait for, then send what is due."""
    if _any_unwritten(now):
        return [partial(fill_some, at=now)]
    return [partial(carry, letter) for letter in claim(at=now, limit=AT_ONCE)]


def carry(letter: Letter) -> None:
    """Send one claimed letter and write what came of it.

    Nothing is written as sent before the mail server took it. A crash leaves the row leased; then the
    same message, with the same Message-ID, is sent again.
    """
    now = timezone.now()
    address = ""
    try:
        address = letter.request.applicant.get("contact", "")
        if not address:
            refuse(letter=letter, words="no address")
            return
        words = _send(letter, address)
    except smtplib.SMTPRecipientsRefused as error:
        refuse(letter=letter, words=without(str(error), address))
        logger.warning("letter %s was refused", letter.pk)
    except (OSError, smtplib.SMTPException, VaultError) as error:
        put_off(letter=letter, words=without(str(error), address), at=now)
        logger.warning("letter %s: %s", letter.pk, type(error).__name__)
    except Exception as error:
        # A bug: it waits like any failure, so that the others go on, and is told upwards.
        put_off(letter=letter, words=f"{type(error).__name__}: {error}", at=now)
        raise
    else:
        settle(letter=letter, words=words, at=now)


def _send(letter: Letter, address: str) -> str:
    told = compose(letter)
    organisation = letter.request.matter.organisation
    domain = urlsplit(settings.SITE_URL).hostname
    mail = EmailMessage(
        subject=f"{told.subject} ({told.number})",
        body=told.text,
        to=[address],
        reply_to=[organisation.email] if organisation.email else None,
        headers={
            "Message-ID": f"<letter-{letter.key}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": told.language,
        },
    )
    name = f"{letter.kind}-{told.number.replace('/', '-')}.pdf"
    mail.attach(name, official_letter_pdf(told), "application/pdf")
    mail.send()
    return "accepted by the mail server"
