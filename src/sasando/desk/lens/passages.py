"""A Document → the passages that are read. Names, figures and addresses are none."""

from __future__ import annotations

from collections.abc import Iterator

from sasando.desk.lens.findings import Passage, Place
from sasando.documents import Document
from sasando.documents.blocks import (
    Block,
    CallToAction,
    FactBox,
    Heading,
    Image,
    Listing,
    Paragraph,
    QuestionAnswer,
    Quiz,
    Quote,
    Recording,
    Video,
    plain,
)


def passages_of(document: Document) -> tuple[Passage, ...]:
    """Return every passage of ``document``, in reading order."""
    return (
        Passage(Place.HEADLINE, document.headline),
        Passage(Place.TEXT, document.key_message),
        *(
            passage
            for number, block in enumerate(document.body)
            for passage in _of_block(block, number)
        ),
    )


def _of_block(block: Block, number: int) -> Iterator[Passage]:
    for place, text in words_of_block(block):
        yield Passage(place, text, number)


def words_of_block(block: Block) -> Iterator[tuple[Place, str]]:
    """Return what one block says, and where such words stand."""
    match block:
        case Paragraph():
            yield Place.TEXT, plain(block.spans)
        case Listing():
            yield from ((Place.TEXT, plain(spans)) for spans in block.items)
        case Quote():
            yield Place.QUOTE, block.text
        case QuestionAnswer():
            yield from ((Place.TEXT, block.question), (Place.TEXT, plain(block.answer)))
        case Quiz():
            yield from ((Place.TEXT, text) for text in _of_quiz(block))
        case FactBox():
            yield from ((Place.TEXT, f"{fact.label}: {fact.value}") for fact in block.facts)
        case Image():
            yield from ((Place.CAPTION, block.caption), (Place.CAPTION, block.alt))
        case CallToAction():
            yield Place.TEXT, f"{block.label}. {block.note}"
        case _:
            yield from ((Place.HEADLINE, title) for title in _titles(block))


def _of_quiz(quiz: Quiz) -> Iterator[str]:
    yield quiz.question
    for choice in quiz.choices:
        yield from (choice.text, choice.feedback)


def _titles(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield block.text
    elif isinstance(block, Video | Recording):
        yield block.title
