"""Class codes, and what a village session came to: codes and counts, nobody's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from sasando.documents.vocabulary import PlaceLevel
from sasando.education import actions
from sasando.education.actions.sessions import CardAnswers
from sasando.education.addresses import learn_path, quiz_path
from sasando.education.audiences import segment_of, segments
from sasando.education.exceptions import EducationError, ResultRefused, TooManyAnswers
from sasando.education.gains import Counts, Gain
from sasando.education.lessons import Taught, lessons_in
from sasando.education.models import AgeGroup, Group, Sex
from sasando.education.wording import ages_in, sexes_in
from sasando.elections.models import Place
from sasando.rendering.phrases import phrase
from sasando.site.responses import in_language, page, unkept
from sasando.site.setting import local_day, render, setting_for

_STEP = 5  # per cent: a class sees shares in steps, so that one more answer is not seen


@dataclass(frozen=True, slots=True)
class Row:
    """One lesson of a class: where its quiz is, and how the class did."""

    headline: str
    path: str
    before: str  # addresses
    after: str
    gain: Gain


@csrf_exempt  # it knows nobody: there is nothing to forge
@in_language
def make_class(request: HttpRequest, language: str) -> HttpResponse:
    """Say what a class code is; make one when asked to."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            group = actions.open_group(
                kind=Group.Kind.CLASS.value,
                audience=request.POST.get("untuk", "")[:16],
                language=language,
                day=local_day(timezone.now()),
            )
        except EducationError as refused:
            problem = str(refused)
            status = 429 if isinstance(refused, TooManyAnswers) else 400
        else:
            return redirect(learn_path(language, "class", group.code))
    setting = setting_for(
        language,
        learn_path(language, "class"),
        languages=[("id", learn_path("id", "class")), ("en", learn_path("en", "class"))],
    )
    html = render(
        "class_new.html", setting, problem=problem, segments=segments(), up=learn_path(language)
    )
    return unkept(page(html, language=language, status=status))


@in_language
def show_class(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """The lessons with the quiz of one class, and its summary."""
    group = _group(code, Group.Kind.CLASS)
    lessons = lessons_in(language, audience=group.audience)
    counts = Counts.of(*(lesson.key for lesson in lessons))
    setting = setting_for(language, learn_path(language, "class", group.code))
    html = render(
        "class.html",
        setting,
        group=group,
        over=group.expires_on < local_day(timezone.now()),
        segment=segment_of(group.audience),
        rows=[_row(lesson, group, counts, language) for lesson in lessons],
        whole=counts.group(group.code, *(lesson.key for lesson in lessons)),
        stepped=stepped,
        up=learn_path(language),
    )
    return unkept(page(html, language=language))


def stepped(share: float | None) -> int | None:
    """Return a share in steps of five per cent; ``None`` where it is not shown."""
    return None if share is None else round(share / _STEP) * _STEP


def _row(lesson: Taught, group: Group, counts: Counts, language: str) -> Row:
    own = quiz_path(lesson.path, language)

    def at(moment: str) -> str:
        return f"{own}?{urlencode({'saat': moment, 'kelas': group.code})}"

    return Row(
        lesson.document.headline,
        lesson.path,
        at("sebelum"),
        at("sesudah"),
        counts.group(group.code, lesson.key),
    )


@csrf_exempt  # it knows nobody: there is nothing to forge
@in_language
def session(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """The form a facilitator fills in after a session, on a phone."""
    group = _group(code, Group.Kind.SESSION)
    lessons = lessons_in(language, audience=group.audience)
    problem, saved, status = "", False, 200
    said: Mapping[str, str] = request.POST
    if request.method == "POST":
        try:
            _record(said, group, lessons)
            saved = True
        except EducationError as refused:
            problem, status = str(refused), 400
    setting = setting_for(language, learn_path(language, "session", group.code))
    html = render(
        "session.html",
        setting,
        group=group,
        segment=segment_of(group.audience),
        problem=problem,
        saved=saved,
        said=said,
        today=local_day(timezone.now()),
        sexes=sexes_in(language),
        ages=ages_in(language),
        places=Place.objects.of_level(PlaceLevel.VILLAGE)
        .order_by("name")
        .values_list("code", "name"),
        cards=[(lesson, lesson.document.quizzes) for lesson in lessons],
        up=learn_path(language),
    )
    return unkept(page(html, language=language, status=status))


def _record(said: Mapping[str, str], group: Group, lessons: list[Taught]) -> None:
    attendance = {
        (sex, age): _number(said.get(f"hadir-{sex}-{age}", "")) or 0
        for sex in Sex.values
        for age in AgeGroup.values
    }
    cards = tuple(
        CardAnswers(
            lesson.key,
            quiz.ref,
            _number(said.get(f"sebelum-{quiz.ref}", "")),
            _number(said.get(f"sesudah-{quiz.ref}", "")),
        )
        for lesson in lessons
        for quiz in lesson.document.quizzes
    )
    village = said.get("kelurahan", "")[:13]
    actions.record_session(
        group=group,
        held_on=_day(said.get("hari", "")),
        place=Place.objects.filter(code=village).first() if village else None,
        attendance=attendance,
        cards=cards,
        day=local_day(timezone.now()),
    )


def _number(text: str) -> int | None:
    """Return the count in ``text``, ``None`` when it is empty. Raises ``ResultRefused``."""
    text = text.strip()
    if not text:
        return None
    if len(text) > 4 or not text.isascii() or not text.isdigit():
        raise ResultRefused(phrase("learn.a_number", _language()))
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise ResultRefused(phrase("learn.a_day", _language())) from None


def _language() -> str:
    return (get_language() or "id")[:2]


def _group(code: str, kind: Group.Kind) -> Group:
    found = Group.objects.filter(code=code.upper()[:8], kind=kind.value).first()
    if found is None:
        raise Http404
    return found
