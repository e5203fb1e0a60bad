"""Prebunks: the answer is a draft before the rumour is there, and goes the way of every text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import partial
from html import escape
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from sasando.claims import prebunk as calendar
from sasando.claims.exceptions import NotAllowed, WrongState
from sasando.claims.models import Prebunk, PrebunkOffer
from sasando.desk.models import Item, PartnershipStory, Release, SectionPage, seats_of
from sasando.desk.policy import POLICY, may_write
from sasando.documents.vocabulary import Kind, PartyKind
from sasando.elections.models import Stage
from sasando.parties.mailing import Mail, mail_to
from sasando.parties.models import Organisation, Person, Role
from sasando.rendering.phrases import LANGUAGES, phrase

_CLASSES: dict[Kind, type[Item]] = {
    Kind.RELEASE: Release,
    Kind.PARTNERSHIP: PartnershipStory,
}
_REMINDED = (Role.OFFICER, Role.INFORMATION_HEAD, Role.EDITOR, Role.EDITOR_IN_CHIEF)
_MORNING = time(8)  # when an embargo ends


@transaction.atomic
def ensure_prebunks() -> int:
    """Bring the prebunks to what this release has; return how many. What the house switched off
    stays off. Safe to repeat.
    """
    for row in calendar.patterns():
        Prebunk.objects.update_or_create(
            code=row["code"],
            defaults={
                "phase": row["phase"],
                "texts": {language: row[language] for language in LANGUAGES},
                "basis": row["basis"],
                "elections": row.get("elections", []),
                "days_before": calendar.phases()[row["phase"]].days,
            },
        )
    return len(calendar.patterns())


@transaction.atomic
def offer_prebunk(*, prebunk: Prebunk, stage: Stage, by: Person, at: datetime) -> Item:
    """Make drafts of ``prebunk`` for ``stage``, one a language; return the Indonesian one.

    An officer's becomes a release, a newsroom's a partnership story; before the days of the prebunk
    it has an embargo until then, so that it can be approved ahead of time. Raises ``NotAllowed``
    for who writes neither, ``WrongState`` when there are drafts for this election already.
    """
    if not calendar.fits(prebunk, stage):
        raise WrongState(_("This prebunk is not about this stage."))
    # Two people may press at once: the row of the prebunk is the lock.
    Prebunk.objects.select_for_update().get(pk=prebunk.pk)
    made = PrebunkOffer.objects.filter(prebunk=prebunk, stage__election=stage.election_id)
    if made.filter(offered_at__isnull=False).exists():
        raise WrongState(_("There are drafts of this prebunk for this election already."))
    speaker = _speaker(by)
    first: Item | None = None
    for language in LANGUAGES:
        draft = _draft(prebunk, stage, language, speaker, by, first, at)
        first = first or draft
    assert first is not None  # noqa: S101 - there are two languages
    PrebunkOffer.objects.update_or_create(
        prebunk=prebunk,
        stage=stage,
        defaults={"item": first.item_ptr, "offered_by": by, "offered_at": at},
    )
    return first


def may_offer(person: Any) -> bool:
    """Whether ``person`` may make drafts of prebunks."""
    try:
        return isinstance(person, Person) and bool(_speaker(person))
    except NotAllowed:
        return False


def _speaker(person: Person) -> tuple[Kind, Organisation]:
    seats = seats_of(person)
    for kind in _CLASSES:
        for seat in seats:
            if may_write(POLICY[kind], seats, seat.party):
                return kind, Organisation.objects.get(code=seat.party)
    raise NotAllowed(_("An officer of the commission or a newsroom makes drafts of prebunks."))


def _draft(
    prebunk: Prebunk,
    stage: Stage,
    language: str,
    speaker: tuple[Kind, Organisation],
    by: Person,
    twin: Item | None,
    at: datetime,
) -> Item:
    kind, publisher = speaker
    text = prebunk.text_in(language)
    section = SectionPage.objects.select_related("locale").get(
        kind=kind.value, locale__language_code=language
    )
    item = _CLASSES[kind](locale=section.locale, owner=by, publisher=publisher)
    if twin is not None:
        item.translation_key = twin.translation_key
    item.title = text["title"]
    item.slug = f"{slugify(text['title'])[:50].strip('-')}-{stage.election.code}"
    item.key_message = text["short"]
    item.body = _body(prebunk, text, language)
    item.embargo_until = _embargo(prebunk, stage, at)
    section.add_child(instance=item)
    item.elections.set([stage.election])
    item.stages.set([stage])
    if kind is Kind.PARTNERSHIP:
        item.partners.set(_commissions())
    item.save_revision(user=by)
    return item


def _commissions() -> list[Organisation]:
    """The commission, where there is one only: of several, the writer chooses."""
    there = list(Organisation.objects.of_kind(PartyKind.COMMISSION)[:2])
    return there if len(there) == 1 else []


def _body(prebunk: Prebunk, text: dict[str, Any], language: str) -> list[tuple[str, str]]:
    rumours = "".join(f"<li>{escape(rumour)}</li>" for rumour in text["rumours"])
    return [
        *(("paragraph", f"<p>{escape(part)}</p>") for part in text["answer"]),
        ("heading", phrase("prebunk.rumours", language)),
        ("paragraph", f"<ul>{rumours}</ul>"),
        ("paragraph", f"<p>{escape(phrase('prebunk.basis', language, basis=prebunk.basis))}</p>"),
    ]


def _embargo(prebunk: Prebunk, stage: Stage, at: datetime) -> datetime | None:
    """The morning from which the prebunk is timely; ``None`` when it is already."""
    if stage.starts is None:
        return None
    day = stage.starts - timedelta(days=prebunk.days_before)
    moment = datetime.combine(day, _MORNING, timezone.get_default_timezone())
    return moment if moment > at else None


def remind_of_prebunks(*, at: datetime) -> int:
    """Tell officers and editors, once a stage, which prebunks are near; return how many are new."""
    with transaction.atomic():
        new = [one for one in calendar.near(timezone.localdate(at)) if one.offer is None]
        PrebunkOffer.objects.bulk_create(
            PrebunkOffer(prebunk=one.prebunk, stage=one.stage, reminded_at=at) for one in new
        )
        if new:
            for person in _reminded():
                mail_to(person, partial(_mail, new), about="prebunks")
    return len(new)


def _reminded() -> Iterable[Person]:
    """Who is told of them; the panel on their first screen has the same."""
    held = Q(memberships__active=True, memberships__role__in=_REMINDED)
    return Person.objects.filter(held, is_active=True).distinct()


def _mail(new: Iterable[calendar.Near]) -> Mail:
    return Mail(
        _("Prebunks for the next stages"),
        [
            _("These rumours come with the next stages. Their answers are ready to release:"),
            "\n".join(f"– {one.prebunk} ({one.stage})" for one in new),
            f"{settings.SITE_URL}/desk/",
        ],
    )
