"""Numbers are read back from the platforms that count, at fixed steps after each copy or broadcast."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from sasando.channels.exceptions import VaultError
from sasando.channels.models import Delivery, HandOver, Outlet
from sasando.live.models import Broadcast
from sasando.plugins import Measure, Refused, TryLater, UnknownChannel
from sasando.plugins.registry import UnknownBroadcaster
from sasando.reach.models import Measurement, Reading

logger = logging.getLogger(__name__)

LOOKED_BACK = timedelta(minutes=Reading.Step.MONTH) + timedelta(days=7)
"""How old a copy may be and still be read: a house that was off for a week loses no month."""


def read_copies(*, at: datetime) -> int:
    """Read what is due of every copy whose platform counts; return how many readings were taken.

    One look serves every step that a copy has behind it: what was missed is not made up, it says
    when it was read. What the platform does not give now is tried again at the next call. Uses the
    network.
    """
    taken = 0
    for outlet in Outlet.objects.filter(active=True).select_related("organisation"):
        if outlet.flags.can_measure and not outlet.needs_hands:
            taken += sum(_read(copy, steps, outlet, at) for copy, steps in _due(outlet, at))
    return taken


def _due(outlet: Outlet, at: datetime) -> Iterator[tuple[HandOver, list[int]]]:
    copies = list(
        HandOver.objects.filter(
            delivery__outlet=outlet,
            delivery__goal=Delivery.Goal.CARRY,
            at__gte=at - LOOKED_BACK,
            at__lte=at,
        ).select_related("delivery", "delivery__version")
    )
    taken = Reading.objects.taken([copy.pk for copy in copies])
    for copy in copies:
        steps = [step for step in Reading.due(copy.at, at) if (copy.pk, step) not in taken]
        if steps:
            yield copy, steps


def _read(copy: HandOver, steps: list[int], outlet: Outlet, at: datetime) -> int:
    """Take the reading of the last of ``steps``; those before it were missed, and say so."""
    try:
        channel = outlet.open(copy.delivery.version.publisher)
        measures, words = channel.measures(copy.receipt), ""
    except TryLater as error:
        logger.warning("numbers of %s from %s: %s", copy, outlet.code, error.words)
        return 0
    except (Refused, UnknownChannel, VaultError) as error:
        measures, words = (), str(error)
    _write({"hand_over": copy}, steps, measures, words, at)
    return 1


def read_broadcasts(*, at: datetime) -> int:
    """Read what is due of every broadcast that is over; return how many readings were taken.

    As ``read_copies``, counted from the end by the platform's word: from then on the recording is
    counted with it. Who a person carried by hand cannot be asked. Uses the network.
    """
    over = Broadcast.objects.with_account().filter(
        state=Broadcast.State.ENDED,
        by_hand=False,
        live_at__isnull=False,
        ended_at__gte=at - LOOKED_BACK,
        ended_at__lte=at,
    )
    broadcasts = list(over.exclude(identifier=""))
    taken = Reading.objects.taken_of([broadcast.pk for broadcast in broadcasts])
    count = 0
    for broadcast in broadcasts:
        ended = broadcast.ended_at
        due = Reading.due(ended, at) if ended else []
        steps = [step for step in due if (broadcast.pk, step) not in taken]
        if steps and not broadcast.account.needs_hands:
            count += _read_broadcast(broadcast, steps, at)
    return count


def _read_broadcast(broadcast: Broadcast, steps: list[int], at: datetime) -> int:
    try:
        measures = broadcast.account.open().measures(broadcast.on_platform)
        words = ""
    except TryLater as error:
        logger.warning("numbers of %s: %s", broadcast, error.words)
        return 0
    except (Refused, UnknownBroadcaster, VaultError) as error:
        measures, words = (), str(error)
    _write({"broadcast": broadcast}, steps, measures, words, at)
    return 1


@transaction.atomic
def _write(
    of: dict[str, HandOver | Broadcast],
    steps: list[int],
    measures: tuple[Measure, ...],
    words: str,
    at: datetime,
) -> None:
    """Write the reading of the last of ``steps``; those before it were missed, and say so."""
    *missed, last = steps
    for step in missed:
        Reading.objects.get_or_create(**of, step=step, defaults={"at": at})
    reading, new = Reading.objects.get_or_create(
        **of, step=last, defaults={"at": at, "words": words}
    )
    if new:
        Measurement.objects.bulk_create(
            Measurement(reading=reading, kind=m.kind, value=m.value, source=m.source)
            for m in measures
        )
