"""One copy of a digest, sent by the house's own mail: at most once, whatever happens to the worker."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sasando.accounts.actions import digests as actions
from sasando.accounts.digest.contents import Contents, contents_for
from sasando.accounts.digest.week import Week
from sasando.accounts.models import DigestCopy
from sasando.channels.privacy import without
from sasando.parties.languages import language_of
from sasando.parties.models import Person

logger = logging.getLogger(__name__)

AT_ONCE = 4  # copies taken together
Work = Callable[[], object]


def next_digests(now: datetime) -> list[Work]:
    """Take the next copies."""
    return [partial(carry, copy) for copy in actions.claim(at=now, limit=AT_ONCE)]


def carry(copy: DigestCopy) -> None:
    """Send one claimed copy and write what came of it.

    That it leaves is written before it does, and that it is sent after the mail server's yes: a
    worker that is killed between the two leaves a copy in doubt, which is not sent again.
    """
    now, person = timezone.now(), copy.person
    if not actions.wants_it(person):
        actions.drop(copy=copy)
        return
    try:
        mail = compose(person, Week(copy.digest.week), key=copy.key, at=now)
        connection = get_connection()
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _put_off(copy, error, now)
        return
    except Exception as error:
        # A bug: it waits like any failure, so that the others go on, and is told upwards.
        _put_off(copy, error, now)
        raise
    if not actions.leave(copy=copy, at=now):
        connection.close()
        return
    try:
        connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        actions.refuse(copy=copy, words=without(str(error), person.email))
    except smtplib.SMTPResponseException as error:
        _put_off(copy, error, now)
    except (OSError, smtplib.SMTPException) as error:
        actions.doubt(copy=copy, words=without(str(error), person.email))
        logger.warning("digest %s: %s", copy.pk, type(error).__name__)
    else:
        actions.settle(copy=copy, words="accepted by the mail server", at=now)
    finally:
        connection.close()


def compose(person: Person, week: Week, *, key: str, at: datetime) -> EmailMultiAlternatives:
    """Return the mail of ``person``: text and HTML that say the same, in their language."""
    language = language_of(person)
    with translation.override(language), timezone.override(settings.TIME_ZONE):
        contents = contents_for(person, week, at=at)
        mail = EmailMultiAlternatives(
            subject=subject_of(week),
            body=_written("sasando_accounts/digest.txt", contents, language),
            to=[person.email],
            headers={
                "Message-ID": f"<digest-{key}@{urlsplit(settings.SITE_URL).hostname}>",
                "Auto-Submitted": "auto-generated",
                "Content-Language": language,
                "List-Unsubscribe": f"<{contents.leave}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        mail.attach_alternative(
            _written("sasando_accounts/digest.html", contents, language), "text/html"
        )
    return mail


def subject_of(week: Week) -> str:
    """Return the subject in the language that is spoken now."""
    first, last = date_format(week.since, "j F"), date_format(week.until, "j F Y")
    return _("The partnership's week, %(first)s to %(last)s") % {"first": first, "last": last}


def _written(template: str, contents: Contents, language: str) -> str:
    context = {"digest": contents, "title": subject_of(contents.week), "language": language}
    return render_to_string(template, context)


def _put_off(copy: DigestCopy, error: Exception, at: datetime) -> None:
    actions.put_off(copy=copy, words=without(str(error), copy.person.email), at=at)
    logger.warning("digest %s: %s", copy.pk, type(error).__name__)
