"""Class codes: a code and counts, nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from sasando.education import actions
from sasando.education.addresses import learn_path, quiz_path
from sasando.education.audiences import segment_of, segments
from sasando.education.exceptions import EducationError, TooManyAnswers
from sasando.education.gains import Counts, Gain
from sasando.education.lessons import Taught, lessons_in
from sasando.education.models import Group
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
    group = group_of(code, Group.Kind.CLASS)
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


def group_of(code: str, kind: Group.Kind) -> Group:
    """Return the group called ``code``, however it is typed. Raises ``Http404``."""
    found = Group.objects.filter(code=code.upper()[:8], kind=kind.value).first()
    if found is None:
        raise Http404
    return found
