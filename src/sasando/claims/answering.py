"""The worker's part: one tip is read, matched and decided."""

import logging
from datetime import datetime

from django.utils import timezone

from sasando.channels.exceptions import VaultError
from sasando.claims import actions, knowledge
from sasando.claims.intake.reading import read
from sasando.claims.models import Tip
from sasando.matching import Decision, Outcome
from sasando.plugins import ChannelError

logger = logging.getLogger(__name__)


def answer_one(now: datetime) -> bool:
    """Claim the tip that waited longest and decide it; return whether there was one.

    A tip that keeps failing is not kept for ever: its asker hears that it is looked into, which is
    true, and the desk has it.
    """
    tip = actions.claim_tip(at=now)
    if tip is None:
        return False
    try:
        actions.decide(tip=tip, decision=_decision(tip), at=timezone.now())
    except (ChannelError, VaultError) as error:
        _give_back(tip, str(error))
        logger.warning("tip %s: %s", tip.pk, error)
    except Exception as error:
        # A bug, or an index that cannot be read: it waits, the others go on, it is told upwards.
        _give_back(tip, f"{type(error).__name__}: {error}")
        raise
    return True


def _decision(tip: Tip) -> Decision:
    message = read(tip)
    if not (message.text or message.links or message.pictures):
        return Decision(outcome=Outcome.ASK, reason="nothing to read")
    language = tip.asker.language if tip.asker else tip.language
    return knowledge.index().answer(message, at=timezone.now(), language=language)


def _give_back(tip: Tip, words: str) -> None:
    if tip.attempts < actions.GIVE_UP_ON_TIP:
        actions.put_off(tip=tip, words=words, at=timezone.now())
        return
    decision = Decision(outcome=Outcome.ABSTAIN, reason=f"could not be matched: {words}"[:500])
    actions.decide(tip=tip, decision=decision, at=timezone.now())
