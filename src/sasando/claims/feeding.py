"""The feeds of other fact-checkers, read every hour by the worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sasando.claims import actions
from sasando.claims.actions.importing import Told, silent
from sasando.claims.exceptions import ClaimsError, WrongState
from sasando.claims.imports import CheckReport
from sasando.claims.imports.reading import MAX_BYTES
from sasando.claims.messengers import source_context
from sasando.claims.models import CheckSource
from sasando.plugins import ChannelError
from sasando.plugins.fetching import PAGE, Wanted, fetch_page

AGAIN = timedelta(hours=1)  # between two readings of one feed
_AT_ONCE = 3  # feeds a round: other errands wait meanwhile
_FEED = Wanted(
    types=PAGE.types
    | {
        "application/atom+xml",
        "application/json",
        "application/jsonl",
        "application/ld+json",
        "application/rdf+xml",
        "application/rss+xml",
        "application/x-ndjson",
        "application/xml",
        "text/csv",
        "text/xml",
    },
    accept="application/rss+xml, application/atom+xml, application/ld+json, */*;q=0.5",
    max_bytes=MAX_BYTES,
    seconds=60.0,
)


def read_feeds(now: datetime) -> int:
    """Read the feeds that were not read for an hour; return how many were asked for.

    What went wrong stands beside the source until its feed is read well again.
    """
    due = CheckSource.objects.fed().filter(Q(read_at__isnull=True) | Q(read_at__lte=now - AGAIN))
    sources = list(due[:_AT_ONCE])
    for source in sources:
        try:
            words = import_from(source.feed, source=source, at=timezone.now()).sentence
        except (ChannelError, ClaimsError) as error:
            words = error.words if isinstance(error, ChannelError) else str(error)
        actions.note_reading(source=source, words=words, at=now)
    return len(sources)


def import_from(
    address: str, *, source: CheckSource, at: datetime, told: Told = silent
) -> CheckReport:
    """Fetch ``address`` as any stranger's link, and take in its fact-checks as ``source``'s.

    Raises ``ChannelError`` when it cannot be fetched, ``WrongState`` when it is larger than is
    read or the source is switched off.
    """
    page = fetch_page(address, context=source_context(source.language), wanted=_FEED)
    if page.cut:
        size = {"size": MAX_BYTES // 2**20}
        raise WrongState(_("The file is larger than %(size)d MB.") % size)
    return actions.import_checks(
        content=page.body, source=source, base_url=page.url, at=at, told=told
    )
