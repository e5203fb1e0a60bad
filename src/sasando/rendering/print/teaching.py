"""A lesson on paper for a village without a signal: leaflet, facilitator's sheet, cards, attendance.

Black on white: nothing is told by colour alone, and every sheet survives a photocopier. Words are
never divided. Each sheet has the QR to its version, until when it is valid, and the code.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sasando.documents import Document
from sasando.documents.blocks import Quiz
from sasando.rendering.dates import long_date
from sasando.rendering.lessons import answer_of, lettered, steps_of, valid_until
from sasando.rendering.print.blocks import Setting, set_blocks, typed_address
from sasando.rendering.print.frame import frame
from sasando.rendering.print.pictures import Pictures
from sasando.rendering.print.qr import qr_svg
from sasando.rendering.print.tally import field_for_print
from sasando.rendering.print.typesetter import pdf

_SESSION_MINUTES = 45
_OPENING, _CLOSING = 5, 10  # minutes of it, before the first step and after the last


def leaflet_pdf(document: Document, *, site_url: str, media: Pictures | None = None) -> bytes:
    """Return a lesson as an A4 sheet to be folded once: front and back outside, the steps inside.

    Raises ``ValueError`` for a Document that is no lesson, ``TypesettingFailed``.
    """
    setting = _setting(document, site_url, media)
    return pdf("kit_leaflet", _common(document, setting) | {"steps": _steps(document, setting)})


def large_print_pdf(document: Document, *, site_url: str, media: Pictures | None = None) -> bytes:
    """Return a lesson on A4 for eyes that see little: nothing in it is smaller than 18 pt.

    Raises as ``leaflet_pdf``.
    """
    setting = _setting(document, site_url, media)
    return pdf("kit_large", _common(document, setting) | {"steps": _steps(document, setting)})


def wall_poster_pdf(document: Document, *, site_url: str, media: Pictures | None = None) -> bytes:
    """Return a lesson as an A4 poster for a wall: its easy sentences, large, black on white.

    Raises as ``leaflet_pdf``.
    """
    setting = _setting(document, site_url, media)
    return pdf("kit_poster", _common(document, setting))


def facilitator_pdf(document: Document, *, site_url: str, media: Pictures | None = None) -> bytes:
    """Return what a facilitator holds: the plan of 45 minutes, the questions with their answers.

    Raises as ``leaflet_pdf``.
    """
    setting = _setting(document, site_url, media)
    steps = steps_of(document)
    each = max(3, (_SESSION_MINUTES - _OPENING - _CLOSING) // max(1, len(steps)))
    plan = [
        {
            "title": setting.plain(step.title),
            "minutes": setting.say("item.minutes", count=each),
            "blocks": set_blocks(
                tuple(b for b in step.blocks if b.type in ("paragraph", "list", "facts")), setting
            ),
            "quizzes": [_asked(quiz, setting) for quiz in step.quizzes],
        }
        for step in steps
    ]
    said = ("open", "close", "neutral_title", "care_title", "care", "need_title", "need")
    return pdf(
        "kit_facilitator",
        _common(document, setting)
        | {
            "plan": plan,
            "say": {name: setting.say(f"kit.{name}") for name in said}
            | {
                "minutes": setting.say("item.minutes", count=_SESSION_MINUTES),
                "opening": setting.say("item.minutes", count=_OPENING),
                "closing": setting.say("item.minutes", count=_CLOSING),
                "answer": setting.say("lesson.answer"),
                "title": setting.say("kit.facilitator"),
                "neutral": setting.say("kit.neutral_words"),
            },
        },
    )


def quiz_cards_pdf(document: Document, *, site_url: str, media: Pictures | None = None) -> bytes:
    """Return the questions of a lesson as cards to be cut out, two a page, to be held up.

    Raises as ``leaflet_pdf``.
    """
    setting = _setting(document, site_url, media)
    return pdf(
        "kit_cards",
        _common(document, setting)
        | {
            "cards": [_asked(quiz, setting) for quiz in document.quizzes],
            "cut": setting.say("kit.cut"),
            "label": setting.say("lesson.question"),
        },
    )


def attendance_pdf(
    document: Document, *, site_url: str, code: str, form: str, rows: Sequence[str]
) -> bytes:
    """Return the attendance sheet: boxes to mark by sex and age group, and no names.

    ``code`` is the session's, ``form`` the whole address where its results are entered, ``rows``
    the age groups. A photo of the sheet is read by its four marks: women stand above men, as in
    ``tally.Field``. Raises as ``leaflet_pdf``.
    """
    setting = _setting(document, site_url, None)
    said = (
        "attendance",
        "no_names",
        "sum",
        "place",
        "day",
        "before",
        "after",
        "right",
        "results",
        "mark",
        "photo",
        "session",
    )
    return pdf(
        "kit_attendance",
        _common(document, setting)
        | {
            "field": field_for_print(
                [setting.say("kit.women"), setting.say("kit.men")],
                [setting.plain(row) for row in rows],
            ),
            "cards": [_asked(quiz, setting) for quiz in document.quizzes],
            "code_of_session": code,
            "form": setting.plain(typed_address(form)),
            "form_href": form,
            "form_qr": qr_svg(form),
            "form_alt": setting.say("print.qr_alt", address=typed_address(form)),
            "say": {name: setting.say(f"kit.{name}") for name in said},
        },
    )


def _steps(document: Document, setting: Setting) -> list[dict[str, Any]]:
    """The steps without their questions and films."""
    return [
        {
            "title": setting.plain(step.title),
            "blocks": set_blocks(
                tuple(b for b in step.blocks if b.type not in ("quiz", "video", "recording")),
                setting,
            ),
        }
        for step in steps_of(document)
    ]


def _setting(document: Document, site_url: str, media: Pictures | None) -> Setting:
    if document.lesson is None:
        raise ValueError("only a lesson is taught on paper")
    return Setting(
        language=document.language,
        site_url=site_url,
        width_mm=125,
        divide=False,
        pictures=media,
        grey=True,
    )


def _common(document: Document, setting: Setting) -> dict[str, Any]:
    lesson = document.lesson
    assert lesson is not None  # noqa: S101 - ``_setting`` refused anything else
    until = long_date(valid_until(document), document.language)
    return frame(document, setting) | {
        "aim_title": setting.say("lesson.aim_title"),
        "aim": setting.text(lesson.aim),
        "easy_title": setting.say("lesson.easy"),
        "easy": [setting.text(sentence) for sentence in lesson.easy],
        "terms_title": setting.say("lesson.terms"),
        "terms": [
            {"term": setting.plain(term.term), "meaning": setting.text(term.meaning)}
            for term in lesson.terms
        ],
        "quizzes": [_asked(quiz, setting) for quiz in document.quizzes],
        "question_title": setting.say("lesson.question"),
        "answer_title": setting.say("lesson.answer"),
        "until": setting.say("kit.until", date=until),
        "living": setting.say("kit.living"),
        "leaflet": setting.say("kit.leaflet"),
    }


def _asked(quiz: Quiz, setting: Setting) -> dict[str, Any]:
    letter, right = answer_of(quiz)
    return {
        "question": setting.text(quiz.question),
        "choices": [
            {"letter": mark, "text": setting.text(choice.text)} for mark, choice in lettered(quiz)
        ],
        "letter": letter,
        "answer": setting.text(right.text),
        "feedback": setting.text(right.feedback),
    }
