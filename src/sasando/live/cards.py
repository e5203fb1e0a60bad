"""What is put on the screen, made from what the house knows: never from what a form brings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from sasando.desk.models import Version
from sasando.documents import Document
from sasando.live.exceptions import WrongState
from sasando.live.models import Production
from sasando.live.models.onair import Layer
from sasando.rendering.phrases import phrase
from sasando.rendering.verdicts import stamp_word

_LONGEST_MIN = 180


def card_of(production: Production, layer: str, what: str, *, at: datetime) -> Mapping[str, Any]:
    """Return what ``layer`` shows of ``what``: somebody's ref, a code, minutes. Raises ``WrongState``."""
    make = _MAKERS.get(layer)
    if make is None:
        raise WrongState(_("There is no such place on the screen."))
    return make(production, what, at)


def _speaker(production: Production, ref: str, at: datetime) -> dict[str, Any]:
    person = production.person(ref)
    if person is None:
        raise WrongState(_("This person is no part of the episode any more."))
    office = ", ".join(part for part in (person.office, person.organisation) if part)
    return {"ref": ref, "name": person.name, "office": office}


def _card(production: Production, code: str, at: datetime) -> dict[str, Any]:
    version = Version.objects.current().filter(code=code).first()
    if version is None:
        raise WrongState(_("This text does not stand any more: it is not shown."))
    document = version.document
    return {
        "kind": document.kind.value,
        "title": document.headline,
        "label": phrase(f"kind.{document.kind.value}", document.language),
        "publisher": document.publisher.name,
        "code": document.code,
        "address": f"{settings.SITE_URL}/v/{document.code}",
        "language": document.language,
        **_said(document),
    }


def _said(document: Document) -> dict[str, Any]:
    verdict = document.verdict
    if verdict is None:
        return {"text": document.key_message}
    return {
        "text": verdict.truth,
        "claim": verdict.claim[:200],
        "stamp": verdict.rating.stamp.value,
        "stamp_word": stamp_word(verdict.rating, document.language),
    }


def _countdown(production: Production, minutes: str, at: datetime) -> dict[str, Any]:
    if minutes == "mulai":
        starts = production.text.starts_at
        if starts is None or starts <= at:
            raise WrongState(_("The planned start is past: count down some minutes instead."))
        return {"until": starts.isoformat(), "label": production.text.title}
    if not minutes.isdigit() or not 0 < int(minutes) <= _LONGEST_MIN:
        raise WrongState(_("Count down between 1 and 180 minutes."))
    until = at + timedelta(minutes=int(minutes))
    return {"until": until.isoformat(), "label": production.text.title}


def _frame(production: Production, what: str, at: datetime) -> dict[str, Any]:
    return {"label": _("Frame of ikat")}


_MAKERS = {
    Layer.SPEAKER.value: _speaker,
    Layer.CARD.value: _card,
    Layer.COUNTDOWN.value: _countdown,
    Layer.FRAME.value: _frame,
}
