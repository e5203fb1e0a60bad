"""The desk's screens of learning: what learners understood, and the village kit from one button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from sasando.desk.models import Lesson
from sasando.education.audiences import segments
from sasando.education.exceptions import EducationError
from sasando.education.gains import Counts, Gain, Item
from sasando.education.kit import village_kit
from sasando.education.lessons import Taught, lesson_at, lessons_in
from sasando.education.models import Dimension
from sasando.education.translator import sheets_of
from sasando.education.wording import ages_in, sexes_in
from sasando.parties.languages import screen_language
from sasando.rendering.phrases import LANGUAGES, phrase


@dataclass(frozen=True, slots=True)
class Row:
    """One lesson on the screen: what was gained, and how many of its questions confuse."""

    lesson: Taught
    gain: Gain
    confusing: int


@require_GET
def learning(request: HttpRequest) -> HttpResponse:
    """Every lesson with its gain, and the kit's button."""
    language = _language()
    lessons = lessons_in(language)
    counts = Counts.of(*(lesson.key for lesson in lessons))
    keys = [lesson.key for lesson in lessons]
    context = {
        "page_title": _("Learning"),
        "header_title": _("Learning"),
        "header_icon": "openquote",
        "rows": [
            Row(
                lesson,
                counts.total(lesson.key),
                sum(item.confuses for item in counts.items(lesson.document.quizzes)),
            )
            for lesson in lessons
        ],
        "whole": counts.total(*keys),
        "parts": _parts(counts, keys, language),
        "segments": [(one.code.value, one.name_in(language)) for one in segments()],
        "languages": [(code, phrase(f"page.language_{code}", language)) for code in LANGUAGES],
    }
    return render(request, "sasando_education/learning.html", context)


@require_GET
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """How each question of one lesson did, and who gained what."""
    language = _language()
    found = next((one for code in LANGUAGES if (one := lesson_at(code, slug))), None)
    if found is None:
        raise Http404
    counts = Counts.of(found.key)
    items: tuple[Item, ...] = counts.items(found.document.quizzes)
    context = {
        "page_title": found.document.headline,
        "header_title": found.document.headline,
        "header_icon": "openquote",
        "breadcrumbs_items": [
            {"url": "/desk/", "label": _("Home")},
            {"url": "/desk/belajar/", "label": _("Learning")},
            {"url": "", "label": found.document.headline},
        ],
        "lesson": found,
        "sheets": [
            (sheet, sheet.language.names[language])
            for sheet in sheets_of(Lesson.objects.get(pk=found.page))
        ],
        "items": items,
        "whole": counts.total(found.key),
        "parts": _parts(counts, [found.key], language),
    }
    return render(request, "sasando_education/lesson.html", context)


@require_POST
def kit(request: HttpRequest) -> HttpResponse:
    """Make a village kit, and hand it over as one archive."""
    audience, language = request.POST.get("audience", "")[:16], request.POST.get("language", "id")
    try:
        group, archive = village_kit(
            audience=audience,
            language=language if language in LANGUAGES else "id",
            day=timezone.localtime().date(),
            slug=request.POST.get("lesson", "")[:255],
        )
    except EducationError as refused:
        messages.error(request, str(refused))
        return redirect("sasando_learning")
    response = HttpResponse(archive, content_type="application/zip")
    name = f"paket-kampung-{audience or 'semua'}-{group.code}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _parts(
    counts: Counts, keys: Sequence[UUID], language: str
) -> list[tuple[str, list[tuple[str, Gain]]]]:
    """The gains by audience, sex and age group, each value in words."""
    names = {one.code.value: one.name_in(language) for one in segments()}
    names |= sexes_in(language) | ages_in(language)
    shown = (
        (Dimension.AUDIENCE, _("Audience")),
        (Dimension.SEX, _("Sex")),
        (Dimension.AGE, _("Age group")),
    )
    return [
        (label, [(names.get(gain.value, gain.value), gain) for gain in counts.by(dimension, *keys)])
        for dimension, label in shown
    ]


def _language() -> str:
    language = screen_language()
    return language if language in LANGUAGES else "id"
