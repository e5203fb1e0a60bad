"""A text as it stands in the editor → what the gender lens reads and counts. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from sasando.desk.blocks_to_document import BlockReader, Missing
from sasando.desk.compose import name_only
from sasando.desk.lens import Passage, Place
from sasando.desk.lens.passages import words_of_block
from sasando.desk.models import Episode, Item, Lesson, LessonTerm

# Fields of any kind that readers get; the claim of a fact-check is somebody else's words.
_FIELDS = ("key_message", "purpose", "aim", "easy", "truth", "reply_for_family", "change_note")
_SAID = frozenset(
    {"paragraph", "heading", "quote", "question", "quiz", "facts", "video", "recording", "action"}
)


def passages_of_item(item: Item) -> tuple[Passage, ...]:
    """Return every passage of ``item`` as its fields stand; blocks count as in the editor."""
    return (
        Passage(Place.HEADLINE, item.title),
        *(
            Passage(Place.TEXT, str(getattr(item, name)))
            for name in _FIELDS
            if getattr(item, name, "")
        ),
        *_of_body(item),
    )


def field_of(item: Item, passage: Passage) -> str:
    """Return where ``passage`` stands in the editor: the path Wagtail gives a field or a block."""
    if passage.block is not None:
        return str(item.body[passage.block].id or "")
    if passage.place is Place.HEADLINE:
        return "title"
    for name in _FIELDS:
        if getattr(item, name, "") == passage.text:
            return name
    return ""


def _of_body(item: Item) -> Iterator[Passage]:
    reader = BlockReader(
        language=item.locale.language_code,
        freeze=name_only,
        page_href=lambda _pk: None,
        stations=lambda _place: None,
    )
    for number, block in enumerate(item.body):
        if block.block_type == "image":
            yield from _of_picture(block.value, number)
        if block.block_type not in _SAID:
            continue
        try:
            found = reader.read(block.block_type, block.value)
        except (Missing, ValidationError):
            continue  # half-written; the checks of the desk say what it lacks
        for part in found:
            for place, text in words_of_block(part):
                yield Passage(place, text, number)


def _of_picture(value: Any, number: int) -> Iterator[Passage]:
    picture = value["picture"]
    alt = value["alt"] or (picture.description if picture else "")
    for text in (value["caption"], alt):
        if text:
            yield Passage(Place.CAPTION, text, number)


def people_of_item(item: Item) -> dict[str, Any]:
    """Return who is quoted, shown and invited in ``item``, in the shape that ``balance_of`` counts."""
    body: list[dict[str, Any]] = []
    for block in item.body:
        if block.block_type == "quote":
            body.append({"type": "quote", **_said_of(block.value, "speaker", "gender", "role")})
        elif block.block_type == "image":
            people = [_said_of(person, "gender", "role") for person in block.value["people"] or ()]
            body.append({"type": "image", "people": people})
    content: dict[str, Any] = {"body": body}
    if isinstance(item, Episode):
        content["episode"] = {
            "people": [{"role": p.role, "gender": p.gender} for p in item.people.all()]
        }
    return content


def _said_of(value: Any, *names: str) -> dict[str, str | None]:
    return {name: value.get(name) or None for name in names}


def explained_in(item: Item) -> list[str]:
    """Return the terms that the text explains itself: a lesson's glossary."""
    return [row.term for row in item.terms.all()] if isinstance(item, Lesson) else []


def glossary_of(item: Item) -> dict[str, str]:
    """Return what published lessons in the item's language explain, but what it explains itself."""
    own = {term.casefold() for term in explained_in(item)}
    rows = LessonTerm.objects.filter(lesson__live=True, lesson__locale=item.locale)
    found: dict[str, str] = {}
    for term, meaning in rows.order_by("lesson__place_in_path", "pk").values_list(
        "term", "meaning"
    ):
        if term.casefold() not in own:
            found.setdefault(term, meaning)
    return found
