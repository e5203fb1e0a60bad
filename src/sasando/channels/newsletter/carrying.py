"""One mail or one message of a newsletter, carried out: what came of it is written down."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from sasando.channels import leasing
from sasando.channels.builtin.messengers.splitting import shortened
from sasando.channels.builtin.smtp import RecipientRefused, hand_over
from sasando.channels.exceptions import VaultError
from sasando.channels.looking import Look
from sasando.channels.models import Copy, Issue, Medium, SignUp
from sasando.channels.newsletter import actions
from sasando.channels.newsletter.contents import letter_of
from sasando.channels.newsletter.letters import Addresses, confirmation_mail, domain, issue_mail
from sasando.channels.newsletter.limits import MovingPurse, people_budget
from sasando.channels.newsletter.options import house_context, mail_server, options_of
from sasando.channels.newsletter.reports import enhanced_code, is_hard
from sasando.channels.privacy import without
from sasando.desk.addresses import absolute, home_path
from sasando.plugins import ChannelError, Refused, TryLater
from sasando.plugins.messenger import (
    Messenger,
    Reply,
    Template,
    Unreachable,
    Unwanted,
    is_of_inbox,
)
from sasando.rendering.newsletter import Letter, Story
from sasando.rendering.phrases import phrase

logger = logging.getLogger(__name__)

AT_ONCE = 4  # copies taken together
_HEADLINE, _KEY_MESSAGE = 120, 600  # characters: a template of WhatsApp holds 1,024 in all

_to_ask = leasing.Due(
    lambda at: SignUp.objects.to_ask(at).select_related("newsletter__organisation"),
    lease=actions.LEASE,
)
_any_unfilled = Look(lambda at: Issue.objects.unfilled())
Work = Callable[[], object]


class MessengerAt(Protocol):
    """The inbox with a code, opened; ``None`` when there is none. ``settings.MESSENGER_AT``."""

    def __call__(self, code: str) -> Messenger | None: ...


def next_issues(now: datetime) -> list[Work]:
    """Write copies for some readers of an issue that is open; the writing is the work."""
    if not _any_unfilled(now):
        return []
    return [partial(actions.fill_some, at=now)]


def next_copies(now: datetime) -> list[Work]:
    """Take the next mails with a link to confirm, then the next copies."""
    if (asked := _to_ask.first(now)) is not None:
        return [partial(ask_to_confirm, asked)]
    return [partial(carry, copy) for copy in actions.claim(at=now, limit=AT_ONCE)]


def ask_to_confirm(asked: SignUp) -> None:
    """Send one mail with the link that begins a subscription."""
    newsletter, at = asked.newsletter, timezone.now()
    address = asked.address
    try:
        options = options_of(newsletter)
        mail = confirmation_mail(asked, Addresses.read(options, address))
        server = mail_server(options, domain=domain())
        hand_over(mail, server=server, context=house_context())
    except RecipientRefused:
        actions.ask_no_more(asked=asked, at=at)
    except (ChannelError, VaultError) as error:
        words = without(str(error), address)
        if not isinstance(error, TryLater):
            actions.note_trouble(newsletter=newsletter, words=words)
        actions.ask_later(asked=asked, at=at)
        logger.warning("newsletter %s: %s", newsletter.code, words)
    else:
        actions.asked_by_mail(asked=asked)


def carry(copy: Copy) -> None:
    """Send one claimed copy and write what came of it.

    Nothing is written as sent before the other side answered. A crash leaves the row leased; then
    the same message, with the same Message-ID, is sent again.
    """
    reader = copy.subscriber
    address = ""
    try:
        letter = letter_of(copy.issue, reader, since=copy.since) if reader else None
        if reader is None or letter is None:
            actions.drop(copy=copy)
            return
        address = reader.address
        words = _send(copy, letter, address)
    except ChannelError as error:
        _failed(copy, error, without(error.words, address))
    except VaultError as error:
        actions.hold(copy=copy, words=str(error), at=timezone.now())
        logger.exception("newsletter %s", copy.issue.newsletter.code)
    except Exception as error:
        # A bug: it waits like any failure, so that the others go on, and is told upwards.
        words = f"{type(error).__name__}: {error}"
        actions.put_off(copy=copy, error=TryLater(words), words=words, at=timezone.now())
        raise
    else:
        actions.settle(copy=copy, words=without(words, address))
        actions.note_trouble(newsletter=copy.issue.newsletter, words="")


def _failed(copy: Copy, error: ChannelError, words: str) -> None:
    now = timezone.now()
    logger.warning("newsletter %s: %s", copy.issue.newsletter.code, words)
    if isinstance(error, TryLater):
        actions.put_off(copy=copy, error=error, words=words, at=now)
    elif isinstance(error, Unwanted):
        actions.stop(copy=copy, words=words)
    elif isinstance(error, Unreachable):
        actions.refuse_for_good(copy=copy, words=words, at=now)
    elif isinstance(error, RecipientRefused):
        if is_hard(enhanced_code(words)):
            actions.refuse_for_good(copy=copy, words=words, at=now)
        else:  # a full mailbox, or a judgement on the sender: nobody is lost for that
            actions.put_off(copy=copy, error=error, words=words, at=now)
    elif copy.medium == Medium.CHAT and not _of_settings(error):
        actions.refuse(copy=copy, words=words)
    else:
        actions.hold(copy=copy, words=words, at=now)


def _of_settings(error: ChannelError) -> bool:
    """Whether the fault is the house's own, so that every other copy would fail, too."""
    return isinstance(error, _NotSetUp)


class _NotSetUp(Refused):
    """The newsletter lacks what this medium needs."""


def _send(copy: Copy, letter: Letter, address: str) -> str:
    """Hand one copy over; return the other side's words."""
    options = options_of(copy.issue.newsletter)
    if copy.medium == Medium.CHAT:
        return _send_by_chat(copy, letter, address, options)
    mail = issue_mail(copy, letter, Addresses.read(options, address))
    server = mail_server(options, domain=domain())
    return hand_over(mail, server=server, context=house_context())[0]


def _send_by_chat(copy: Copy, letter: Letter, address: str, options: dict[str, str]) -> str:
    messenger_at: MessengerAt = import_string(settings.MESSENGER_AT)
    messenger = messenger_at(options["inbox"])
    if messenger is None or (messenger.window is not None and not options["template"]):
        raise _NotSetUp("The inbox or the template of this newsletter is not set up.")
    if messenger.window is not None:
        purse = MovingPurse(copy.issue.newsletter, timezone.now())
        purse.spend(people_budget(options["tier"]), 1)
    try:
        receipt = messenger.reply(address, chat_message(letter, options), key=copy.key)
    except TryLater as error:
        if is_of_inbox(error):  # no news waits until somebody mends the inbox
            raise Refused(error.words) from error
        raise
    return receipt.words  # its identifier holds the number of the person: it is not kept


def chat_message(letter: Letter, options: dict[str, str]) -> Reply:
    """Return an issue as one short message: a headline, the key message, where to read on."""
    stories = _told(letter)
    first = stories[0]
    headline = first.headline if letter.urgent else letter.title
    said = first.text if letter.urgent else "; ".join(story.headline for story in stories[:5])
    href = (first.short or first.href) if letter.urgent else absolute(home_path(letter.language))
    values = (shortened(headline, _HEADLINE), shortened(said, _KEY_MESSAGE), href)
    language = letter.language
    code = options["template_language_en" if language == "en" else "template_language"]
    ending = phrase("newsletter.chat_leave", language)
    template = Template(name=options["template"], language=code, parameters=values)
    return Reply(
        text="\n\n".join([f"{letter.newsletter}\n{values[0]}", said, href, ending]),
        language=language,
        template=template if options["template"] else None,
    )


def _told(letter: Letter) -> list[Story]:
    sections = [letter.corrections, letter.withdrawn, *(stories for _, stories in letter.sections)]
    return [story for stories in sections for story in stories]
