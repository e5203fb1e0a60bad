"""A lesson as a set of cards for stories and statuses, 1080 x 1920, one a step and one a question."""

import io
from collections.abc import Iterator
from typing import Any

from PIL import Image

from sasando.documents import Document
from sasando.documents.blocks import FactBox, Listing, Paragraph
from sasando.rendering.cards import CardSize
from sasando.rendering.ikat import ikat_svg
from sasando.rendering.lessons import answer_of, lettered, steps_of
from sasando.rendering.phrases import phrase
from sasando.rendering.print.blocks import Setting, set_blocks
from sasando.rendering.print.frame import frame
from sasando.rendering.print.typesetter import png

_COLOURS = 128
_SHOWN = (Paragraph, Listing, FactBox)


def story_cards(document: Document, *, site_url: str) -> tuple[bytes, ...]:
    """Return the cards of a lesson as PNG, in their order, each 1080 x 1920.

    The first has headline and aim, then comes each step and each of its questions, at last the
    answers with the QR to ``{site_url}/v/{code}``. Raises ``ValueError`` for a Document that is no
    lesson, ``TypesettingFailed``.
    """
    if document.lesson is None:
        raise ValueError("only a lesson has a set of cards")
    pixels = CardSize.STORY.value
    setting = Setting(
        language=document.language, site_url=site_url, width_mm=pixels.width, divide=False
    )
    common = frame(document, setting) | {
        "width": pixels.width,
        "height": pixels.height,
        "ikat": ikat_svg(width=pixels.width, height=60),
        "scan": setting.say("card.scan"),
    }
    cards = list(_cards(document, setting))
    return tuple(
        _light(png("story", common | card | {"number": n, "count": len(cards)}))
        for n, card in enumerate(cards, start=1)
    )


def story_alts(document: Document) -> tuple[str, ...]:
    """Return the text alternative of each card, in their order."""
    setting = Setting(language=document.language, site_url="", width_mm=1080, divide=False)
    titles = [card["title_words"] for card in _cards(document, setting)]
    return tuple(
        phrase("lesson.card_alt", document.language, number=n, count=len(titles), title=title)
        for n, title in enumerate(titles, start=1)
    )


def _cards(document: Document, setting: Setting) -> Iterator[dict[str, Any]]:
    lesson = document.lesson
    assert lesson is not None  # noqa: S101 - ``story_cards`` refused anything else
    aim = setting.say("lesson.aim_title")
    yield _card("title", document.headline, setting, text=f"{aim} {lesson.aim}")
    answers = []
    for number, step in enumerate(steps_of(document), start=1):
        blocks = tuple(block for block in step.blocks if isinstance(block, _SHOWN))
        heading = step.title or document.headline
        label = setting.say("lesson.step", number=number)
        yield _card("step", heading, setting, label=label, blocks=set_blocks(blocks, setting))
        for quiz in step.quizzes:
            choices = [
                {"letter": letter, "text": setting.text(choice.text)}
                for letter, choice in lettered(quiz)
            ]
            label = setting.say("lesson.question")
            yield _card("question", quiz.question, setting, label=label, choices=choices)
            letter, choice = answer_of(quiz)
            answers.append(
                {
                    "question": setting.text(quiz.question),
                    "letter": letter,
                    "text": setting.text(choice.text),
                    "feedback": setting.text(choice.feedback),
                }
            )
    yield _card("answers", setting.say("lesson.answer"), setting, answers=answers)


def _card(kind: str, title: str, setting: Setting, **more: Any) -> dict[str, Any]:
    return {
        "card": kind,
        "card_title": setting.text(title),
        "title_words": title,
        "label": "",
        "text": "",
        "blocks": [],
        "choices": [],
        "answers": [],
    } | {name: setting.text(value) if name == "text" else value for name, value in more.items()}


def _light(content: bytes) -> bytes:
    """Return the same flat colours in a palette: a third of the bytes."""
    with Image.open(io.BytesIO(content)) as card:
        indexed = card.convert("RGB").quantize(
            colors=_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
    light = io.BytesIO()
    indexed.save(light, "PNG", compress_level=6)
    return light.getvalue()
