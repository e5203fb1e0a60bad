"""The lessons that stand today, in the order they are learned in: read from approved versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from sasando.desk.models import Lesson, Version
from sasando.documents import Document
from sasando.documents.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class Taught:
    """One published lesson: its Document, and the key both its languages share."""

    key: UUID
    page: int  # of the desk's editor
    place: int
    document: Document
    path: str
    slug: str

    @property
    def minutes(self) -> int:
        """Minutes to read it."""
        return self.document.lesson.minutes if self.document.lesson else 1


def lessons_in(language: str, *, audience: str = "") -> list[Taught]:
    """Return the lessons in ``language`` in their order, those for ``audience`` if it is given.

    Three queries, however many there are.
    """
    versions = Version.objects.current().of_kind(Kind.LESSON).in_language(language).with_imprint()
    return _in_order(
        found
        for version in versions.select_related("item")
        if (found := _taught(version)) is not None
        and (not audience or audience in {one.value for one in found.document.audiences})
    )


def lesson_at(language: str, slug: str) -> Taught | None:
    """Return the lesson called ``slug``, ``None`` when none stands there today."""
    versions = Version.objects.current().of_kind(Kind.LESSON).in_language(language).with_imprint()
    version = versions.filter(slug=slug).select_related("item").first()
    if version is None or (found := _taught(version)) is None:
        return None
    return _in_order([found])[0]


def _taught(version: Version) -> Taught | None:
    document = version.document
    if document.lesson is None:
        return None
    return Taught(
        version.item.translation_key, version.item_id, 0, document, version.path, version.slug
    )


def _in_order(found: Iterable[Taught]) -> list[Taught]:
    lessons = list(found)
    places = dict(
        Lesson.objects.filter(translation_key__in=[one.key for one in lessons])
        .order_by("-locale_id")
        .values_list("translation_key", "place_in_path")
    )
    placed = (replace(one, place=places.get(one.key, 100)) for one in lessons)
    return sorted(placed, key=lambda one: (one.place, one.slug))
