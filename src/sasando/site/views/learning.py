"""Lessons for voters: the way in, the paths by audience, the words that are explained."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from sasando.documents.lesson import Term
from sasando.education.addresses import learn_path, quiz_path
from sasando.education.audiences import segment_of, segments
from sasando.education.lessons import Taught, lessons_in
from sasando.site.addresses import LANGUAGES, page_path
from sasando.site.responses import in_language, page
from sasando.site.setting import render, setting_for


@dataclass(frozen=True, slots=True)
class Listed:
    """A lesson as the lists name it."""

    headline: str
    key_message: str
    path: str
    quiz: str
    minutes: int


def listed(lesson: Taught) -> Listed:
    """Return ``lesson`` as the lists name it."""
    document = lesson.document
    return Listed(
        document.headline,
        document.key_message,
        lesson.path,
        quiz_path(lesson.path, document.language),
        lesson.minutes,
    )


@in_language
def index(request: HttpRequest, language: str) -> HttpResponse:
    """Whom it is for, and all lessons in their order."""
    lessons = lessons_in(language)
    served = {one.value for lesson in lessons for one in lesson.document.audiences}
    setting = setting_for(
        language,
        learn_path(language),
        languages=[(code, learn_path(code)) for code in LANGUAGES],
    )
    html = render(
        "learn.html",
        setting,
        paths=[(one, learn_path(language, "path", one.code.value)) for one in segments()],
        served=served,
        lessons=[listed(lesson) for lesson in lessons],
        glossary=learn_path(language, "glossary"),
        classes=learn_path(language, "class"),
        tools=page_path("tools", language),
    )
    return page(html, language=language)


@in_language
def path(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """The lessons for one audience, in their order."""
    segment = segment_of(code)
    if segment is None:
        raise Http404
    lessons = lessons_in(language, audience=code)
    setting = setting_for(
        language,
        learn_path(language, "path", code),
        languages=[(one, learn_path(one, "path", code)) for one in LANGUAGES],
    )
    html = render(
        "learn_path.html",
        setting,
        segment=segment,
        basis=segment.basis or segment.within,
        lessons=[listed(lesson) for lesson in lessons],
        minutes=sum(lesson.minutes for lesson in lessons),
        up=learn_path(language),
    )
    return page(html, language=language)


@in_language
def glossary(request: HttpRequest, language: str) -> HttpResponse:
    """Every term that a lesson explains, and where it is used."""
    terms: dict[str, tuple[Term, list[Listed]]] = {}
    for lesson in lessons_in(language):
        assert lesson.document.lesson is not None  # noqa: S101 - ``lessons_in`` gives no other
        for term in lesson.document.lesson.terms:
            terms.setdefault(term.term.casefold(), (term, []))[1].append(listed(lesson))
    setting = setting_for(
        language,
        learn_path(language, "glossary"),
        languages=[(code, learn_path(code, "glossary")) for code in LANGUAGES],
    )
    html = render(
        "glossary.html",
        setting,
        terms=[terms[name] for name in sorted(terms)],
        up=learn_path(language),
    )
    return page(html, language=language)
