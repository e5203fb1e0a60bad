"""What the index holds, and how it stays in step with the desk.

Whatever changes what is known leaves a ``KnownChange`` in the same transaction. A worker takes the
rows in: it reads what is true of each subject now, writes it to the index, and only then drops the
row. A crash in between repeats the work; nothing is ever missed, and a repeat changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction

from sasando.channels.looking import Look
from sasando.claims.answers import (
    known_foreign,
    known_stage,
    known_version,
    stage_href,
    stage_sentence,
)
from sasando.claims.encoders import open_encoder
from sasando.claims.models import Alias, ForeignCheck, KnownChange
from sasando.claims.prints import prints_of
from sasando.desk.models import Version
from sasando.documents import Document, Kind
from sasando.elections.models import Stage
from sasando.matching import Decision, Index, Known, Message, Source
from sasando.matching.index import CorruptIndex, StoreError
from sasando.matching.pictures import Picture
from sasando.rendering.phrases import LANGUAGES, phrase
from sasando.rendering.text import body_text

log = logging.getLogger(__name__)
AT_ONCE = 500  # changes taken in together
_any_change = Look(lambda at: KnownChange.objects.all())
_SOURCES = {
    Kind.RELEASE: Source.OFFICIAL,
    Kind.NOTICE: Source.OFFICIAL,
    Kind.VERDICT: Source.CHECK,
    Kind.NEWS: Source.LESSON,
    Kind.PARTNERSHIP: Source.LESSON,
    Kind.LESSON: Source.LESSON,
}


class Engine(Protocol):
    """What is asked of ``sasando.matching.Index``."""

    @property
    def outdated(self) -> bool: ...

    def answer(self, message: Message, *, at: datetime, language: str = "id") -> Decision: ...
    def put(self, known: Iterable[Known]) -> object: ...
    def remove(self, ids: Iterable[str]) -> object: ...
    def remember(self, known: str, message: Message | str) -> object: ...
    def forget(self, known: str, message: Message | str) -> object: ...


def index() -> Engine:
    """Return this process's index, opened once a folder."""
    return _opened(Path(settings.INDEX), settings.ENCODER, settings.ENCODER_KEY)


@lru_cache(maxsize=4)
def _opened(folder: Path, encoder: str, key: str) -> Engine:
    return Index.open(folder, encoder=open_encoder(encoder, key))


def trouble(at: datetime) -> str:
    """Ask the index something; return what went wrong, ``""`` when it answers."""
    try:
        index().answer(Message("kapan pemungutan suara"), at=at)
    except (StoreError, OSError, ValueError) as error:
        return str(error) or type(error).__name__
    return ""


def wake_up(at: datetime) -> None:
    """Let the index answer once, so that who asks first does not wait for it to be loaded."""
    if words := trouble(at):
        log.warning("the index cannot be read: %s", words)


def next_changes(now: datetime) -> list[Callable[[], bool]]:
    """Return what brings the index up to date, nothing when it is."""
    return [partial(take_in, now)] if _any_change(now) else []


def take_in(now: datetime) -> bool:
    """Bring the index up to what changed; return whether anything had."""
    changes = list(KnownChange.objects.order_by("id")[:AT_ONCE])
    if not changes:
        return False
    known: dict[str, Known] = {}
    gone: set[str] = set()
    aliases: list[Alias] = []
    for change in changes:
        kind, _, name = change.subject.partition(":")
        if kind == "alias":
            aliases += Alias.objects.filter(pk=int(name))
            continue
        found = {one.id: one for one in _READERS[kind](name)}
        gone |= _ids_of(kind, name) - set(found)
        known |= found
    engine = index()
    if gone:
        engine.remove(sorted(gone))
    if known:
        engine.put(known.values())
    for alias in aliases:
        keep = engine.forget if alias.forgotten else engine.remember
        keep(alias.known_id, _remembered(alias))
    forgotten = [alias.pk for alias in aliases if alias.forgotten]
    Alias.objects.filter(pk__in=forgotten, forgotten=True).delete()
    _drop(changes)
    return True


def _drop(changes: list[KnownChange]) -> None:
    """Drop what was taken in, unless it changed again meanwhile."""
    with transaction.atomic():
        for change in changes:
            KnownChange.objects.filter(pk=change.pk, mark=change.mark).delete()


def rebuild() -> int:
    """Make the index anew from the database; return how many things it knows.

    Readers have the old one until the new one is there, also after a crash on the way. A damaged
    one, or one of an earlier format, is no obstacle: the database has all of it.
    """
    folder = Path(settings.INDEX)
    encoder = open_encoder(settings.ENCODER, settings.ENCODER_KEY)
    known = list(everything())
    try:
        engine = Index.rebuild(folder, known, encoder=encoder)
    except CorruptIndex as error:
        log.warning("made afresh: %s", error)
        engine = Index.rebuild(folder, known, encoder=encoder, afresh=True)
    for known_id, message in aliases():
        engine.remember(known_id, message)
    return len(known)


def everything() -> Iterator[Known]:
    """Return all that is known, from the database: what a rebuilt index holds."""
    current = Version.objects.current().of_kind(*_SOURCES).select_related("item")
    for version in current.iterator(200):
        yield from _of_version(version)
    for stage in Stage.objects.select_related("election").iterator(200):
        yield from _of_stage(stage)
    for check in ForeignCheck.objects.filter(active=True).iterator(500):
        yield _of_foreign(check)


def aliases() -> Iterator[tuple[str, Message]]:
    """Return every remembered message, with the id of what answers it."""
    for alias in Alias.objects.filter(forgotten=False).order_by("pk").iterator(500):
        yield alias.known_id, _remembered(alias)


def _remembered(alias: Alias) -> Message:
    prints = (Picture.from_bytes(bytes(alias.print)),) if alias.print else ()
    return Message(text=alias.text, prints=prints)


# --- One subject, as it now stands ---------------------------------------------------------------
def _item(name: str) -> list[Known]:
    versions = Version.objects.current().filter(item__uuid=UUID(name)).select_related("item")
    return [known for version in versions for known in _of_version(version)]


def _stage(name: str) -> list[Known]:
    stages = Stage.objects.filter(code=name).select_related("election")
    return [known for stage in stages for known in _of_stage(stage)]


def _foreign(name: str) -> list[Known]:
    return [_of_foreign(check) for check in ForeignCheck.objects.filter(pk=int(name), active=True)]


_READERS = {"item": _item, "stage": _stage, "foreign": _foreign}


def _ids_of(kind: str, name: str) -> set[str]:
    """Every id that the subject may have in the index."""
    if kind == "item":
        return {known_version(UUID(name))}
    if kind == "foreign":
        return {f"foreign:{name}"}
    stages = Stage.objects.filter(code=name).select_related("election")
    return {id_ for stage in stages for id_ in (known_stage(stage), f"{known_stage(stage)}/en")}


def _of_version(version: Version) -> list[Known]:
    document = version.content
    if document.kind not in _SOURCES:
        return []
    verdict = document.verdict
    truth = verdict.truth if verdict else ""
    return [
        Known(
            id=known_version(version.item.uuid),
            source=_SOURCES[document.kind],
            title=document.headline,
            claim=verdict.claim if verdict else _taught(document),
            explanation="\n".join(
                part for part in (document.key_message, truth, body_text(document)) if part
            ),
            language=document.language,
            href=version.href,
            links=tuple(a.href for a in verdict.appearances) if verdict else (),
            published=version.published_at.date() if version.published_at else None,
            valid_until=document.valid_until,
            cluster=f"item:{version.item.translation_key}",
            pictures=prints_of(version),
        )
    ]


def _taught(document: Document) -> str:
    """Return how people ask for what a lesson teaches: its questions, and its easy words."""
    if document.lesson is None:
        return ""
    questions = (quiz.question for quiz in document.quizzes)
    return "\n".join([*questions, " ".join(document.lesson.easy)])


def _of_stage(stage: Stage) -> list[Known]:
    """A stage as the questions people ask about it, one a language; undated ones say nothing."""
    if not (stage.starts or stage.ends):
        return []
    first = known_stage(stage)
    return [
        Known(
            id=first if language == "id" else f"{first}/{language}",
            source=Source.CALENDAR,
            title=phrase("known.when", language, **_names(stage, language)),
            claim=_asked(stage, language),
            explanation=stage_sentence(stage, language),
            language=language,
            href=stage_href(stage, language),
            cluster=first,
        )
        for language in LANGUAGES
    ]


def _asked(stage: Stage, language: str) -> str:
    """Return how people ask for a stage, with the everyday names of its election."""
    asked = phrase(f"known.{stage.kind}", language, **_names(stage, language))
    return f"{asked} {phrase(f'known.also_{stage.election.kind}', language)}"


def _names(stage: Stage, language: str) -> dict[str, str]:
    return {"stage": stage.name_in(language), "election": stage.election.name_in(language)}


def _of_foreign(check: ForeignCheck) -> Known:
    return Known(
        id=known_foreign(check),
        source=Source.FOREIGN,
        title=check.title,
        claim=check.claim,
        explanation=check.explanation,
        language=check.language,
        href=check.href,
        links=tuple(check.links),
        published=check.published,
    )
