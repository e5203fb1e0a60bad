"""Copies, readings and questions as they stand in the database, to hold figures against a known truth."""

from datetime import datetime, timedelta
from typing import Any

from sasando.channels.models import Delivery, HandOver, Outlet
from sasando.claims.models import Asker, Claim, Inbox, Reply, Tip
from sasando.desk.models import Version
from sasando.reach.models import Measurement, Reading
from tests.desk.builders import Desk


def outlet(desk: Desk, code: str, channel: str = "facebook") -> Outlet:
    return Outlet.objects.create(
        code=code, name=code.title(), organisation=desk.pos, channel=channel
    )


def delivery(version: Version, where: Outlet, at: datetime, **values: Any) -> Delivery:
    made: dict[str, Any] = {"goal": "carry", "state": "done"} | values
    key = Delivery.key_for(where, version, made["goal"], str(Delivery.objects.count()))
    return Delivery.objects.create(
        outlet=where,
        version=version,
        item_id=version.item_id,
        key=key,
        due_at=at,
        created_at=at,
        **made,
    )


def copy(
    version: Version, where: Outlet, at: datetime, identifier: str = "", **values: Any
) -> HandOver:
    """A copy with its receipt; the same identifier at the same outlet is the same copy."""
    row = delivery(version, where, at, done_at=at, **values)
    return HandOver.objects.create(delivery=row, identifier=identifier or f"copy-{row.pk}", at=at)


def read(of: HandOver, minutes: int, **numbers: int) -> None:
    """A reading that many minutes after the hand-over; ``views=3``."""
    reading = Reading.objects.create(
        hand_over=of, step=minutes, at=of.at + timedelta(minutes=minutes)
    )
    Measurement.objects.bulk_create(
        Measurement(
            reading=reading, kind=kind.split("__")[0].replace("_", "-"), value=value, source=kind
        )
        for kind, value in numbers.items()
    )


def inbox(desk: Desk) -> Inbox:
    return Inbox.objects.get_or_create(
        code="telegram", defaults={"organisation": desk.cek, "messenger": "telegram"}
    )[0]


def asker(desk: Desk, number: int, at: datetime) -> Asker:
    return Asker.objects.get_or_create(
        code=f"asker-{number}",
        defaults={
            "inbox": inbox(desk),
            "locked_address": "sealed",
            "first_at": at,
            "last_at": at,
            "expires_at": at + timedelta(days=365),
        },
    )[0]


def claim(at: datetime, **values: Any) -> Claim:
    return Claim.objects.create(wording="TPS ditutup", first_seen=at, last_seen=at, **values)


def tip(at: datetime, state: str, **values: Any) -> Tip:
    return Tip.objects.create(received_at=at, ready_at=at, state=state, **values)


def told(who: Asker, at: datetime, reason: str = "verdict", **values: Any) -> Reply:
    made: dict[str, Any] = {"state": "sent"} | values
    return Reply.objects.create(
        inbox=who.inbox,
        asker=who,
        reason=reason,
        text="Keliru.",
        key=f"reply-{Reply.objects.count()}",
        created_at=at,
        due_at=at,
        **made,
    )


def answer(who: Asker, at: datetime, about: Claim, *, after: timedelta = timedelta()) -> Reply:
    """What a message about a claim got for an answer, with its receipt."""
    asked = tip(at, "answered", answered_at=at + after, claim=about, asker=who)
    return told(who, at + after, "answer", tip=asked)
