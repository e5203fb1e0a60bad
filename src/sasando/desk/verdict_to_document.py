"""The fields of a fact-check → the VerdictStatement of a Document. Reads values; writes nothing."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from sasando.desk.blocks_to_document import FreezePicture
from sasando.desk.marking import ClaimPicture
from sasando.desk.models import Verdict
from sasando.documents.blocks import Image
from sasando.documents.verdict import (
    Appearance,
    Carrier,
    CommissionReply,
    Rating,
    Source,
    Stamp,
    VerdictStatement,
)
from sasando.rendering.phrases import phrase

_GAP = "…"
_WORD = re.compile(r"\w+")
_PREFIX = re.compile(r"^\s*(?:\[[^\]]+\]|[\w ]{3,30}[:,])")  # "[SALAH]", "Hoaks:", "Salah,"
# What turns a claim into a sentence about the claim, in both languages of the desk.
_TURNING = frozenset(
    [
        "salah",
        "hoaks",
        "hoax",
        "palsu",
        "keliru",
        "tidak",
        "bukan",
        "belum",
        "tak",
        "tanpa",
        "benarkah",
        "bohong",
        "menyesatkan",
        "satire",
        "parodi",
        "rekayasa",
        "editan",
        "klarifikasi",
        "beredar",
        "klaim",
        "false",
        "fake",
        "wrong",
        "not",
        "no",
        "never",
        "misleading",
        "untrue",
        "doctored",
        "claim",
        "satirical",
        "unproven",
    ]
)
_ECHO = 0.8  # share of the headline's words that the claim has too


def read_statement(
    item: Verdict, freeze: FreezePicture, problems: list[str]
) -> VerdictStatement | None:
    """Return what ``item`` states of its claim; ``None`` when not even that can be shown.

    Every gap is a sentence in ``problems``, and "…" in the statement, as in ``compose``.
    """
    try:
        return _statement(item, freeze, problems)
    except ValidationError as error:
        fields = {str(detail["loc"][-1]) for detail in error.errors() if detail["loc"]}
        problems.append(_("The fact-check: check %(fields)s.") % {"fields": ", ".join(fields)})
        return None


def _statement(
    item: Verdict, freeze: FreezePicture, problems: list[str]
) -> VerdictStatement | None:
    texts = {
        "claim": (item.claim, _("Quote the claim in its own words.")),
        "truth": (item.truth, _("Say in one or two sentences what is true.")),
        "reply_for_family": (item.reply_for_family, _("Write what to send to the family group.")),
    }
    values: dict[str, Any] = {}
    for name, (text, problem) in texts.items():
        values[name] = text.strip() or _GAP
        if not text.strip():
            problems.append(problem)
    if not item.rating:
        problems.append(_("Choose the rating."))
    if item.first_seen is None:
        problems.append(_("Say on which day the claim was first seen."))
    values |= {
        "sources": _sources(item, problems),
        "picture": _picture(item, freeze, problems),
        "commission_reply": _reply(item, problems),
    }
    if item.authenticity and item.carried_by == Carrier.TEXT:
        problems.append(_("Only a picture, a video or a sound has something done to it."))
    if not item.rating or item.first_seen is None:
        return None
    return VerdictStatement(
        rating=Rating(item.rating),
        claimant=item.claimant,
        first_seen=item.first_seen,
        appearances=tuple(
            Appearance(
                href=seen.href,
                archived=seen.archived or None,
                captured_at=seen.captured_at,
                sha256=seen.sha256 or None,
            )
            for seen in item.appearances.all()
        ),
        carried_by=Carrier(item.carried_by),
        harm=item.harm or None,
        about_commission=item.about_commission,
        authenticity=(item.authenticity or None) if item.carried_by != Carrier.TEXT else None,
        **values,
    )


def stamp_word(rating: Rating, language: str) -> str:
    """Return the one word of ``rating``, in capitals, as it stands across a picture."""
    return phrase(f"verdict.stamp_{rating.stamp.value}", language).upper()


def echoes(headline: str, statement: VerdictStatement) -> bool:
    """Whether ``headline`` is nearly the claim itself, with no word or prefix that turns it."""
    if statement.rating.stamp is Stamp.TRUE or _PREFIX.match(headline):
        return False
    claim = set(_WORD.findall(statement.claim.casefold()))
    words = set(_WORD.findall(headline.casefold()))
    if not words or (words - claim) & _TURNING:
        return False
    return len(words & claim) >= _ECHO * len(words)


def _sources(item: Verdict, problems: list[str]) -> tuple[Source, ...]:
    sources = tuple(
        Source(title=source.title, href=source.href, archived=source.archived or None)
        for source in item.sources.all()
        if source.title and source.href
    )
    if sources:
        return sources
    problems.append(
        _(
            "Name at least one source: under “Sources”, a title and an address that readers can "
            "open. A file kept as evidence is not enough."
        )
    )
    return (Source(title=_GAP, href="/…"),)


def _picture(item: Verdict, freeze: FreezePicture, problems: list[str]) -> Image | None:
    if not item.claim_picture or not item.rating:
        return None
    if not item.claim_picture_alt.strip():
        problems.append(_("Say what the picture of the claim shows, for who cannot see it."))
    language = item.locale.language_code
    word = stamp_word(Rating(item.rating), language)
    checkers = item.publisher.name if item.publisher else _GAP
    return Image(
        caption=phrase("verdict.picture_caption", language, stamp=word),
        credit=checkers,
        alt=item.claim_picture_alt.strip() or _GAP,
        **freeze(ClaimPicture(item.claim_picture, word)),
    )


def _reply(item: Verdict, problems: list[str]) -> CommissionReply | None:
    """What the commission answered, or that it did not; ``None`` when it was not asked."""
    text = item.reply_text.strip()
    if item.asked_on is None:
        if text or item.replied_on or item.reply_by:
            problems.append(_("Say on which day the commission was asked."))
        return None
    if text and item.replied_on is None:
        problems.append(_("Say on which day the commission replied."))
        return None
    if not text and item.replied_on is not None:
        problems.append(_("Quote what the commission replied."))
        return None
    if not text and item.reply_by is None:
        problems.append(_("Say until when the commission could reply."))
        return None
    return CommissionReply(
        asked_on=item.asked_on,
        reply_by=item.reply_by,
        text=text,
        speaker=item.reply_speaker.strip(),
        replied_on=item.replied_on,
        href=item.reply_href or None,
        digest=item.reply_digest or None,
    )
