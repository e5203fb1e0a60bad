"""One mail to one person: in their own language, once what it tells of is committed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sasando.parties.languages import language_of
from sasando.parties.models import Person

logger = logging.getLogger(__name__)


class Mail(NamedTuple):
    """What a mail says: its subject, and the paragraphs below the greeting."""

    subject: str
    paragraphs: Sequence[str]


def mail_to(person: Person, write: Callable[[], Mail], *, about: str) -> None:
    """Mail ``person`` what ``write`` returns, called in their language, on commit.

    Who has no address gets nothing. Whatever goes wrong stops nothing, nor the mails of others: the
    log then names the person's number and ``about``, never an address. What is told stands on a
    screen too.
    """
    if person.email:
        transaction.on_commit(partial(_send, person, write, about))


def _send(person: Person, write: Callable[[], Mail], about: str) -> None:
    try:
        with translation.override(language_of(person)):
            mail = write()
            greeting = _("Hello %(name)s,") % {"name": person.display_name}
        send_mail(mail.subject, "\n\n".join([greeting, *mail.paragraphs]), None, [person.email])
    except Exception:  # it is committed: what waits for the same commit must not fall with it
        logger.exception("No mail to person %s about %s", person.pk, about)
