"""Is this message true? Asked here, answered here, on a page that only who asked knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

from sasando.claims import actions, visiting
from sasando.claims.actions.receiving import MAX_TEXT
from sasando.claims.exceptions import TipRefused, TooMany
from sasando.claims.models import Tip
from sasando.claims.shown import Shown, Stand, doors, show, tip_of_site
from sasando.rendering.phrases import phrase
from sasando.site.addresses import LANGUAGES, beside_check, check_path, page_path
from sasando.site.responses import FRAMED_POLICY, PAGE_POLICY, in_language, page
from sasando.site.setting import both_languages, render, setting_for

_SOON_S, _LATER_S = 2, 10  # how often a page that waits loads itself again, seconds
_PROMPT_S = 30  # so long the workers may take before it waits longer


@csrf_exempt  # it knows nobody: there is nothing to forge
@in_language
def check(request: HttpRequest, language: str) -> HttpResponse:
    """The box to ask in. What is asked is answered at once, on a page of its own."""
    if request.method == "POST":
        return _asked(
            request,
            language,
            lambda tip: HttpResponseRedirect(check_path(tip.token, language), status=303),
        )
    response = _form(request, language)
    response.headers["Cache-Control"] = "no-store" if request.GET else "public, max-age=60"
    return response


@csrf_exempt  # the token in the address is the secret
@in_language
def answer(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """What stands now about one question; what the visitor says about it is written down."""
    tip = tip_of_site(token)
    if tip is None:
        raise Http404
    shown = show(tip, language=language, at=timezone.now())
    if request.method == "POST":
        choice = request.POST.get("pilihan", "")
        if choice in shown.choices:
            actions.choose_on_site(tip=tip, choice=choice, at=timezone.now())
        return HttpResponseRedirect(check_path(token, language), status=303)
    setting = setting_for(
        language,
        check_path(token, language),
        languages=[(code, check_path(token, code)) for code in LANGUAGES],
    )
    html = render("checked.html", setting, shown=shown, doors=_doors(shown))
    return _waits(_private(page(html, language=language)), tip, shown)


@csrf_exempt
@xframe_options_exempt
@in_language
def embedded(request: HttpRequest, language: str) -> HttpResponse:
    """The box for a frame on a partner's page; nothing on it is tied to who looks."""
    if request.method == "POST":
        response = _asked(request, language, lambda tip: _in_frame(language, tip=tip), framed=True)
    else:
        response = _in_frame(language)
    response.headers["Content-Security-Policy"] = FRAMED_POLICY
    return response


def _asked(
    request: HttpRequest,
    language: str,
    then: Callable[[Tip], HttpResponse],
    *,
    framed: bool = False,
) -> HttpResponse:
    """Take the question and go on with ``then``, or say why it was not taken."""
    text, problem, status = "", "", 400
    try:
        text = request.POST.get("teks", "")
        return then(
            visiting.ask(
                text=text,
                pictures=[file.read() for file in request.FILES.getlist("gambar")],
                language=language,
                sender=get_adapter(request).get_client_ip(request),
                at=timezone.now(),
            )
        )
    except RequestDataTooBig:
        problem = phrase("check.too_long", language, limit=MAX_TEXT)
    except TipRefused as refused:
        problem = str(refused)
    except TooMany as much:
        problem, status = str(much), 429
    said: dict[str, Any] = {"text": text[:MAX_TEXT], "problem": problem, "status": status}
    response = _in_frame(language, **said) if framed else _form(request, language, **said)
    if status == 429:
        response.headers["Retry-After"] = str(visiting.WAIT_S)
    return response


def _form(
    request: HttpRequest, language: str, *, text: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    setting = setting_for(language, page_path("check", language), languages=both_languages("check"))
    html = render(
        "check.html",
        setting,
        text=text or request.GET.get("teks", "")[:MAX_TEXT],
        problem=problem,
        limit=settings.UPLOAD_LIMIT_MB,
        doors=doors(),
        figures=beside_check("figures", language),
    )
    response = page(html, language=language, status=status)
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


def _in_frame(
    language: str,
    *,
    tip: Tip | None = None,
    text: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    path = beside_check("embed", language)
    shown = show(tip, language=language, at=timezone.now()) if tip else None
    html = render(
        "framed-check.html",
        setting_for(language, path),
        text=text,
        problem=problem,
        limit=settings.UPLOAD_LIMIT_MB,
        shown=shown,
        href=check_path(tip.token, language) if tip else "",
        action=path,
    )
    return _private(page(html, language=language, status=status))


def _doors(shown: Shown) -> list[tuple[str, str]]:
    """Where to write to be told; only who waits for a verdict needs it."""
    return doors() if shown.stand is Stand.UNKNOWN else []


def _private(response: HttpResponse) -> HttpResponse:
    """Dress a page whose address is a secret."""
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _waits(response: HttpResponse, tip: Tip, shown: Shown) -> HttpResponse:
    """Let a page whose question is still being read load itself again."""
    if shown.stand is Stand.WAITING:
        age = (timezone.now() - tip.received_at).total_seconds()
        response.headers["Refresh"] = str(_SOON_S if age < _PROMPT_S else _LATER_S)
    return response
