"""What a village session came to, from a phone: typed, or read from a photo of the sheet. No names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from sasando.documents.vocabulary import PlaceLevel
from sasando.education import actions
from sasando.education.actions.sessions import CardAnswers
from sasando.education.addresses import learn_path
from sasando.education.audiences import segment_of
from sasando.education.exceptions import EducationError, PhotoRefused, ResultRefused
from sasando.education.lessons import Taught, lessons_in
from sasando.education.models import AgeGroup, Group, Sex
from sasando.education.photographed import Photographed, read_photo
from sasando.education.sheets import Remark
from sasando.education.wording import ages_in, sexes_in
from sasando.elections.models import Place
from sasando.rendering.phrases import phrase
from sasando.site.responses import in_language, page, unkept
from sasando.site.setting import local_day, render, setting_for
from sasando.site.turns import MINUTE_S, TooMany, take_turn
from sasando.site.views.groups import group_of

PHOTOS_A_MINUTE = 20  # of one address; a facilitator has one sheet a lesson

_SAID = (Remark.FULL, Remark.UNCLEAR, Remark.BY_HAND)  # what is said beside a field


@dataclass(slots=True)
class _Outcome:
    """What became of a request: what stands in the fields, and what is said above them."""

    said: Mapping[str, str]
    problem: str = ""
    status: int = 200
    saved: bool = False
    photo: Photographed | None = None
    notes: dict[str, str] = field(default_factory=dict)  # by field


@csrf_exempt  # it knows nobody: there is nothing to forge
@in_language
def session(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """The form a facilitator fills in after a session. A photo fills in numbers; a person sends them."""
    group = group_of(code, Group.Kind.SESSION)
    lessons = lessons_in(language, audience=group.audience)
    outcome = _outcome(request, group, lessons, language)
    setting = setting_for(language, learn_path(language, "session", group.code))
    html = render(
        "session.html",
        setting,
        group=group,
        segment=segment_of(group.audience),
        outcome=outcome,
        said=outcome.said,
        today=local_day(timezone.now()),
        limit=settings.UPLOAD_LIMIT_MB,
        sexes=sexes_in(language),
        ages=ages_in(language),
        places=Place.objects.of_level(PlaceLevel.VILLAGE)
        .order_by("name")
        .values_list("code", "name"),
        cards=[(lesson, lesson.document.quizzes) for lesson in lessons],
        up=learn_path(language),
    )
    response = unkept(page(html, language=language, status=outcome.status))
    if outcome.status == 429:
        response.headers["Retry-After"] = str(MINUTE_S)
    return response


def _outcome(request: HttpRequest, group: Group, lessons: list[Taught], language: str) -> _Outcome:
    outcome = _Outcome(request.POST)
    if request.method != "POST":
        return outcome
    photo = request.FILES.get("foto")
    try:
        if isinstance(photo, UploadedFile):
            take_turn(request, "photos", most=PHOTOS_A_MINUTE)
            _fill_in(outcome, _read(photo, group, language), language)
        elif "baca" in request.POST:
            raise PhotoRefused(phrase("sheet.no_photo", language))
        else:
            _record(outcome.said, group, lessons, language)
            outcome.saved = True
    except EducationError as refused:
        outcome.problem, outcome.status = str(refused), 400
    except TooMany:
        outcome.problem, outcome.status = phrase("sheet.too_many", language), 429
    return outcome


def _read(photo: UploadedFile[Any], group: Group, language: str) -> Photographed:
    limit = settings.UPLOAD_LIMIT_MB
    if (photo.size or 0) > limit * 2**20:
        raise PhotoRefused(phrase("sheet.too_heavy", language, limit=limit))
    return read_photo(photo.read(), group=group, language=language)


def _fill_in(outcome: _Outcome, read: Photographed, language: str) -> None:
    """Put what was read into the fields; what was not read stays empty, with the reason beside it."""
    said = {name: value for name, value in outcome.said.items() if not name.startswith("hadir-")}
    for (sex, age), row in read.rows.items():
        name = f"hadir-{sex}-{age}"
        said[name] = str(row.count) if row.count else ""
        if row.remark in _SAID:
            outcome.notes[name] = phrase(f"sheet.row_{row.remark.value}", language)
    outcome.said, outcome.photo = said, read


def _record(said: Mapping[str, str], group: Group, lessons: list[Taught], language: str) -> None:
    attendance = {
        (sex, age): _number(said.get(f"hadir-{sex}-{age}", ""), language) or 0
        for sex in Sex.values
        for age in AgeGroup.values
    }
    cards = tuple(
        CardAnswers(
            lesson.key,
            quiz.ref,
            _number(said.get(f"sebelum-{quiz.ref}", ""), language),
            _number(said.get(f"sesudah-{quiz.ref}", ""), language),
        )
        for lesson in lessons
        for quiz in lesson.document.quizzes
    )
    village = said.get("kelurahan", "")[:13]
    actions.record_session(
        group=group,
        held_on=_day(said.get("hari", ""), language),
        place=Place.objects.filter(code=village).first() if village else None,
        attendance=attendance,
        cards=cards,
        day=local_day(timezone.now()),
    )


def _number(text: str, language: str) -> int | None:
    """Return the count in ``text``, ``None`` when it is empty. Raises ``ResultRefused``."""
    text = text.strip()
    if not text:
        return None
    if len(text) > 4 or not text.isascii() or not text.isdigit():
        raise ResultRefused(phrase("learn.a_number", language))
    return int(text)


def _day(text: str, language: str) -> date:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise ResultRefused(phrase("learn.a_day", language)) from None
