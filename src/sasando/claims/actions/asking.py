"""What a visitor of the site or a partner's system asks is written down, within what one may ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from sasando.channels.leasing import held
from sasando.channels.waking import wake_on_commit
from sasando.claims import signals
from sasando.claims.actions import askers
from sasando.claims.actions.answering import LEASE
from sasando.claims.actions.counting import count_sighting
from sasando.claims.actions.filing import standing
from sasando.claims.actions.receiving import MAX_PICTURES, clean
from sasando.claims.exceptions import TipRefused, TooMany
from sasando.claims.likeness import fingerprint
from sasando.claims.models import Tip, TipPicture
from sasando.documents.digest import sha256_hex
from sasando.plugins.links import links_in


def receive_on_site(
    *,
    text: str,
    pictures: Sequence[bytes],
    language: str,
    sender: str,
    at: datetime,
    cost: float = 1.0,
    hold: bool = False,
) -> Tip:
    """Write down what somebody asks on the site; return the tip, whose token names its page.

    ``sender`` (an address of the network) only feeds the flood limit, as a keyed hash of the day;
    ``cost`` is what this question takes of it. With ``hold`` the caller answers it at once: it has
    the tip as ``claim_tip`` gives it, and no worker takes it before the lease has run out.
    Raises ``TipRefused`` when there is nothing in it, ``TooMany``, ``VaultError``.
    """
    words = clean(text)
    if not words and not pictures:
        raise TipRefused(_("Write what you want to know, or add a picture."))
    links = links_in(words)
    if askers.spend_on_site(sender=sender, at=at, cost=cost) <= 0:
        _count_unheard(fingerprint(words, links, [sha256_hex(body) for body in pictures]), at)
        raise TooMany(_("That were very many questions in a short time. Please wait a little."))
    return _keep(words, links, pictures, language, at, hold=hold)


def _count_unheard(mark: str, at: datetime) -> None:
    """Count what is not answered as one more sighting of its claim, where it has one."""
    twins = Tip.objects.filter(fingerprint=mark, claim__isnull=False).select_related("claim")
    twin = twins.order_by("-pk").first() if mark else None
    if twin is not None and twin.claim is not None:
        count_sighting(claim=standing(twin.claim), place="", at=at)


@transaction.atomic
def _keep(
    words: str,
    links: Sequence[str],
    pictures: Sequence[bytes],
    language: str,
    at: datetime,
    *,
    hold: bool,
) -> Tip:
    tip = Tip.objects.create(
        received_at=at,
        ready_at=at,
        text=words,
        links=list(links),
        language=language,
        **(held(at=at, lease=LEASE) if hold else {}),
    )
    for number, body in enumerate(pictures[:MAX_PICTURES]):
        picture = TipPicture(tip=tip, number=number, kind="image")
        picture.file.save(f"{tip.uuid}-{number}", ContentFile(body), save=False)
        picture.save()
    signals.tip_received.send(sender=Tip, tip=tip, at=at)
    if not hold:
        wake_on_commit("tips")
    return tip
