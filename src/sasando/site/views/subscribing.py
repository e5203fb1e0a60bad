"""A newsletter is asked for, confirmed and ended here, without script and without an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from sasando.channels.builtin.letter import addresses_in
from sasando.channels.models import Newsletter, Rhythm
from sasando.channels.newsletter import actions
from sasando.channels.newsletter.actions import Wish
from sasando.channels.newsletter.tags import Purpose, read_tag
from sasando.claims.actions.askers import spend_on_site
from sasando.desk.addresses import SECTIONS
from sasando.documents.vocabulary import Audience, Kind
from sasando.elections.models import Election
from sasando.rendering import dates
from sasando.rendering.phrases import phrase
from sasando.site.addresses import (
    ALL,
    LANGUAGES,
    feed_path,
    page_path,
    subscribe_path,
)
from sasando.site.responses import in_language, page
from sasando.site.setting import ZONE, both_languages, render, setting_for

_COST = 5.0  # of an allowance, as five questions: six wishes at once, then one in 100 seconds
_WAIT_S = 120  # until somebody who asked too often may ask again, seconds
_DIGESTS = (Rhythm.DAILY.value, Rhythm.WEEKLY.value)
_KINDS = tuple(kind for kind in SECTIONS if kind not in (Kind.ERRATUM, Kind.NOTICE))
_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Box:
    """One box to tick."""

    value: str
    label: str
    ticked: bool = False


@in_language
def subscribe(request: HttpRequest, language: str) -> HttpResponse:
    """The form. What comes of it never tells whether an address was subscribed before."""
    newsletters = list(Newsletter.objects.open())
    if request.method == "POST" and newsletters:
        return _asked(request, language, newsletters)
    return _form(request, language, newsletters)


@in_language
def confirm(request: HttpRequest, language: str, tag: str) -> HttpResponse:
    """Where the link of a mail leads: a button, since programs that look mails over open links."""
    found, now = read_tag(tag, purpose=Purpose.CONFIRM), timezone.now()
    path = subscribe_path("confirm", language, tag)
    if request.method == "POST" and found is not None:
        if actions.confirm(tag=found, at=now) is None:
            return _said("spent", language, path, status=410)
        return _said("confirmed", language, path)
    asked = actions.wish_of(tag=found, at=now) if found else None
    if asked is None:
        return _said("spent", language, path, status=410)
    words = phrase("newsletter.confirm", language, newsletter=asked.newsletter.name)
    return _button("confirm", language, path, words, token=get_token(request))


@csrf_exempt  # the mail program posts without a cookie (RFC 8058); the tag is signed
@in_language
def leave(request: HttpRequest, language: str, tag: str) -> HttpResponse:
    """End a subscription by one POST, as mail programs do it, or by a button.

    A link that was used already ends nothing more, and says that it is ended.
    """
    found = read_tag(tag, purpose=Purpose.LEAVE)
    path = subscribe_path("leave", language, tag)
    if found is None:
        return _said("spent", language, path, status=404)
    if request.method == "POST":
        actions.leave(tag=found)
        return _said("left", language, path)
    return _button("leave", language, path, phrase("newsletter.leave_ask", language))


def _asked(request: HttpRequest, language: str, newsletters: list[Newsletter]) -> HttpResponse:
    """Take the wish, or say why it cannot be taken."""
    address = _address(request.POST.get("surel", ""))
    wish = _wish(request, language)
    problem, status = "", 400
    if not address:
        problem = "bad_email"
    elif not (wish.rhythm or wish.at_once):
        problem = "nothing_chosen"
    else:
        sender = get_adapter(request).get_client_ip(request)
        if spend_on_site(sender=sender, at=timezone.now(), cost=_COST) <= 0:
            problem, status = "too_many", 429
    if problem:
        response = _form(request, language, newsletters, problem=problem, status=status)
        if status == 429:
            response.headers["Retry-After"] = str(_WAIT_S)
        return response
    code = request.POST.get("buletin", "")
    newsletter = next((one for one in newsletters if one.code == code), newsletters[0])
    actions.ask(newsletter=newsletter, address=address, wish=wish, at=timezone.now())
    return _said("asked", language, page_path("subscribe", language))


def _address(text: str) -> str:
    """Return the mail address in ``text`` without a name, ``""`` when it is none."""
    try:
        found = addresses_in(text.strip()[:254])
    except ValueError:
        return ""
    return found[0].addr_spec if len(found) == 1 else ""


def _wish(request: HttpRequest, language: str) -> Wish:
    """Return what was chosen; what is not on offer is not taken."""
    said = request.POST
    rhythm, spoken = said.get("irama", ""), said.get("bahasa", "")
    elections = set(Election.objects.values_list("code", flat=True))
    return Wish(
        language=spoken if spoken in LANGUAGES else language,
        rhythm=rhythm if rhythm in _DIGESTS else "",
        at_once=said.get("segera") == "1",
        kinds=_offered(said.getlist("jenis"), [kind.value for kind in _KINDS]),
        audiences=_offered(said.getlist("pemilih"), [one.value for one in Audience]),
        elections=_offered(said.getlist("pemilu"), sorted(elections)),
    )


def _offered(chosen: Sequence[str], offered: Sequence[str]) -> tuple[str, ...]:
    found = tuple(value for value in offered if value in chosen)
    return () if len(found) == len(offered) else found  # all of them: everything


def _form(
    request: HttpRequest,
    language: str,
    newsletters: list[Newsletter],
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    path = page_path("subscribe", language)
    said = request.POST
    html = render(
        "subscribe.html",
        setting_for(language, path, languages=both_languages("subscribe")),
        newsletters=newsletters,
        chosen=said.get("buletin", newsletters[0].code if newsletters else ""),
        email=said.get("surel", "")[:254],
        rhythms=_rhythms(newsletters, said.get("irama", Rhythm.WEEKLY.value), language),
        at_once=said.get("segera") == "1",
        spoken=[Box(c, phrase(f"page.language_{c}", language), c == language) for c in LANGUAGES],
        kinds=_boxes("jenis", request, [(k.value, phrase(f"kind.{k}", language)) for k in _KINDS]),
        audiences=_boxes("pemilih", request, _audiences(language)),
        elections=_boxes("pemilu", request, _elections(language) if newsletters else []),
        token=get_token(request) if newsletters else "",
        problem=phrase(f"newsletter.{problem}", language) if problem else "",
        feed=feed_path(ALL[language], "atom"),
    )
    response = page(html, language=language, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _boxes(name: str, request: HttpRequest, offered: Sequence[tuple[str, str]]) -> list[Box]:
    chosen = request.POST.getlist(name)
    return [Box(value, label, value in chosen) for value, label in offered]


def _audiences(language: str) -> list[tuple[str, str]]:
    return [
        (one.value, phrase(f"site.audience_{one.value.replace('-', '_')}", language))
        for one in Audience
    ]


def _elections(language: str) -> list[tuple[str, str]]:
    found = Election.objects.filter(held=True).order_by("code")
    return [(election.code, election.name_in(language)) for election in found]


def _rhythms(newsletters: list[Newsletter], chosen: str, language: str) -> list[Box]:
    if not newsletters:
        return []
    first = newsletters[0]
    moment = datetime.combine(_MONDAY, first.send_at, ZONE)
    clock = dates.clock(moment, language, ZONE)
    day = dates.weekday(_MONDAY + timedelta(days=first.weekly_on), language)
    words = {
        Rhythm.DAILY.value: phrase("newsletter.rhythm_daily", language, clock=clock),
        Rhythm.WEEKLY.value: phrase("newsletter.rhythm_weekly", language, day=day, clock=clock),
        "": phrase("newsletter.rhythm_none", language),
    }
    return [Box(value, label, value == chosen) for value, label in words.items()]


def _said(name: str, language: str, path: str, *, status: int = 200) -> HttpResponse:
    """A page that says what happened, in two sentences."""
    html = render(
        "subscribed.html",
        setting_for(language, path),
        title=phrase(f"newsletter.{name}_title", language),
        words=phrase(f"newsletter.{name}", language),
        button="",
        token="",
        again=page_path("subscribe", language) if name in ("spent", "left") else "",
    )
    return _private(page(html, language=language, status=status))


def _button(name: str, language: str, path: str, words: str, *, token: str = "") -> HttpResponse:
    """A page with one button that does it."""
    html = render(
        "subscribed.html",
        setting_for(language, path),
        title=phrase(f"newsletter.{name}_title", language),
        words=words,
        button=phrase(f"newsletter.{name}_do", language),
        token=token,
        again="",
    )
    return _private(page(html, language=language))


def _private(response: HttpResponse) -> HttpResponse:
    """Dress a page whose address names a reader."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
