"""Counts that many writers share: one row an hour, never a lost one."""

from datetime import UTC, datetime

from sasando.channels.conflicts import count_one
from sasando.claims.models import Claim, Sighting, Tip, TipCount


def hour_of(moment: datetime) -> datetime:
    """Return the beginning of the hour of ``moment``, in UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def count_tip(*, tip: Tip, outcome: str, at: datetime) -> None:
    """Count how one tip ended; nothing of its sender or its words."""
    count_one(TipCount, hour=hour_of(at), source=tip.source, outcome=outcome, language=tip.language)


def count_sighting(*, claim: Claim, place: str, at: datetime) -> None:
    """Count that ``claim`` was seen once more."""
    count_one(Sighting, claim=claim, hour=hour_of(at), place=place)
