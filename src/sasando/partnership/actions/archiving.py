"""The page of every proof is copied before it is changed or gone, with its digest and its hour."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from sasando.claims.actions.evidence import as_warc
from sasando.claims.messengers import source_context
from sasando.partnership.models import Proof
from sasando.plugins import ChannelError, TryLater
from sasando.plugins.channel import Context
from sasando.plugins.fetching import fetch_page

logger = logging.getLogger(__name__)

_AT_ONCE = 5  # pages a round: other errands wait meanwhile
_GIVE_UP = timedelta(days=3)  # a server that is down so long has lost the page
_WORDS = 300


def take_archives(now: datetime, *, context: Context | None = None) -> int:
    """Copy the pages that are still to be copied; return how many were asked for. Uses the network.

    Only public addresses are asked, as for every outlet. A server that does not answer is asked again
    for three days, those never asked first.
    """
    context = context or source_context("id")
    waiting = list(Proof.objects.to_archive(now - _GIVE_UP)[:_AT_ONCE])
    for proof in waiting:
        try:
            archive(proof=proof, context=context, at=now)
        except (OSError, ValueError):  # the fault of one page costs no other its copy
            logger.exception("no copy of proof %s", proof.pk)
            Proof.objects.filter(pk=proof.pk).update(
                archived_at=now, archive_words=_("The page was not understood.")
            )
    return len(waiting)


def archive(*, proof: Proof, context: Context, at: datetime) -> Proof:
    """Fetch the page of ``proof`` and keep it as WARC (ISO 28500), or what its server said instead."""
    try:
        page = fetch_page(proof.address, context=context)
    except TryLater as error:
        Proof.objects.filter(pk=proof.pk).update(archive_words=error.words[:_WORDS])
        return proof
    except ChannelError as error:
        proof.archive_words, proof.archived_at = error.words[:_WORDS], at
        proof.save(update_fields=["archive_words", "archived_at"])
        return proof
    body = as_warc(page, at)
    proof.archive_sha256, proof.archived_at = sha256(body).hexdigest(), at
    proof.archive_words = _("The page is longer than the copy.") if page.cut else ""
    proof.archive.save(f"{proof.archive_sha256}.warc.gz", ContentFile(body), save=False)
    proof.save(update_fields=["archive", "archive_sha256", "archived_at", "archive_words"])
    return proof
