"""Copies of evidence, taken by the worker before a page is changed or gone."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from sasando.claims import actions
from sasando.claims.messengers import stranger_context
from sasando.claims.models import Evidence
from sasando.plugins import Context

logger = logging.getLogger(__name__)

_AT_ONCE = 5  # pages a round: other errands wait meanwhile
_GIVE_UP = timedelta(days=2)  # a server that is down so long has lost the page


def take_copies(now: datetime, *, context: Context | None = None) -> int:
    """Take the copies that are still to be taken; return how many pages were asked for.

    A server that does not answer is asked again for two days, those never asked coming first.
    ``context`` is how pages are reached, as strangers' links when it is ``None``.
    """
    missing = Evidence.objects.filter(taken_at__isnull=True, at__gte=now - _GIVE_UP)
    waiting = list(missing.exclude(href="").order_by("words", "id")[:_AT_ONCE])
    context = context or stranger_context("id")
    for evidence in waiting:
        try:
            actions.take_copy(evidence=evidence, context=context, at=timezone.now())
        except (OSError, ValueError):  # the fault of one page costs no other its copy
            logger.exception("no copy of evidence %s", evidence.pk)
            Evidence.objects.filter(pk=evidence.pk).update(words=_("The page was not understood."))
    return len(waiting)
