"""What each letter says: composed from what was decided, the same whenever it is made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from sasando.openness.addresses import follow_path
from sasando.openness.clock import Step, Sum, explain
from sasando.openness.models import Decision, Letter, Objection, Request
from sasando.openness.timing import (
    begin,
    calendar,
    day_of,
    last_day_to_object,
    sum_of_objection,
    sums_of,
)
from sasando.rendering.dates import long_date
from sasando.rendering.print.official_letter import OfficialLetter, Part, official_letter_pdf

_LONGEST_QUOTE = 1_500  # characters of a request repeated in a letter; the register has all of it


def compose(letter: Letter) -> OfficialLetter:
    """Return what ``letter`` says, in the language of its request; at most five queries."""
    request = letter.request
    organisation = request.matter.organisation
    with translation.override(request.language):
        told = request.applicant
        subject = _subject(letter)
        facts = [
            (_("Register number"), request.number),
            (_("Received"), long_date(request.received_on, request.language)),
        ]
        return OfficialLetter(
            language=request.language,
            sender=organisation.name,
            under=[part for part in (organisation.website, organisation.email) if part],
            day=day_of(letter.created_at),
            number=request.number,
            facts=facts,
            to=[_("To"), told.get("name", ""), told.get("address", "")],
            subject=subject,
            parts=list(_parts(letter)),
            signed=[
                _("Information and Documentation Officer (PPID)"),
                organisation.name,
                *_signed_by(letter),
            ],
        )


def pdf_of(letter: Letter) -> bytes:
    """Return ``letter`` on the letterhead. Raises ``TypesettingFailed``."""
    return official_letter_pdf(compose(letter))


def _subject(letter: Letter) -> str:
    return {
        Letter.Kind.RECEIPT: _("Receipt of your request for information"),
        Letter.Kind.ASKED_BACK: _("Please complete your request for information"),
        Letter.Kind.LAPSED: _("Your request for information is closed"),
        Letter.Kind.EXTENSION: _("More time for your request for information"),
        Letter.Kind.DECISION: _("Notice on your request for information"),
        Letter.Kind.OBJECTION: _("Receipt of your objection"),
        Letter.Kind.REVIEW: _("Answer to your objection"),
    }[Letter.Kind(letter.kind)]


def _parts(letter: Letter) -> Iterator[Part]:
    body = {
        Letter.Kind.RECEIPT: _receipt,
        Letter.Kind.ASKED_BACK: _asked_back,
        Letter.Kind.LAPSED: _lapsed,
        Letter.Kind.EXTENSION: _extension,
        Letter.Kind.DECISION: _decision,
        Letter.Kind.OBJECTION: _objection,
        Letter.Kind.REVIEW: _review,
    }[Letter.Kind(letter.kind)]
    yield from body(letter)
    request = letter.request
    address = f"{settings.SITE_URL}{follow_path(request.token, request.language)}"
    yield Part("paragraph", _("Follow your request, and object, at: %(href)s") % {"href": address})


def _asked_for(request: Request) -> Iterator[Part]:
    yield Part("title", _("What you asked for"))
    text = request.matter.text
    cut = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]} …"
    yield Part("quote", cut)


def _receipt(letter: Letter) -> Iterator[Part]:
    yield Part(
        "paragraph",
        _("Your request is registered under the number above. Keep it: it is your receipt."),
    )
    yield from _asked_for(letter.request)
    yield from _deadline(letter, extended=False)


def _asked_back(letter: Letter) -> Iterator[Part]:
    yield Part(
        "paragraph", _("To answer your request we still need: %(what)s") % {"what": letter.reason}
    )
    if letter.due_on:
        yield Part(
            "paragraph",
            _("Please complete it by %(day)s. The time for our answer begins on the day you do.")
            % {"day": _day(letter.due_on, letter.request)},
        )
    yield from _asked_for(letter.request)


def _lapsed(letter: Letter) -> Iterator[Part]:
    yield Part(
        "paragraph",
        _(
            "Your request was not completed in time and is closed. You may send it again at any time."
        ),
    )


def _extension(letter: Letter) -> Iterator[Part]:
    yield Part(
        "paragraph", _("We need more time, for this reason: %(why)s") % {"why": letter.reason}
    )
    yield from _deadline(letter, extended=True)


def _decision(letter: Letter) -> Iterator[Part]:
    if letter.decision is None:
        return
    yield from _decided(letter.decision)
    yield from _asked_for(letter.request)
    yield from _rights(letter.request)


def _decided(decision: Decision) -> Iterator[Part]:
    yield Part("title", str(decision.get_outcome_display()))
    yield Part("paragraph", decision.text)
    facts = [
        (_("Held by"), decision.held_by),
        (_("Withheld by"), decision.article),
        (_("Consequence test"), decision.consequence),
        (_("Cost"), decision.cost),
    ]
    lines = tuple(f"{name}: {value}" for name, value in facts if value)
    if lines:
        yield Part("list", lines=lines)
    files = [f"{one.name} (SHA-256 {one.sha256})" for one in decision.files.all()]
    if files:
        yield Part("title", _("Files, on the page of your request"))
        yield Part("list", lines=tuple(files))
    if not decision.final:
        yield Part("paragraph", _("This is a part; the rest follows within the time of the law."))


def _objection(letter: Letter) -> Iterator[Part]:
    if letter.objection is None:
        return
    yield Part("paragraph", _("Your objection is registered and was put before the superior."))
    yield Part("quote", letter.objection.text[:_LONGEST_QUOTE])
    days = calendar(around=letter.objection.filed_on, at=letter.created_at)
    yield from _told(sum_of_objection(letter.objection, days), letter.request)


def _review(letter: Letter) -> Iterator[Part]:
    objection = letter.objection
    if objection is None:
        return
    yield Part("title", str(objection.get_outcome_display()))
    yield Part("paragraph", objection.reply)
    if letter.decision is not None:
        yield from _decided(letter.decision)
    yield Part("paragraph", dispute_words(objection))


def dispute_words(objection: Objection) -> str:
    """Say where one may go who is not content with the superior's answer, and until when."""
    request = objection.request
    if objection.decided_on is None:
        return ""
    days = calendar(around=objection.decided_on)
    found = begin(Step.DISPUTE, request.matter.law, objection.decided_on, days)
    return _(
        "If this does not satisfy you, you may bring it before the Information Commission until "
        "%(day)s (%(law)s)."
    ) % {"day": _day(found.due, request), "law": found.rule.cite[request.language]}


def _rights(request: Request) -> Iterator[Part]:
    last = last_day_to_object(request, calendar(around=request.received_on))
    if last is not None:
        yield Part(
            "paragraph",
            _("You may object to this until %(day)s (Law 14/2008, Articles 35 and 36).")
            % {"day": _day(last.due, request)},
        )


def _deadline(letter: Letter, *, extended: bool) -> Iterator[Part]:
    request = letter.request
    sums = sums_of(request, calendar(around=request.received_on, at=letter.created_at))
    for one in sums if extended else sums[:1]:
        yield from _told(one.found, request)


def _told(found: Sum, request: Request) -> Iterator[Part]:
    told = explain(found, request.language)
    yield Part("title", told.headline)
    yield Part("paragraph", told.rule)
    yield Part("list", lines=(*told.lines, *told.notes))


def _day(day: date, request: Request) -> str:
    return long_date(day, request.language, with_weekday=True)


def _signed_by(letter: Letter) -> list[str]:
    if letter.kind == Letter.Kind.REVIEW and letter.objection and letter.objection.decided_by:
        return [letter.objection.decided_by.display_name]
    if letter.decision is not None:
        return [letter.decision.by.display_name]
    return []
