"""A lesson as messages that are sent one after the other: a step, its question, then the answer."""

from sasando.documents import Document
from sasando.documents.blocks import Quiz
from sasando.rendering.addresses import short_address
from sasando.rendering.lessons import answer_of, lettered, steps_of
from sasando.rendering.notices import notices
from sasando.rendering.phrases import Phrases
from sasando.rendering.prose import Prose
from sasando.rendering.sources import source_line
from sasando.rendering.whatsapp import WHATSAPP


def whatsapp_series(document: Document, *, site_url: str = "") -> tuple[str, ...]:
    """Return a lesson as a series of WhatsApp messages, one a step and one at the end.

    The answer to a step's question opens the next message, so that a group has time to guess.
    Each message names its place in the series and the short address. Raises ``ValueError`` for a
    Document that is no lesson.
    """
    if document.lesson is None:
        raise ValueError("only a lesson is sent as a series")
    t, prose = Phrases(document.language), Prose(document.language, WHATSAPP)
    parts: list[list[str]] = [
        [
            *(prose.strong(notice) for notice in notices(document)),
            prose.strong(document.headline),
            prose.text(document.key_message),
            f"{prose.strong(t('lesson.aim_title'))} {prose.text(document.lesson.aim)}",
        ]
    ]
    asked: list[Quiz] = []
    for step in steps_of(document):
        lines = [_answered(quiz, prose, t) for quiz in asked]
        if step.title:
            lines.append(prose.strong(step.title))
        lines += [prose.block(block) for block in step.blocks if not isinstance(block, Quiz)]
        asked = list(step.quizzes)
        lines += [_question(quiz, prose, t) for quiz in asked]
        if asked:
            lines.append(prose.emphasis(t("lesson.answer_next")))
        parts.append(lines)
    source = source_line(document, prose.text)
    parts.append([*(_answered(quiz, prose, t) for quiz in asked), source])
    address = short_address(document, site_url)
    return tuple(
        "\n\n".join([f"({number}/{len(parts)})", *lines, address])
        for number, lines in enumerate(parts, start=1)
    )


def _question(quiz: Quiz, prose: Prose, t: Phrases) -> str:
    choices = (prose.text(f"{letter}. {choice.text}") for letter, choice in lettered(quiz))
    return "\n".join([prose.strong(t("item.question", text=quiz.question)), *choices])


def _answered(quiz: Quiz, prose: Prose, t: Phrases) -> str:
    letter, choice = answer_of(quiz)
    said = t("lesson.right", letter=letter, feedback=choice.feedback)
    return prose.text(f"{quiz.question} {said}")
