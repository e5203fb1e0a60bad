"""A rumour that nobody knows yet is handed to the claims desk, without who asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sasando.claims import actions as claims
from sasando.claims.likeness import fingerprint
from sasando.claims.models import Tip
from sasando.claims.speech import language_of
from sasando.live import telling
from sasando.live.models import Question
from sasando.matching import Decision, Outcome
from sasando.parties.models import Person
from sasando.plugins.links import links_in


@transaction.atomic
def send_to_claims(*, question: Question, by: Person, at: datetime) -> Tip:
    """File a question under its claim, or as a new one; return the tip. Pressed twice it is one.

    Its words go as they stand on air, with the links it had: no name, no number, no account.
    Raises ``VaultError``.
    """
    rows = Question.objects.select_for_update(of=("self",)).select_related("tip")
    row = rows.get(pk=question.pk)
    if row.filed_at is not None and row.tip is not None:
        return row.tip
    tip = row.tip
    if tip is None or tip.claim_id is None:  # else the claims desk has it by a messenger already
        tip = _filed(row, at)
    row.tip = row.tip or tip
    row.filed_at = at
    row.save(update_fields=["tip", "filed_at"])
    telling.tell_desk(row.production, telling.QUESTIONS, at=at)
    return tip


def _filed(row: Question, at: datetime) -> Tip:
    links = links_in(row.said) if row.said else ()
    text = "\n".join([row.text, *links])
    language = language_of(row.text, "id")
    tip = claims.receive_on_site(
        text=text,
        pictures=(),
        language=language,
        sender=f"live {row.production_id}",
        at=at,
        cost=0,
        hold=True,
    )
    tip.fingerprint = fingerprint(text, tip.links)
    decision = Decision(outcome=Outcome.ABSTAIN, reason="sent by the live desk")
    return claims.decide(tip=tip, decision=decision, at=at)
