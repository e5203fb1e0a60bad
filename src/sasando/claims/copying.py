"""Copies of evidence, taken by the worker before a page is changed or gone."""

from datetime import datetime, timedelta

from django.utils import timezone

from sasando.claims import actions
from sasando.claims.messengers import stranger_context
from sasando.claims.models import Evidence

_AT_ONCE = 5  # pages a round: other errands wait meanwhile
_GIVE_UP = timedelta(days=2)  # a server that is down so long has lost the page


def take_copies(now: datetime) -> int:
    """Take the copies that are still to be taken; return how many pages were asked for.

    A server that does not answer is asked again for two days, those never asked coming first.
    """
    missing = Evidence.objects.filter(taken_at__isnull=True, at__gte=now - _GIVE_UP)
    waiting = list(missing.exclude(href="").order_by("words", "id")[:_AT_ONCE])
    context = stranger_context("id")
    for evidence in waiting:
        actions.take_copy(evidence=evidence, context=context, at=timezone.now())
    return len(waiting)
