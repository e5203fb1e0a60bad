"""Public information: the way in, the form, and the page on which one request is followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from sasando.openness import actions
from sasando.openness.actions import Applicant, Filing
from sasando.openness.actions.objecting import MAX_REASON
from sasando.openness.actions.receiving import MAX_ADDRESS, MAX_NAME, MAX_PURPOSE, MAX_TEXT
from sasando.openness.addresses import follow_path, openness_path
from sasando.openness.authority import authority
from sasando.openness.clock import Regime, Step, cited, rule_for
from sasando.openness.exceptions import OpennessError, TooMany
from sasando.openness.following import decisions_for, follow, request_at
from sasando.openness.models import DecisionFile, Objection, PublishedCount, Request
from sasando.openness.published import Published, published_about
from sasando.openness.timing import day_of, regime_on
from sasando.parties.models import Organisation
from sasando.rendering.phrases import phrase
from sasando.site.addresses import LANGUAGES
from sasando.site.responses import PAGE_POLICY, in_language, page, unkept
from sasando.site.setting import render, setting_for

_MOST = 256 * 1024  # bytes of one form: there is nothing to attach
_WAIT_S = 60  # until somebody who sent too much may send again, seconds
_FIELDS = ("teks", "tujuan", "nama", "alamat", "surel", "jenis", "cara")


@in_language
def index(request: HttpRequest, language: str) -> HttpResponse:
    """What one may ask for, how long it takes under which rule, and where to ask."""
    today = day_of(timezone.now())
    regime = regime_on(today)
    rules = [
        rule_for(step, regime, today) for step in (Step.ANSWER, Step.EXTENSION, Step.OBJECTION)
    ]
    html = render(
        "openness.html",
        _setting(language),
        organisation=authority(),
        rules=[(rule, cited(rule, language)) for rule in rules],
        election=regime is Regime.ELECTION,
        ask=openness_path(language, "ask"),
        catalogue=openness_path(language, "catalogue"),
        register=openness_path(language, "register"),
        report=openness_path(language, "report"),
    )
    return page(html, language=language)


@csrf_exempt  # it knows nobody: there is nothing to forge
@in_language
def ask(request: HttpRequest, language: str) -> HttpResponse:
    """The form; what is sent is registered at once, and followed on a page of its own."""
    if request.method != "POST":
        return _form(language)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > _MOST:
        problem = phrase("openness.too_heavy", language, limit=_MOST // 1024)
        return _form(language, problem=problem, status=413)
    said = {name: request.POST.get(name, "") for name in _FIELDS}
    organisation = authority()
    if organisation is None:
        raise Http404
    now = timezone.now()
    if request.POST.get("cukup"):
        actions.count_published(kind=PublishedCount.Kind.TAKEN, day=day_of(now))
        return _published(language, taken=True)
    try:
        actions.spend(sender=get_adapter(request).get_client_ip(request), at=now)
        known = _known(request, said["teks"], organisation, language)
        if known:
            actions.count_published(kind=PublishedCount.Kind.OFFERED, day=day_of(now))
            return _published(language, found=known, said=said)
        found = actions.receive(
            organisation=organisation,
            applicant=Applicant(
                kind=said["jenis"],
                name=said["nama"],
                address=said["alamat"],
                contact=said["surel"],
            ),
            filing=Filing(
                text=said["teks"],
                via=Request.Via.WEB,
                purpose=said["tujuan"],
                manner=Request.Manner.SEE if said["cara"] == "see" else Request.Manner.COPY,
                language=language,
            ),
            at=now,
        )
    except TooMany as much:
        response = _form(language, said=said, problem=str(much), status=429)
        response.headers["Retry-After"] = str(_WAIT_S)
        return response
    except OpennessError as refused:
        return _form(language, said=said, problem=str(refused), status=400)
    if found.again:
        return _again(found.request, language)
    return HttpResponseRedirect(follow_path(found.request.token, language), status=303)


@csrf_exempt  # the token in the address is the secret
@in_language
def request_page(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """Where one request stands, day by day; what its applicant does about it."""
    asked = request_at(token)
    if asked is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        problem = _acted(request, asked)
        if not problem:
            return HttpResponseRedirect(follow_path(token, language), status=303)
        asked.refresh_from_db()
    html = render(
        "openness_request.html",
        setting_for(
            language,
            follow_path(token, language),
            languages=[(code, follow_path(token, code)) for code in LANGUAGES],
        ),
        followed=follow(asked, language=language, at=timezone.now()),
        problem=problem,
        said=request.POST,
        grounds=Objection.Ground.choices,
        limits={"reason": MAX_REASON, "name": MAX_NAME, "address": MAX_ADDRESS},
        up=openness_path(language),
    )
    return _private(page(html, language=language, status=409 if problem else 200))


@in_language
def request_file(request: HttpRequest, language: str, token: str, pk: int) -> HttpResponse:
    """Hand out one file of an answer to who was given it."""
    asked = request_at(token)
    given = [decision.pk for decision in decisions_for(asked)] if asked else []
    found = DecisionFile.objects.filter(pk=pk, decision__in=given).first()
    if found is None:
        raise Http404
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return _private(response)


def _acted(request: HttpRequest, asked: Request) -> str:
    """Do what the applicant sent; return what stands in its way, "" for nothing."""
    now, said = timezone.now(), request.POST
    try:
        if said.get("lengkapi"):
            actions.complete(
                request=asked,
                name=said.get("nama", ""),
                address=said.get("alamat", ""),
                more=said.get("tambahan", ""),
                at=now,
            )
        elif said.get("keberatan"):
            actions.object_to(
                request=asked, ground=said.get("alasan", ""), text=said.get("teks", ""), at=now
            )
        elif said.get("cabut"):
            actions.take_back(request=asked, at=now)
    except OpennessError as refused:
        return str(refused)
    return ""


def _known(
    request: HttpRequest, text: str, organisation: Organisation, language: str
) -> list[Published]:
    """Return what is published about it, unless the applicant has seen that and asks all the same."""
    if request.POST.get("tetap") or not 0 < len(text.strip()) <= MAX_TEXT:
        return []
    return published_about(text, organisation, language=language, at=timezone.now())


def _published(
    language: str,
    *,
    taken: bool = False,
    found: Sequence[Published] = (),
    said: Mapping[str, str] | None = None,
) -> HttpResponse:
    html = render(
        "openness_published.html",
        _setting(language, "ask"),
        taken=taken,
        found=found,
        said=said or {},
        up=openness_path(language),
    )
    return unkept(page(html, language=language))


def _form(
    language: str, *, said: dict[str, str] | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    html = render(
        "openness_ask.html",
        _setting(language, "ask"),
        said=said or {},
        problem=problem,
        kinds=Request.Applicant.choices,
        manners=Request.Manner.choices,
        limits={"text": MAX_TEXT, "purpose": MAX_PURPOSE, "name": MAX_NAME, "address": MAX_ADDRESS},
        up=openness_path(language),
    )
    return unkept(page(html, language=language, status=status))


def _again(asked: Request, language: str) -> HttpResponse:
    """Say that it stands in the register; its secret page is shown only by the receipt."""
    html = render(
        "openness_again.html",
        _setting(language, "ask"),
        number=asked.number,
        received=asked.received_on,
        due=asked.due_on,
        reachable=asked.reachable,
        up=openness_path(language),
    )
    return unkept(page(html, language=language))


def _setting(language: str, word: str = "") -> Any:
    return setting_for(
        language,
        openness_path(language, word),
        languages=[(code, openness_path(code, word)) for code in LANGUAGES],
    )


def _private(response: Any) -> Any:
    """Dress a page whose address is a secret."""
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
