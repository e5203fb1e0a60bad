"""The return address is looked into: who cannot be reached or wants no more gets no more."""

import logging
from datetime import datetime

from django.utils import timezone

from sasando.channels.builtin.messengers.imap import mark_seen, unseen
from sasando.channels.exceptions import VaultError
from sasando.channels.models import Newsletter
from sasando.channels.newsletter import actions
from sasando.channels.newsletter.options import bounce_folder, house_context, options_of
from sasando.channels.newsletter.reports import Report, Says, read_report
from sasando.channels.newsletter.tags import tags_in
from sasando.plugins import ChannelError

logger = logging.getLogger(__name__)


def read_bounces(now: datetime) -> int:
    """Look into every return address; return how many reports were acted on.

    A mail is marked as seen once what it says is done; cut off before that, it is read again, and
    says the same.
    """
    return sum(_read(newsletter) for newsletter in Newsletter.objects.open())


def _read(newsletter: Newsletter) -> int:
    done = 0
    try:
        folder = bounce_folder(options_of(newsletter))
        if folder is None:
            return 0
        context = house_context()
        handles = []
        for letter in unseen(folder, context=context):
            report = read_report(letter.content, tags=tags_in)
            if report is not None:
                done += act_on(report, at=timezone.now())
            handles.append(letter.handle)
        if handles:
            mark_seen(tuple(handles), folder, context=context)
    except (ChannelError, VaultError) as error:
        actions.note_trouble(newsletter=newsletter, words=str(error))
        logger.warning("return address of %s: %s", newsletter.code, error)
    return done


def act_on(report: Report, *, at: datetime) -> bool:
    """Do what a report says; return whether it named somebody who is still there."""
    if report.says is Says.LEAVE:
        return actions.leave(tag=report.tag)
    if report.says is Says.COMPLAINT:
        return actions.complain(tag=report.tag, at=at)
    if report.says is Says.HARD:
        return actions.hard_bounce(tag=report.tag, at=at)
    return actions.soft_bounce(tag=report.tag, at=at)
