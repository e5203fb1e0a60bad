"""What stands around every body on paper and card: mark, names, dates, standing, QR."""

from typing import Any

from sasando.documents import Document, Standing
from sasando.documents.imprint import Imprint
from sasando.rendering.addresses import short_address
from sasando.rendering.dates import local_day, long_date, long_moment
from sasando.rendering.print.blocks import Setting, typed_address
from sasando.rendering.print.glyphs import drawable
from sasando.rendering.print.qr import qr_svg
from sasando.rendering.sources import kind_label, partners_line
from sasando.rendering.verdicts import rating_word, stamp_word

_LABELS = (
    "approved_by",
    "call",
    "contact",
    "dates",
    "facts",
    "published",
    "read_on",
    "scan",
    "unpublished",
    "valid_until",
)


def frame(document: Document, setting: Setting) -> dict[str, Any]:
    """Return the values every template shares. Times are told in Kupang's time (WITA)."""
    address = short_address(document, setting.site_url)
    names = [document.publisher.name, *(p.name for p in document.partners)]
    return {
        "language": document.language,
        "title": drawable(document.headline),
        "headline": setting.plain(document.headline),
        "authors": [setting.plain(name) for name in names],
        "kind": setting.plain(kind_label(document)),
        "tone": _tone(document),
        "publisher": setting.plain(document.publisher.name),
        "partners": setting.plain(partners_line(document)),
        "key_message": setting.text(document.key_message),
        "stamp": _stamp(document, setting),
        "code": document.code,
        "address": setting.plain(typed_address(address)),
        "href": address,
        "qr": qr_svg(address),
        "qr_alt": setting.say("print.qr_alt", address=typed_address(address)),
        "labels": {name: setting.say(f"print.{name}") for name in _LABELS},
        "valid_until": _moment(document.valid_until, setting),
        **_imprint(document.imprint, setting),
        **_correction(document, setting),
    }


def _tone(document: Document) -> str:
    """Which dye the mark wears: gold for what is official, red for what puts right."""
    if document.kind in {"release", "notice"}:
        return "official"
    return "verdict" if document.kind in {"erratum", "verdict"} else "story"


def _stamp(document: Document, setting: Setting) -> dict[str, str] | None:
    """The rating of a fact-check, as a stamp: its kind for the sign, its words for the reader."""
    if document.verdict is None:
        return None
    rating, language = document.verdict.rating, document.language
    word, name = stamp_word(rating, language), rating_word(rating, language)
    return {
        "kind": rating.stamp.value,
        "word": setting.plain(word.upper()),
        "rating": setting.plain("" if name == word else name),
    }


def _moment(moment: Any, setting: Setting) -> str:
    return long_moment(moment, setting.language) if moment else ""


def _imprint(imprint: Imprint | None, setting: Setting) -> dict[str, Any]:
    if imprint is None:
        return {"date": [], "published": "", "day": "", "approvals": [], "standing": None}
    day = local_day(imprint.published_at)
    return {
        "date": [day.year, day.month, day.day],
        "published": _moment(imprint.published_at, setting),
        "day": long_date(day, setting.language),
        "approvals": [
            setting.plain(f"{a.person}, {a.office}, {a.party.name}") for a in imprint.approvals
        ],
        "standing": _standing(imprint, setting),
    }


def _standing(imprint: Imprint, setting: Setting) -> dict[str, str] | None:
    state = str(imprint.standing)
    if imprint.standing is Standing.CURRENT:
        if imprint.confirmed:
            return None
        state = "unconfirmed"
    return {
        "state": state,
        "word": setting.say(f"standing.{state}"),
        "sentence": setting.plain(setting.say(f"standing.{state}_sentence")),
        "note": setting.plain(imprint.standing_note),
    }


def _correction(document: Document, setting: Setting) -> dict[str, Any]:
    correction = document.correction
    if correction is None:
        return {"correction": None}
    of_another = correction.item != document.item
    return {
        "correction": {
            "word": setting.say("item.correction"),
            "of": setting.plain(setting.say("item.correction_of", headline=correction.headline))
            if of_another
            else "",
            "change": setting.text(correction.change),
        }
    }
