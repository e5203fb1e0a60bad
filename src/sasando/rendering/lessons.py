"""A lesson in steps, words and blocks, for every surface."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sasando.documents import Block, Document, LessonStatement
from sasando.documents.blocks import (
    CallToAction,
    Choice,
    FactBox,
    Heading,
    Listing,
    Paragraph,
    QuestionAnswer,
    Quiz,
    Quote,
    Span,
    plain,
)
from sasando.documents.lesson import Term
from sasando.rendering.dates import local_day
from sasando.rendering.phrases import Phrases

LETTERS = "ABCDE"
_PAPER_IS_VALID = timedelta(
    days=365
)  # where the text sets no end itself: rules change with elections


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its heading ("" before the first heading) and what stands under it."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def quizzes(self) -> tuple[Quiz, ...]:
        """The questions of this step."""
        return tuple(block for block in self.blocks if isinstance(block, Quiz))


def steps_of(document: Document) -> tuple[Step, ...]:
    """Return the body in steps, one a heading."""
    steps: list[tuple[str, list[Block]]] = [("", [])]
    for block in document.body:
        if isinstance(block, Heading):
            steps.append((block.text, []))
        else:
            steps[-1][1].append(block)
    return tuple(Step(title, tuple(found)) for title, found in steps if found)


def glosses_of(document: Document) -> dict[int, tuple[Term, ...]]:
    """Return the terms of a lesson by the block (0 is the first) in whose words they stand first.

    A term that stands nowhere is explained after the last block.
    """
    if document.lesson is None:
        return {}
    texts = [_words_of(block) for block in document.body]
    found: dict[int, tuple[Term, ...]] = {}
    for term in document.lesson.terms:
        word = re.compile(rf"(?<!\w){re.escape(term.term)}(?!\w)", re.IGNORECASE)
        at = next((n for n, text in enumerate(texts) if word.search(text)), len(texts) - 1)
        found[at] = (*found.get(at, ()), term)
    return found


def lesson_blocks(document: Document, lesson: LessonStatement) -> tuple[Block, ...]:
    """Return a lesson as channels without a page of their own show it: aim, steps, terms."""
    t = Phrases(document.language)
    aim = Paragraph(spans=(Span(text=f"{t('lesson.aim')}: ", strong=True), Span(text=lesson.aim)))
    if not lesson.terms:
        return (aim, *document.body)
    terms = tuple(
        (Span(text=one.term, strong=True), Span(text=f": {one.meaning}")) for one in lesson.terms
    )
    return (aim, *document.body, Heading(text=t("lesson.terms")), Listing(items=terms))


def easy_paragraph(lesson: LessonStatement) -> Paragraph:
    """Return the lesson in easy words: what the radio minute reads."""
    return Paragraph(spans=(Span(text=" ".join(lesson.easy)),))


def lettered(quiz: Quiz) -> tuple[tuple[str, Choice], ...]:
    """Return the answers of ``quiz`` with their letters: A, B, C."""
    return tuple(zip(LETTERS, quiz.choices, strict=False))


def answer_of(quiz: Quiz) -> tuple[str, Choice]:
    """Return the right answer of ``quiz`` with its letter."""
    return next((letter, choice) for letter, choice in lettered(quiz) if choice.right)


def valid_until(document: Document) -> date:
    """Return the last day on which a printed copy may be used: the text's own, or a year.

    Raises ``ValueError`` for a Document that is neither published nor of limited validity.
    """
    if document.valid_until is not None:
        return local_day(document.valid_until)
    if document.imprint is None:
        raise ValueError("what is not published is not valid on paper")
    return local_day(document.imprint.published_at) + _PAPER_IS_VALID


def _words_of(block: Block) -> str:
    """The words of ``block`` that a learner reads, "" for pictures and films."""
    match block:
        case Paragraph():
            return plain(block.spans)
        case Listing():
            return " ".join(plain(item) for item in block.items)
        case FactBox():
            facts = " ".join(f"{fact.label} {fact.value}" for fact in block.facts)
            return f"{block.title} {facts}"
        case QuestionAnswer():
            return f"{block.question} {plain(block.answer)}"
        case Quote() | Heading():
            return block.text
        case CallToAction():
            return f"{block.label} {block.note}"
        case _:
            return ""
