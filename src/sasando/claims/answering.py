"""The worker's part: one tip is read, matched and decided."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from sasando.channels.exceptions import VaultError
from sasando.claims import actions, knowledge
from sasando.claims.intake.reading import read
from sasando.claims.models import Tip
from sasando.matching import Decision, Message, Outcome
from sasando.matching.index import StoreError
from sasando.matching.normalise import normalise
from sasando.plugins import ChannelError, TryLater

logger = logging.getLogger(__name__)

AT_ONCE = 4  # tips taken together: the last of them waits for the others' pictures, too


def next_tips(now: datetime) -> list[Callable[[], None]]:
    """Take the tips that waited longest; return what answers each."""
    return [partial(answer, tip) for tip in actions.claim_tips(at=now, limit=AT_ONCE)]


def answer_one(now: datetime) -> bool:
    """Take the next tip and answer it; return whether there was one."""
    tip = actions.claim_tip(at=now)
    if tip is not None:
        answer(tip)
    return tip is not None


def answer_now(tip: Tip) -> Tip:
    """Answer a visitor's tip, which is held, within their request; return it as it then stands.

    What cannot be answered now is left to the workers, and read on the tip's own page.
    """
    try:
        answer(tip)
    except (StoreError, OSError):
        logger.exception("tip %s could not be answered at once", tip.pk)
    tip.refresh_from_db()
    return tip


def answer(tip: Tip) -> None:
    """Read, match and decide one claimed tip.

    What cannot be fetched for long is left out, and the rest matched. A tip that keeps failing is
    not kept for ever: its asker hears that it is looked into, which is true, and the desk has it.
    """
    try:
        actions.decide(tip=tip, decision=_decision(tip), at=timezone.now())
    except (ChannelError, VaultError) as error:
        _give_back(tip, str(error), after=error.after if isinstance(error, TryLater) else None)
        logger.warning("tip %s: %s", tip.pk, error)
    except Exception as error:
        # A bug, or an index that cannot be read: it waits, the others go on, it is told upwards.
        _give_back(tip, f"{type(error).__name__}: {error}")
        raise


def _decision(tip: Tip) -> Decision:
    if tip.attempts > actions.GIVE_UP_ON_TIP:  # it took workers down with it: not read again
        return Decision(outcome=Outcome.ABSTAIN, reason="no worker lived through reading it")
    message = read(tip, last=tip.attempts >= actions.GIVE_UP_ON_TIP)
    if not (message.text or message.links or message.prints):
        return Decision(outcome=Outcome.ASK, reason="nothing to read")
    language = tip.asker.language if tip.asker else tip.language
    said = knowledge.index().answer(message, at=timezone.now(), language=language)
    if said.outcome is Outcome.ABSTAIN and _only_unread_links(message) and not _filed(tip):
        return Decision(outcome=Outcome.ASK, reason="no link could be read")
    return said


def _only_unread_links(message: Message) -> bool:
    """Return whether nothing came but links whose pages say nothing: nobody could check that."""
    if not message.links or message.prints:
        return False
    normal = normalise(message.text)
    pages = all(key.startswith(("link:", "domain:")) for key in normal.keys)
    return pages and not normal.telling


def _filed(tip: Tip) -> bool:
    """Return whether the same message stands under a claim: the desk knows what is behind it."""
    return Tip.objects.filter(fingerprint=tip.fingerprint, claim__isnull=False).exists()


def _give_back(tip: Tip, words: str, *, after: timedelta | None = None) -> None:
    if tip.attempts < actions.GIVE_UP_ON_TIP:
        actions.put_off(tip=tip, words=words, at=timezone.now(), after=after)
        return
    decision = Decision(outcome=Outcome.ABSTAIN, reason=f"could not be matched: {words}"[:500])
    actions.decide(tip=tip, decision=decision, at=timezone.now())
