"""Counts that many writers share: one row an hour, never a lost one."""

from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F

from sasando.claims.models import Claim, Sighting, Tip, TipCount


def hour_of(moment: datetime) -> datetime:
    """Return the beginning of the hour of ``moment``, in UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def count_tip(*, tip: Tip, outcome: str, at: datetime) -> None:
    """Count how one tip ended; nothing of its sender or its words."""
    keys = {"hour": hour_of(at), "source": tip.source, "outcome": outcome}
    _count(TipCount, keys | {"language": tip.language})


def count_sighting(*, claim: Claim, place: str, at: datetime) -> None:
    """Count that ``claim`` was seen once more."""
    _count(Sighting, {"claim": claim, "hour": hour_of(at), "place": place})


def _count(model: type[models.Model], keys: dict[str, Any]) -> None:
    rows = model._default_manager.filter(**keys)
    if rows.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            model._default_manager.create(**keys, count=1)
    except IntegrityError:  # another writer made the row in between
        rows.update(count=F("count") + 1)
