"""A viewer asks the guests of an episode: a plain form, and a page that says what happens with it."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from sasando.desk.addresses import kind_of_section
from sasando.desk.models import Version
from sasando.documents.vocabulary import Kind
from sasando.live import actions
from sasando.live.actions.questions import WINDOW
from sasando.live.cleaning import MAX_NAME, MAX_TEXT
from sasando.live.exceptions import QuestionRefused, TooMany, WrongState
from sasando.live.models import Production, Question
from sasando.rendering.ical import episode_calendar
from sasando.rendering.phrases import phrase
from sasando.site.addresses import ask_path
from sasando.site.responses import data, in_language, page, unkept
from sasando.site.setting import render, setting_for


@csrf_exempt  # it knows nobody: there is nothing to forge
@in_language
def ask(request: HttpRequest, language: str, section: str, slug: str) -> HttpResponse:
    """The form on a page of its own, and what became of a question that was sent."""
    version = _episode(language, section, slug)
    production = Production.objects.of_item(version.item.translation_key)
    if production is None:
        raise Http404
    if request.method != "POST":
        return _shown(version, language)
    text = name = ""
    try:
        text = request.POST.get("teks", "")
        name = request.POST.get("nama", "")
        sender = get_adapter(request).get_client_ip(request)
        question = actions.ask(
            production=production,
            text=text,
            name=name,
            sender=sender,
            identifier=f"{sender}\n{text}",  # the same words of the same sender are one question
            at=timezone.now(),
        )
    except (TooMany, WrongState, QuestionRefused, RequestDataTooBig) as refused:
        key, status = _said_of(refused)
        response = _shown(
            version,
            language,
            problem=phrase(f"episode.{key}", language),
            text=text[:MAX_TEXT],
            name=name[:MAX_NAME],
            status=status,
        )
        if status == 429:
            response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
        return response
    held = question.state == Question.State.HIDDEN
    return _shown(version, language, said="held_words" if held else "received_words")


def _said_of(refused: Exception) -> tuple[str, int]:
    """Return the phrase that says why a question was not taken, and the status."""
    if isinstance(refused, TooMany):
        return "too_many", 429
    if isinstance(refused, WrongState):
        return "closed", 409
    return "write", 400


@in_language
def calendar(request: HttpRequest, language: str, section: str, slug: str) -> HttpResponse:
    """The episode as a file for one's own calendar."""
    version = _episode(language, section, slug)
    production = Production.objects.of_item(version.item.translation_key)
    withdrawn = version.state == "withdrawn"
    cancelled = production is not None and production.state == Production.State.CANCELLED
    document = version.document
    if document.episode is None:
        raise Http404
    setting = setting_for(language, version.path)
    body = episode_calendar(document, cancelled=cancelled or withdrawn, site_url=setting.site_url)
    response = data(body, "text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{version.slug[:80]}.ics"'
    return response


def _episode(language: str, section: str, slug: str) -> Version:
    if kind_of_section(section, language) is not Kind.EPISODE:
        raise Http404
    versions = Version.objects.public().of_kind(Kind.EPISODE).in_language(language)
    found = versions.filter(slug=slug).with_imprint().order_by("-number", "-pk").first()
    if found is None:
        raise Http404
    return found


def _shown(
    version: Version,
    language: str,
    *,
    said: str = "",
    problem: str = "",
    text: str = "",
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    setting = setting_for(language, ask_path(version.path, language))
    html = render(
        "episode_question.html",
        setting,
        headline=version.headline,
        back=version.path,
        action=ask_path(version.path, language),
        said=said,
        problem=problem,
        text=text,
        name=name,
    )
    return unkept(page(html, language=language, status=status))
