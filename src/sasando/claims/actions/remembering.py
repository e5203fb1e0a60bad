"""What the index must take in: changes noted with what they change, messages remembered."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from sasando.channels.waking import wake_on_commit
from sasando.claims.models import Alias, Feedback, KnownChange, Tip

CONFIRMED_BY = 2  # people, where the engine itself was not sure: one alone could poison the index


def note_change(*, subject: str, at: datetime) -> None:
    """Note that the index must look at ``subject`` again. Called inside what changes it.

    Subjects: ``item:<uuid>``, ``stage:<code>``, ``foreign:<pk>``, ``alias:<pk>``.
    """
    mark = {"mark": str(uuid4()), "at": at}
    KnownChange.objects.update_or_create(subject=subject, defaults=mark)
    wake_on_commit()


@transaction.atomic
def remember(*, tip: Tip, known_id: str, at: datetime) -> Alias | None:
    """Tie the tip's very words to ``known_id``, so that the next forward is recognised at once."""
    text = tip.text.strip()
    if not text or not tip.fingerprint:
        return None
    alias, new = Alias.objects.get_or_create(
        known_id=known_id, fingerprint=tip.fingerprint, defaults={"text": text, "at": at}
    )
    if new:
        note_change(subject=f"alias:{alias.pk}", at=at)
    return alias


def remember_if_confirmed(*, tip: Tip, known_id: str, at: datetime) -> Alias | None:
    """Remember what the desk said, what the engine was sure of, or what enough people confirmed."""
    agreed = Feedback.objects.filter(
        known_id=known_id, meant=True, tip__fingerprint=tip.fingerprint
    )
    if tip.outcome == Tip.Outcome.ANSWER or agreed.filter(source=Feedback.Source.DESK).exists():
        return remember(tip=tip, known_id=known_id, at=at)
    people = agreed.filter(tip__asker__isnull=False).values("tip__asker").distinct().count()
    return remember(tip=tip, known_id=known_id, at=at) if people >= CONFIRMED_BY else None
