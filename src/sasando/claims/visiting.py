"""What a visitor of the site or a partner's system asks: looked through, written down, answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from sasando.claims import actions
from sasando.claims.actions.receiving import MAX_LINKS, MAX_TEXT
from sasando.claims.answering import answer_now
from sasando.claims.exceptions import TipRefused, TooMany
from sasando.claims.models import Tip
from sasando.matching.pictures import PictureRefused, open_picture
from sasando.plugins.links import links_in
from sasando.rendering.phrases import phrase

MAX_PICTURES = 3  # of one question
PARTNER_COST = 0.02  # of an allowance: a partner's system asks for fifty people
WAIT_S = 30  # until somebody who asked too much may ask again, seconds


def ask(
    *,
    text: str,
    pictures: Sequence[bytes],
    language: str,
    sender: str,
    at: datetime,
    links: Sequence[str] = (),
    cost: float = 1.0,
) -> Tip:
    """Take a question; return its tip, answered by what its words say.

    With pictures or links it comes back still waiting: reading these takes seconds, and is the
    workers'. ``sender`` is what the flood limit counts by. Raises ``TipRefused`` and ``TooMany`` with a
    sentence in ``language``, and ``VaultError``.
    """
    whole = "\n".join(part.strip() for part in (text, *links) if part.strip())
    if len(whole) > MAX_TEXT or len(links) > MAX_LINKS:
        raise TipRefused(phrase("check.too_long", language, limit=MAX_TEXT))
    if not whole.replace("\0", "").strip() and not pictures:
        raise TipRefused(phrase("check.nothing", language))
    _look_at(pictures, language)
    at_once = not (pictures or links_in(whole))
    try:
        tip = actions.receive_on_site(
            text=whole,
            pictures=pictures,
            language=language,
            sender=sender,
            at=at,
            cost=cost,
            hold=at_once,
        )
    except TooMany:
        raise TooMany(phrase("check.too_many", language)) from None
    return answer_now(tip) if at_once else tip


def _look_at(pictures: Sequence[bytes], language: str) -> None:
    """Refuse at once, with the reason, what the workers could not open."""
    if len(pictures) > MAX_PICTURES:
        raise TipRefused(phrase("check.too_many_pictures", language, limit=MAX_PICTURES))
    limit = settings.UPLOAD_LIMIT_MB
    for body in pictures:
        if len(body) > limit * 2**20:
            raise TipRefused(phrase("picture.too_heavy", language, limit=limit))
        try:
            open_picture(body)
        except PictureRefused as error:
            words = phrase(f"picture.{error.key}", language, **error.values)
            raise TipRefused(words) from error
