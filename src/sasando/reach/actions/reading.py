"""Numbers are read back from the platforms that count, at fixed steps after each hand-over."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from sasando.channels.exceptions import VaultError
from sasando.channels.models import Delivery, HandOver, Outlet
from sasando.plugins import Measure, Refused, TryLater, UnknownChannel
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
    *missed, last = steps
    _write(copy, missed, last, measures, words, at)
    return 1


@transaction.atomic
def _write(
    copy: HandOver,
    missed: list[int],
    last: int,
    measures: tuple[Measure, ...],
    words: str,
    at: datetime,
) -> None:
    for step in missed:
        Reading.objects.get_or_create(hand_over=copy, step=step, defaults={"at": at})
    reading, new = Reading.objects.get_or_create(
        hand_over=copy, step=last, defaults={"at": at, "words": words}
    )
    if new:
        Measurement.objects.bulk_create(
            Measurement(reading=reading, kind=m.kind, value=m.value, source=m.source)
            for m in measures
        )
