"""What people send is written down before anything else is done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db.models import Q

from sasando.channels.conflicts import once_more
from sasando.channels.newsletter import actions as newsletter
from sasando.channels.privacy import code_of
from sasando.channels.waking import wake_on_commit
from sasando.claims import signals, talking, wording
from sasando.claims.actions import askers
from sasando.claims.actions.choosing import choose, offered, option_said
from sasando.claims.actions.counting import count_tip
from sasando.claims.actions.replies import note_status, queue_reply
from sasando.claims.actions.subscribing import subscribe
from sasando.claims.models import Asker, Inbox, Reply, Tip, TipPart, TipPicture
from sasando.claims.speech import SUBSCRIBES, Command, command_in, is_thanks, language_of
from sasando.plugins.links import links_in
from sasando.plugins.messenger import Incoming, Media, Received

GATHER = timedelta(seconds=0.4)
"""Messages of one sender that follow each other faster than this are one tip."""

GATHER_AT_MOST = timedelta(seconds=3)
MAX_TEXT = 20_000  # characters; rumours are short, what is longer says it all before
MAX_PICTURES = 10
MAX_LINKS = 20
_HEARD_EVERY = timedelta(minutes=1)  # how often an inbox notes that it hears


def take_in(*, inbox: Inbox, received: Received, at: datetime) -> list[Tip]:
    """Write down all that one call or one look into a mailbox brought; return the tips.

    Each message is a transaction of its own: what was brought twice is written once.
    """
    tips = [receive(inbox=inbox, incoming=incoming, at=at) for incoming in received.incoming]
    for status in received.statuses:
        if newsletter.is_own(status.key):
            newsletter.note_status(status=status, at=at)
        else:
            note_status(inbox=inbox, status=status, at=at)
    for address in received.gone:
        for asker in Asker.objects.filter(code=code_of(inbox.code, address)):
            askers.lose(asker=asker, at=at)
    for address in (*received.gone, *received.unwanting):
        newsletter.leave_by_chat(code=code_of(inbox.code, address))
    return [tip for tip in tips if tip is not None]


def receive(*, inbox: Inbox, incoming: Incoming, at: datetime) -> Tip | None:
    """Write down one message, once; return the tip it is or belongs to.

    ``None`` for commands, presses of buttons, and what a flood brings past every limit (that is
    counted). Nothing is matched or fetched here: workers do that.
    """
    links = _links_of(incoming)  # reading them takes a while: not inside the transaction
    return _receive(inbox, incoming, links, at)


@once_more  # another thread may write the same message or the same sender just now
def _receive(inbox: Inbox, incoming: Incoming, links: Sequence[str], at: datetime) -> Tip | None:
    code = code_of(inbox.code, incoming.external_id)
    known = TipPart.objects.filter(inbox=inbox, code=code).values_list("tip", flat=True)
    for key in known:  # one, if any
        tip = None if key is None else Tip.objects.get(pk=key)
        if incoming.edited and tip is not None:
            _reword(tip, incoming, links)
        return tip
    part = TipPart(inbox=inbox, code=code, at=at)
    part.tip = _taken(inbox, incoming, links, at)
    part.save()
    if inbox.heard_at is None or at - inbox.heard_at > _HEARD_EVERY:
        Inbox.objects.filter(pk=inbox.pk).update(heard_at=at)
    wake_on_commit("tips")
    return part.tip


def _reword(tip: Tip, incoming: Incoming, links: Sequence[str]) -> None:
    """Write the new wording of a message of ``tip``, unless a worker answers it or has done so.

    Of several messages none knows its own words any more: the new ones are added.
    """
    waiting = Tip.objects.select_for_update(of=("self",)).filter(
        pk=tip.pk, state=Tip.State.WAITING, lease="", attempts=0
    )
    found = waiting.first()
    text = clean(_words_of(incoming))
    if found is None or not text:
        return
    alone = found.parts.count() == 1
    found.text = text if alone else f"{found.text}\n{text}"[:MAX_TEXT]
    found.links = list(links if alone else dict.fromkeys([*found.links, *links]))[:MAX_LINKS]
    found.save(update_fields=["text", "links"])


def _taken(inbox: Inbox, incoming: Incoming, links: Sequence[str], at: datetime) -> Tip | None:
    text = clean(_words_of(incoming))
    said = language_of(text, incoming.language[:2].lower())
    asker = askers.meet(
        inbox=inbox,
        incoming=incoming,
        language=said if said in ("id", "en") else inbox.language,
        at=at,
    )
    left = _left(inbox, incoming, at)
    if _obeyed(asker, incoming, at, left=left):
        return None
    askers.speak(asker=asker, language=language_of(text, asker.language))
    if left <= askers.DEAF:
        count_tip(tip=Tip(inbox=inbox, language=asker.language), outcome=Tip.State.QUIET, at=at)
        return None
    if -1 < left <= 0 and incoming.asked:
        _reply_plainly(asker, "too_many", at, incoming)
    return _tip_of(asker, incoming, text, at, links=links, answered=left > 0)


def _left(inbox: Inbox, incoming: Incoming, at: datetime) -> float:
    """Take the message from the allowance; return what is left of it.

    Outside groups who is answered pays as well as who wrote: a mail says itself where its answer is
    to go, and neither ever new senders may flood one person with answers, nor one sender many.
    """
    payers = {incoming.sender or incoming.address}
    if not incoming.in_group:
        payers.add(incoming.address)
    # In one order always, so that two messages never wait for each other's rows.
    return min(askers.spend(inbox=inbox, sender=payer, at=at) for payer in sorted(payers))


def _links_of(incoming: Incoming) -> tuple[str, ...]:
    quoted = incoming.quoted.links if incoming.quoted else ()
    found = (*incoming.links, *quoted, *links_in(clean(_words_of(incoming))))
    return tuple(dict.fromkeys(clean(link)[:2000] for link in found))


def _words_of(incoming: Incoming) -> str:
    quoted = incoming.quoted.text if incoming.quoted else ""
    return "\n".join(part for part in (quoted, incoming.text) if part)


def clean(text: str) -> str:
    """Return ``text`` as the database and a reader can take it, at most ``MAX_TEXT`` long."""
    valid = text[:MAX_TEXT].encode("utf-8", "replace").decode()
    return valid.replace("\x00", "").strip()


def _obeyed(asker: Asker, incoming: Incoming, at: datetime, *, left: float) -> bool:
    """Whether the message was a button or a command, and was done.

    Only its own words count: in an answer to an earlier message that one is brought along. Over the
    flood limit only who wants to be left alone or forgotten is obeyed, and told so once.
    """
    text = clean(incoming.text)
    command = command_in(text if not incoming.media else "", incoming.command)
    ordered = command is not None and incoming.asked
    if left <= 0 and (incoming.pressed or ordered):
        _obey_flooding(asker, None if incoming.pressed else command, incoming, at, left=left)
        return True
    if incoming.pressed:
        _press(asker, incoming.pressed, incoming, at)
        return True
    if command is not None and incoming.asked:
        _obey(asker, command, incoming, at)
        return True
    if left <= 0 or (incoming.in_group and not incoming.asked):
        return False
    options = () if asker.is_new else offered(asker=asker, text=text, at=at)
    option = option_said(options=options, text=text)
    if option:
        _press(asker, option, incoming, at)
        return True
    own_words = text or incoming.command
    if incoming.forwarded or incoming.media or incoming.links or incoming.quoted:
        own_words = ""  # brought along, not said: a rumour to look at
    if is_thanks(own_words):
        if not incoming.in_group:  # where the bot speaks when it is asked
            _reply_plainly(asker, "welcome", at, incoming)
        return True
    known = tuple(one.id for one in options)
    return bool(own_words) and _talk(asker, incoming, at, text=own_words, offered=known)


def _press(asker: Asker, option: str, incoming: Incoming, at: datetime) -> None:
    """Do what a button says: one of a talk, or one under an answer."""
    if not _talk(asker, incoming, at, pressed=option):
        choose(asker=asker, pressed=option, handle=incoming.receipt_handle, at=at)


def _talk(
    asker: Asker,
    incoming: Incoming,
    at: datetime,
    *,
    text: str = "",
    pressed: str = "",
    offered: tuple[str, ...] = (),
) -> bool:
    """Whether a talk knows the message, and has answered it."""
    if incoming.in_group:
        return False
    heard = talking.Heard(
        text=text, pressed=pressed, offered=offered, language=asker.language, at=at
    )
    words = talking.answer(heard)
    if words is not None:
        _reply_words(asker, words, at, incoming)
    return words is not None


def _obey_flooding(
    asker: Asker, command: Command | None, incoming: Incoming, at: datetime, *, left: float
) -> None:
    if command in (Command.STOP, Command.FORGET):
        if asker.stopped_at is None:
            _obey(asker, command, incoming, at)
        elif command is Command.FORGET:
            askers.forget(asker=asker, at=at)
    elif left > -1 and incoming.asked:
        _reply_plainly(asker, "too_many", at, incoming)


def _obey(asker: Asker, command: Command, incoming: Incoming, at: datetime) -> None:
    said = {Command.STOP: "stopped", Command.FORGET: "forgotten", Command.HELP: "help"}
    if command is Command.STOP:
        askers.stop(asker=asker, at=at)
    elif command is Command.FORGET:
        askers.forget(asker=asker, at=at)
    elif command in SUBSCRIBES and (words := subscribe(asker=asker, command=command, at=at)):
        askers.resume(asker=asker)
        _reply_words(asker, words, at, incoming)
        return
    elif command is Command.RESUME or command in SUBSCRIBES:
        said[command] = "help" if asker.stopped_at is None else "resumed"
        askers.resume(asker=asker)
    elif command in (Command.INDONESIAN, Command.ENGLISH):
        askers.speak(asker=asker, language=command.value)
    _reply_plainly(asker, said.get(command, "language"), at, incoming)


def _reply_plainly(asker: Asker, name: str, at: datetime, incoming: Incoming) -> None:
    _reply_words(asker, wording.plain(name, asker.language), at, incoming)


def _reply_words(asker: Asker, words: wording.Words, at: datetime, incoming: Incoming) -> None:
    queue_reply(
        asker=asker,
        reason=Reply.Reason.COMMAND,
        words=words,
        handles=_handles(incoming),
        at=at,
    )


def _handles(incoming: Incoming) -> list[str]:
    return [incoming.receipt_handle] if incoming.receipt_handle else []


def _tip_of(
    asker: Asker,
    incoming: Incoming,
    text: str,
    at: datetime,
    *,
    links: Sequence[str],
    answered: bool,
) -> Tip:
    """Add the message to the tip that is still being gathered, or begin one."""
    tip = _gathering(asker, incoming, at)
    new = tip is None
    if tip is None:
        tip = Tip(
            inbox=asker.inbox,
            asker=asker,
            received_at=at,
            language=asker.language,
            place=asker.inbox.place,
            thread_key=_thread(incoming, asker.inbox),
            in_group=incoming.in_group,
            asked=incoming.asked and answered,
        )
    tip.text = f"{tip.text}\n{text}".strip()[:MAX_TEXT]
    tip.links = list(dict.fromkeys([*tip.links, *links]))[:MAX_LINKS]
    tip.forwarded = tip.forwarded or incoming.forwarded
    tip.forwarded_many = tip.forwarded_many or incoming.forwarded_many
    tip.external_id = incoming.external_id
    tip.handles = [*tip.handles, *_handles(incoming)]
    # A group's chatter is not gathered: each message stands for itself.
    wait = timedelta() if incoming.in_group else GATHER
    tip.ready_at = min(at + wait, tip.received_at + GATHER_AT_MOST)
    tip.save()
    if media := (*incoming.media, *(incoming.quoted.media if incoming.quoted else ())):
        _add_pictures(tip, media)
    if new:
        signals.tip_received.send(sender=Tip, tip=tip, at=at)
    signals.message_taken.send(sender=Tip, tip=tip, incoming=incoming, at=at)
    return tip


def _thread(incoming: Incoming, inbox: Inbox) -> str:
    return code_of(inbox.code, incoming.thread_key) if incoming.thread_key else ""


def _gathering(asker: Asker, incoming: Incoming, at: datetime) -> Tip | None:
    """The tip of this asker that no worker has begun to answer, or ``None``."""
    if incoming.in_group or asker.is_new:
        return None
    still = Q(ready_at__gte=at)
    if incoming.thread_key:
        still |= Q(thread_key=_thread(incoming, asker.inbox))
    waiting = Tip.objects.select_for_update(of=("self",)).filter(
        still, asker=asker, state=Tip.State.WAITING, lease="", attempts=0
    )
    return waiting.order_by("-pk").first()


def _add_pictures(tip: Tip, media: Sequence[Media]) -> None:
    there = tip.pictures.count()
    for number, one in enumerate(media[: MAX_PICTURES - there], start=there):
        picture = TipPicture(
            tip=tip,
            number=number,
            handle=one.id,
            kind=one.kind.value,
            mime=clean(one.mime)[:100],
        )
        if not one.readable:
            picture.state = TipPicture.State.REFUSED
        elif one.body:
            picture.file.save(f"{tip.uuid}-{number}", ContentFile(one.body), save=False)
        picture.save()
