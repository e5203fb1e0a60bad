"""The two-minute quiz before and after a lesson. It knows nobody, and sets no cookie."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from sasando.education.actions.answering import Answer, Said, answers_from, count_answers
from sasando.education.addresses import learn_path, quiz_path
from sasando.education.audiences import segments
from sasando.education.exceptions import AnswersRefused, GroupClosed, TooManyAnswers
from sasando.education.lessons import Taught, lesson_at
from sasando.education.models import Moment
from sasando.education.wording import ages_in, sexes_in
from sasando.rendering.phrases import phrase
from sasando.site.responses import in_language, page, unkept
from sasando.site.setting import local_day, render, setting_for

MOMENTS = {"sebelum": Moment.BEFORE.value, "sesudah": Moment.AFTER.value}
_FIELD = "jawab-"


@csrf_exempt  # it knows nobody: there is nothing to forge
@in_language
def quiz(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The questions of one lesson, and what became of the answers."""
    lesson = lesson_at(language, slug)
    if lesson is None or not lesson.document.quizzes:
        raise Http404
    if request.method != "POST":
        return _asked(lesson, language, request.GET)
    try:
        said = request.POST
        answers = answers_from(
            lesson.document.quizzes,
            {
                name.removeprefix(_FIELD): str(value)
                for name, value in said.items()
                if name.startswith(_FIELD)
            },
        )
        now = timezone.now()
        count_answers(
            lesson=lesson.key,
            answers=answers,
            moment=MOMENTS.get(said.get("saat", ""), ""),
            said=Said(
                audience=said.get("untuk", "")[:16],
                sex=said.get("jk", "")[:8],
                age=said.get("umur", "")[:8],
                group=said.get("kelas", "").strip().upper()[:8],
            ),
            at=now,
            day=local_day(now),
        )
    except TooManyAnswers as refused:
        return _asked(lesson, language, request.POST, problem=str(refused), status=429)
    except (AnswersRefused, GroupClosed) as refused:
        return _asked(lesson, language, request.POST, problem=str(refused), status=400)
    except RequestDataTooBig:
        problem = phrase("learn.too_long", language)
        return _asked(lesson, language, QueryDict(), problem=problem, status=400)
    return _thanked(lesson, language, said, answers)


def _asked(
    lesson: Taught,
    language: str,
    said: Mapping[str, str],
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    return _shown(
        lesson,
        language,
        status=status,
        problem=problem,
        moment=said.get("saat", "") if said.get("saat", "") in MOMENTS else "sebelum",
        group=said.get("kelas", "")[:8],
        done=(),
        after="",
        chosen={name: value[:16] for name, value in said.items()},
        segments=segments(),
        sexes=sexes_in(language),
        ages=ages_in(language),
    )


def _thanked(
    lesson: Taught, language: str, said: Mapping[str, str], answers: tuple[Answer, ...]
) -> HttpResponse:
    after = said.get("saat") == "sesudah"
    code = said.get("kelas", "").strip().upper()[:8]
    onward = urlencode({"saat": "sesudah"} | ({"kelas": code} if code else {}))
    return _shown(
        lesson,
        language,
        problem="",
        moment=said.get("saat", ""),
        group=code,
        # Before the lesson nobody is told what is right: the lesson does that.
        done=answers if after else (),
        after="" if after else f"{quiz_path(lesson.path, language)}?{onward}",
    )


def _shown(lesson: Taught, language: str, *, status: int = 200, **more: object) -> HttpResponse:
    own = quiz_path(lesson.path, language)
    setting = setting_for(language, own)
    html = render(
        "quiz.html",
        setting,
        document=lesson.document,
        lesson_href=lesson.path,
        field=_FIELD,
        up=learn_path(language),
        classes=learn_path(language, "class"),
        thanked=bool(more.get("after")) or bool(more.get("done")),
        **more,
    )
    return unkept(page(html, language=language, status=status))
