"""Requests by mail: registered like any other, and asked at once for what the law wants besides."""

from __future__ import annotations

import logging
import re
import smtplib
from datetime import datetime

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from sasando.channels.privacy import code_of
from sasando.claims.models import Inbox
from sasando.claims.speech import language_of
from sasando.openness.actions.handling import ask_back
from sasando.openness.actions.receiving import Applicant, Filing, Received, receive
from sasando.openness.actions.writing import write
from sasando.openness.exceptions import NotAllowed, OpennessError, RequestRefused, WrongState
from sasando.openness.models import Entry, Letter, Postbox, PostedMail, Request
from sasando.openness.permissions import handles
from sasando.parties.models import Person
from sasando.plugins.messenger import Incoming

logger = logging.getLogger(__name__)

_OURS = re.compile(r"<letter-([0-9a-f-]{36})@")
_MOST = 4_000  # characters of a mail that is kept as an entry of the log


@transaction.atomic
def give_postbox(*, inbox: Inbox, by: Person, at: datetime) -> Postbox:
    """Let the mails of ``inbox`` be requests; the answer desk looks into it no more.

    Raises ``NotAllowed``, and ``WrongState`` for what is no mailbox of a commission.
    """
    if not handles(by, inbox.organisation):
        raise NotAllowed(_("Only officers of %(name)s do this.") % {"name": inbox.organisation})
    if inbox.messenger != "mailbox":
        raise WrongState(_("Only a mailbox takes requests."))
    Inbox.objects.filter(pk=inbox.pk).update(active=False)
    return Postbox.objects.get_or_create(inbox=inbox, defaults={"by": by, "at": at})[0]


@transaction.atomic
def take_back_postbox(*, postbox: Postbox, by: Person) -> None:
    """Look into a mailbox no more; what came stays. Raises ``NotAllowed``."""
    if not handles(by, postbox.inbox.organisation):
        raise NotAllowed(
            _("Only officers of %(name)s do this.") % {"name": postbox.inbox.organisation}
        )
    postbox.delete()


@transaction.atomic
def take_mail(*, postbox: Postbox, incoming: Incoming, at: datetime) -> Request | None:
    """Register one mail as a request, once; ``None`` for a repeat and for what cannot be one.

    An answer to a letter of ours goes to the log of its request. What cannot be registered is told to
    its sender.
    """
    code = code_of("ppid-mail", incoming.external_id)
    if not PostedMail.objects.get_or_create(code=code, defaults={"at": at})[1]:
        return None
    answered = _answered(incoming)
    if answered is not None:
        text = incoming.text[:_MOST]
        matter = answered.matter
        write(Entry.Kind.MAILED, matter=matter, request=answered, text=text, at=at)
        return answered
    try:
        found = _register(postbox, incoming, at)
    except RequestRefused as refused:
        _tell(incoming.address, str(refused))
        return None
    _look_after(found, incoming, at)
    return found.request


def _register(postbox: Postbox, incoming: Incoming, at: datetime) -> Received:
    said = language_of(incoming.text, postbox.inbox.language)
    return receive(
        organisation=postbox.inbox.organisation,
        applicant=Applicant(contact=incoming.address),
        filing=Filing(
            text=incoming.text,
            via=Request.Via.MAIL,
            language=said if said in ("id", "en") else "id",
        ),
        at=at,
    )


def _look_after(found: Received, incoming: Incoming, at: datetime) -> None:
    """Say what was not taken over, and ask for name and address."""
    request = found.request
    if incoming.media:
        text = _("%(n)s attachments came with the mail and were not taken over.") % {
            "n": len(incoming.media)
        }
        write(Entry.Kind.NOTED, matter=request.matter, request=request, text=text, at=at)
    if found.again or request.state != Request.State.OPEN or not request.missing:
        return
    try:
        missing = _("Your name and your address, which the law asks for.")
        ask_back(request=request, missing=missing, by=None, at=at)
    except OpennessError:
        logger.exception("request %s was not asked back", request.pk)


def _answered(incoming: Incoming) -> Request | None:
    """Return the request whose letter this mail answers, if its applicant sent it."""
    key = _OURS.match(incoming.reply_to)
    if key is None:
        return None
    letter = Letter.objects.filter(key=key[1]).select_related("request__matter").first()
    if letter is None:
        return None
    mine = letter.request.applicant.get("contact", "").lower() == incoming.address.lower()
    return letter.request if mine else None


def _tell(address: str, words: str) -> None:
    def send() -> None:
        try:
            send_mail(_("Your mail was not registered"), words, None, [address])
        except (OSError, smtplib.SMTPException):
            logger.exception("a sender was not told that their mail was not registered")

    transaction.on_commit(send)
