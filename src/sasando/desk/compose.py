"""An item, as its text stands → a Document. What it lacks is named, not guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError
from wagtail.models import Page

from sasando.desk.addresses import absolute
from sasando.desk.blocks_to_document import BlockReader, FreezePicture, Missing
from sasando.desk.episode_to_document import read_episode, said_on_air
from sasando.desk.lesson_to_document import read_lesson
from sasando.desk.marking import ClaimPicture
from sasando.desk.models import Episode, Erratum, Item, Lesson, Picture, State, Verdict, Version
from sasando.desk.translations import translations_of
from sasando.desk.verdict_to_document import read_statement
from sasando.documents import Audience, Document
from sasando.documents.blocks import Block, Paragraph, Span
from sasando.documents.document import (
    Alternate,
    Correction,
    ElectionTag,
    Link,
    PlaceTag,
    Pronunciation,
    StageTag,
)
from sasando.documents.imprint import Party
from sasando.documents.vocabulary import PartyKind, PlaceLevel
from sasando.elections.models import Place, PollingStations

_GAP = "…"  # stands in a preview where something is missing
_NOBODY = Party(code="unknown", name=_GAP, kind=PartyKind.COMMISSION)


@dataclass(frozen=True, slots=True)
class Composition:
    """The Document of a text, and what keeps the text from being proposed."""

    document: Document
    problems: tuple[str, ...]


def name_only(picture: Picture | ClaimPicture) -> dict[str, Any]:
    """Stand in for freezing where only the gaps of a text are asked for; nothing is written."""
    return {
        "sha256": "0" * 64,
        "content_type": "image/jpeg",
        "width": picture.width,
        "height": picture.height,
        "href": absolute("/media/pictures/"),
    }


def compose(item: Item, *, number: int, freeze: FreezePicture) -> Composition:
    """Return the Document that ``item`` (as its fields stand) is as version ``number``.

    Every gap is a sentence in ``problems`` and "…" in the Document, so that an unfinished draft can
    be previewed. ``freeze`` gives a picture's digest and address.
    """
    problems: list[str] = []

    def given(value: str, problem: str, limit: int) -> str:
        value = value.strip()
        if not value:
            problems.append(problem)
        elif len(value) > limit:
            problems.append(
                _("“%(start)s…” is longer than %(limit)d characters.")
                % {"start": value[:40], "limit": limit}
            )
        return value[:limit] or _GAP

    if item.publisher is None:
        problems.append(_("The publisher is missing: choose the organisation that speaks."))
    language = item.locale.language_code
    document = Document(
        item=item.uuid,
        version=number,
        kind=item.kind,
        language=language,
        href=absolute(item.public_path),
        headline=given(item.title, _("The headline is missing."), 200),
        key_message=given(item.key_message, _("Say in one sentence what readers must know."), 300),
        publisher=item.publisher.party if item.publisher else _NOBODY,
        partners=tuple(p.party for p in _ordered(item.partners, "code")),
        byline=tuple(name.strip() for name in item.byline.split(";") if name.strip()),
        dateline=item.dateline,
        body=_body(item, language, freeze, problems),
        **_tags(item, language),
        related=_related(item),
        alternates=_alternates(item),
        pronunciations=_pronunciations(item),
        correction=_correction(item, number, problems),
        embargo_until=item.embargo_until,
        valid_until=item.valid_until,
        verdict=read_statement(item, freeze, problems) if isinstance(item, Verdict) else None,
        episode=read_episode(item, problems) if isinstance(item, Episode) else None,
        lesson=read_lesson(item, problems) if isinstance(item, Lesson) else None,
    )
    if isinstance(item, Lesson) and (translations := translations_of(item, document)):
        document = document.model_copy(update={"translations": translations})
    return Composition(document, tuple(problems))


def _tags(item: Item, language: str) -> dict[str, Any]:
    """What the item is about and whom it is for, as fields of its Document."""
    return {
        "elections": tuple(
            ElectionTag(code=e.code, name=e.name_in(language))
            for e in _ordered(item.elections, "code")
        ),
        "stages": tuple(
            StageTag(code=s.code, name=s.name_in(language)) for s in _ordered(item.stages, "code")
        ),
        "places": tuple(
            PlaceTag(code=p.code, name=p.name, level=PlaceLevel(p.level))
            for p in _ordered(item.places, "code")
        ),
        "audiences": tuple(Audience(code) for code in sorted(item.audiences)),
    }


def _pronunciations(item: Item) -> tuple[Pronunciation, ...]:
    entered = (
        Pronunciation(term=p.term, respelling=p.respelling)
        for p in item.pronunciations.all()
        if p.term and p.respelling
    )
    return (*entered, *said_on_air(item))


def _ordered(manager: Any, name: str) -> list[Any]:
    """Tags in one order, whatever order they were ticked in: the same text, the same digest."""
    return sorted(manager.all(), key=lambda thing: getattr(thing, name))


def _body(
    item: Item, language: str, freeze: FreezePicture, problems: list[str]
) -> tuple[Block, ...]:
    reader = BlockReader(
        language=language, freeze=freeze, page_href=_page_href, stations=_stations_at(item)
    )
    body: list[Block] = []
    for place, block in enumerate(item.body, start=1):
        try:
            body.extend(reader.read(block.block_type, block.value))
        except Missing as error:
            problems.append(_at(place, block, str(error)))
        except ValidationError as error:
            fields = {str(detail["loc"][-1]) for detail in error.errors() if detail["loc"]}
            problems.append(
                _at(place, block, _("check %(fields)s") % {"fields": ", ".join(sorted(fields))})
            )
    if not body:
        if not item.body:
            problems.append(_("The text is empty."))
        body = [Paragraph(spans=(Span(text=_GAP),))]
    return tuple(body)


def _at(place: int, block: Any, problem: str) -> str:
    return _("Block %(place)d (%(name)s): %(problem)s.") % {
        "place": place,
        "name": block.block.label,
        "problem": problem,
    }


def _page_href(page_id: int) -> str | None:
    page = Page.objects.filter(pk=page_id).first()
    specific = page.specific if page else None
    path = getattr(specific, "public_path", None)
    return absolute(path) if path else None


def _stations_at(item: Item) -> Callable[[Place], int | None]:
    """Polling stations of the item's own election, where the sources agree."""
    elections = [election.pk for election in item.elections.all()]

    def stations(place: Place) -> int | None:
        counts = set(
            PollingStations.objects.filter(place=place, election__in=elections).values_list(
                "count", flat=True
            )
        )
        return counts.pop() if len(counts) == 1 else None

    return stations


def _related(item: Item) -> tuple[Link, ...]:
    """Related items that readers can open today: their current versions."""
    ids = [related.target_id for related in item.related_items.all()]
    current = {
        version.item_id: version
        for version in Version.objects.current().filter(item_id__in=ids).defer("canonical")
    }
    return tuple(
        Link(title=current[pk].headline, href=current[pk].href) for pk in ids if pk in current
    )


def _alternates(item: Item) -> tuple[Alternate, ...]:
    """The same item in other languages, where it is public or on its way."""
    if item.pk is None:
        return ()
    twins = (
        Item.objects.filter(translation_key=item.translation_key)
        .exclude(pk=item.pk)
        .filter(versions__state__in=(State.CURRENT, State.APPROVED))
        .select_related("locale")
        .distinct()
    )
    return tuple(
        Alternate(language=twin.locale.language_code, href=absolute(twin.specific.public_path))
        for twin in sorted(twins, key=lambda twin: twin.locale.language_code)
    )


def _correction(item: Item, number: int, problems: list[str]) -> Correction | None:
    """What this text puts right: another item's version, or this item's last one."""
    wrong: Version | None
    if isinstance(item, Erratum):
        wrong = item.corrects
        if wrong is None:
            problems.append(_("Choose the published version that this erratum corrects."))
            return None
    elif number == 1:
        return None
    else:
        wrong = item.last_public_version if item.pk else None
    if not item.change_note.strip():
        problems.append(_("Say in one sentence what this correction changes."))
    if wrong is None:
        return None
    return Correction(
        item=wrong.item.uuid,
        version=wrong.number,
        digest=wrong.digest,
        headline=wrong.headline,
        href=wrong.href,
        change=item.change_note.strip() or _GAP,
    )
