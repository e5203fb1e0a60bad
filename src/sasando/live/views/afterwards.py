"""The page of an episode that is over: film, captions, texts, receipts, and what a person may do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from sasando.desk.models import seats_of
from sasando.live import actions
from sasando.live.afterwards import screen, uploading
from sasando.live.afterwards.captions import MAX_BYTES, CaptionsRefused
from sasando.live.afterwards_forms import CaptionsForm, FilmForm
from sasando.live.exceptions import LiveError, WrongState
from sasando.live.models import CaptionTrack, Production
from sasando.live.models.productions import OVER
from sasando.live.permissions import producer_of, produces, production_for
from sasando.parties.models import Person, Role

_EDITORS = frozenset({Role.EDITOR, Role.EDITOR_IN_CHIEF, Role.OFFICER, Role.SECOND_OFFICER})
PAGE = "sasando_live_afterwards"


@require_GET
def afterwards(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is left of an episode."""
    production = production_for(request, pk)
    now = timezone.now()
    context = screen.after(production, now) | {
        "page_title": production.text.title,
        "header_title": production.text.title,
        "header_icon": "media",
        "production": production,
        "is_over": production.state in OVER,
        "produces": produces(request.user, production),
        "confirms": _may_confirm(request.user),
        "film_form": FilmForm(),
        "captions_form": CaptionsForm(
            initial={"language": production.episode.locale.language_code}
        ),
        "limit_gb": settings.RECORDING_LIMIT_GB,
        "inbox": uploading.inbox_folder(),
        "now": now,
    }
    return render(request, "sasando_live/afterwards.html", context)


@csrf_exempt  # only until the handler is in place: what follows is protected
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a film. Where its bytes go is settled before the first of them is read."""
    handler = uploading.DiskHandler(request, uploading.limit())
    request.upload_handlers = [handler]
    response: HttpResponse = _upload(request, pk, handler)
    return response


@csrf_protect
@require_POST
def _upload(request: HttpRequest, pk: int, handler: uploading.DiskHandler) -> HttpResponse:
    try:
        production = production_for(request, pk)
        person = producer_of(request, production)
        form = FilmForm(request.POST)
        if handler.too_large:
            words = _("The film is larger than %(gb)d GB, or the disk is too full.")
            messages.error(request, words % {"gb": settings.RECORDING_LIMIT_GB})
        elif handler.path is None or not form.is_valid():
            messages.error(request, _("Choose the film, and say where the broadcast begins in it."))
        else:
            sent = request.FILES.get("film")
            name = (sent.name or "") if sent is not None else ""
            _take(production, handler, name, form.cleaned_data["begins_s"], person)
            messages.success(request, _("The film is here. It is looked at and packed now."))
    except LiveError as error:
        messages.error(request, str(error))
    finally:
        handler.drop()  # what no film took over is not kept
    return redirect(PAGE, pk)


def _take(
    production: Production,
    handler: uploading.DiskHandler,
    name: str,
    begins_s: float,
    person: Person,
) -> None:
    if handler.path is not None:
        actions.take_upload(
            production=production,
            path=handler.path,
            name=name,
            begins_at=_began(production, begins_s),
            by=person,
            at=timezone.now(),
        )
        handler.path = None  # it is the film's now


def _began(production: Production, begins_s: float) -> datetime | None:
    """Return when the film's first picture was on air."""
    live = production.live_at or production.told_to_start_at
    return live - timedelta(seconds=begins_s) if live else None


@require_POST
def verb(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb. What cannot be done is said, and changes nothing."""
    production = production_for(request, pk)
    person = producer_of(request, production)
    act = _VERBS.get(verb)
    if act is None:
        raise Http404
    try:
        messages.success(request, act(request, production, person, timezone.now()))
    except CaptionsRefused as error:
        for problem in screen.line_problems(error.problems):
            messages.error(request, problem)
    except LiveError as error:
        messages.error(request, str(error))
    return redirect(PAGE, pk)


def _captions(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    form = CaptionsForm(request.POST, request.FILES)
    if not form.is_valid():
        raise WrongState(_("Choose a WebVTT or SRT file, and its language."))
    film = get_object_or_404(production.films, pk=request.POST.get("film") or 0)
    body = form.cleaned_data["file"].read(MAX_BYTES + 1)
    language = form.cleaned_data["language"]
    track = actions.import_captions(film=film, language=language, body=body, by=by, at=at)
    count = len(track.lines)
    words = ngettext("%(n)d caption was taken.", "%(n)d captions were taken.", count)
    return words % {"n": count}


def _confirm(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    if not _may_confirm(by):
        raise WrongState(_("An editor or an officer confirms captions."))
    tracks = CaptionTrack.objects.filter(film__production=production)
    track = get_object_or_404(tracks, pk=request.POST.get("track") or 0)
    actions.confirm_captions(track=track, by=by, at=at)
    return _("The captions are confirmed.")


def _listen(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    film = get_object_or_404(production.films, pk=request.POST.get("film") or 0)
    actions.listen_again(film=film, by=by, at=at)
    return _("The recogniser listens.")


def _write(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    actions.gather_again(production=production, by=by, at=at)
    return _("The text is written anew and proposed.")


def _choose(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    film = get_object_or_404(production.films, pk=request.POST.get("film") or 0)
    actions.choose_film(film=film, by=by, at=at)
    return _("The text will show this recording.")


def _lay_in(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    name = request.POST.get("name", "")
    form = FilmForm(request.POST)
    if not form.is_valid():
        raise WrongState(_("Choose the film, and say where the broadcast begins in it."))
    if production.state not in OVER:
        raise WrongState(_("A recording is uploaded once the episode is over."))
    try:
        path = uploading.take_laid_in(name)
    except uploading.RoomRefused as error:
        raise WrongState(_("This file is not in the inbox any more.")) from error
    begins_at = _began(production, form.cleaned_data["begins_s"])
    actions.take_upload(
        production=production, path=path, name=name, begins_at=begins_at, by=by, at=at
    )
    return _("The film is here. It is looked at and packed now.")


def _may_confirm(person: object) -> bool:
    return isinstance(person, Person) and any(seat.role in _EDITORS for seat in seats_of(person))


_VERBS: dict[str, Callable[[HttpRequest, Production, Person, datetime], str]] = {
    "takarir": _captions,
    "sahkan": _confirm,
    "dengarkan": _listen,
    "tulis": _write,
    "pakai": _choose,
    "ambil": _lay_in,
}
