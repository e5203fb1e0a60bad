"""What may be said about a known thing right now, read from the database and never from the index.

The index finds; only what stands at this moment is given. So an answer that was withdrawn, corrected
or outlived a second ago is not given any more, however late the index hears of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from sasando.claims.models import ForeignCheck
from sasando.desk.addresses import absolute
from sasando.desk.models import Version
from sasando.documents import Document, Kind
from sasando.elections.models import Stage
from sasando.rendering.addresses import short_address
from sasando.rendering.dates import date_range, long_moment
from sasando.rendering.phrases import phrase

VERSION, STAGE, FOREIGN = "version", "stage", "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A known thing as an asker is given it, in the words of ``language``."""

    known_id: str
    source: str  # who says it: a line of its own
    title: str
    text: str  # what is true
    href: str
    language: str
    code: str = ""
    short: str = ""  # the address of exactly this version
    until: str = ""  # "Berlaku sampai …"
    version: Version | None = None


def known_version(item: UUID) -> str:
    """Return the id of what the index knows from the desk's item ``item``."""
    return f"{VERSION}:{item}"


def known_stage(stage: Stage) -> str:
    """Return the id of a stage (read with its election)."""
    return f"{STAGE}:{stage.election.code}/{stage.code}"


def known_foreign(check: ForeignCheck) -> str:
    """Return the id of a fact-check by others."""
    return f"{FOREIGN}:{check.pk}"


def find(known_id: str, *, language: str, at: datetime) -> Answer | None:
    """Return what holds at ``at`` about ``known_id``, in ``language`` where there is such a twin.

    ``None`` when it does not hold any more: withdrawn, expired, taken out.
    """
    kind, _, name = known_id.partition(":")
    if kind == VERSION:
        return _find_version(name, language, at)
    if kind == STAGE:
        return _find_stage(name, language)
    return _find_foreign(name) if kind == FOREIGN and name.isdigit() else None


def of_version(version: Version) -> Answer:
    """Return ``version`` (read with its item) as an answer, whatever its standing."""
    document = version.content
    until = document.valid_until
    return Answer(
        known_id=known_version(version.item.uuid),
        source=_source(document),
        title=document.headline,
        text=_truth(document),
        href=version.href,
        language=version.language,
        code=version.code,
        short=short_address(document, settings.SITE_URL),
        until=phrase("chat.until", version.language, moment=long_moment(until, version.language))
        if until
        else "",
        version=version,
    )


def current_version(item: UUID, *, language: str, at: datetime) -> Version | None:
    """Return the version of ``item`` that holds at ``at``, or its twin's in ``language``."""
    standing = Version.objects.current().select_related("item")
    found = standing.filter(item__uuid=item).first()
    if found is None:
        return None
    if found.language != language:
        twins = standing.filter(item__translation_key=found.item.translation_key, language=language)
        found = twins.first() or found
    outlived = found.valid_until is not None and found.valid_until < at
    return None if outlived else found


def _find_version(name: str, language: str, at: datetime) -> Answer | None:
    try:
        item = UUID(name)
    except ValueError:
        return None
    version = current_version(item, language=language, at=at)
    return None if version is None else of_version(version)


def _source(document: Document) -> str:
    names = {"publisher": document.publisher.name}
    if document.kind in (Kind.RELEASE, Kind.NOTICE):
        return phrase("chat.official", document.language, **names)
    if document.verdict is not None:
        stamp = phrase(f"verdict.stamp_{document.verdict.rating.stamp.value}", document.language)
        return phrase("chat.check", document.language, rating=stamp)
    kind = phrase(f"kind.{document.kind.value}", document.language)
    return phrase("chat.kind_by", document.language, kind=kind, **names)


def _truth(document: Document) -> str:
    return document.verdict.truth if document.verdict else document.key_message


def _find_stage(name: str, language: str) -> Answer | None:
    election, code = [*name.split("/"), "", ""][:2]  # "/en" after it names the twin, not the stage
    stage = (
        Stage.objects.select_related("election").filter(code=code, election__code=election).first()
    )
    if stage is None or not (stage.starts or stage.ends):
        return None
    return Answer(
        known_id=known_stage(stage),
        source=phrase("chat.calendar", language),
        title=stage.name_in(language),
        text=stage_sentence(stage, language),
        href=stage_href(stage, language),
        language=language,
    )


def stage_sentence(stage: Stage, language: str) -> str:
    """Return when ``stage`` (read with its election) is, in one sentence."""
    names = {"stage": stage.name_in(language), "election": stage.election.name_in(language)}
    if not (stage.held and stage.election.held):
        return phrase("known.not_held", language, **names)
    dates = date_range(stage.starts, stage.ends, language)
    return phrase("known.dates", language, dates=dates, **names)


def stage_href(stage: Stage, language: str) -> str:
    """Return the address of the calendar the stage stands in."""
    return absolute(import_string(settings.CALENDAR_AT)(stage.election.code, language))


def _find_foreign(name: str) -> Answer | None:
    check = ForeignCheck.objects.filter(pk=int(name), active=True).first()
    if check is None:
        return None
    rating = f": {check.rating}" if check.rating else ""
    language = check.language if check.language in ("id", "en") else "id"
    return Answer(
        known_id=known_foreign(check),
        source=phrase("chat.foreign", language, publisher=check.publisher, rating=rating),
        title=check.title,
        text=check.explanation[:600],
        href=check.href,
        language=check.language,
    )
