"""Ballots to practise on, and messages to see through. Nothing that is sent here is kept."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from sasando.education import voting
from sasando.education.rules import decide, table_of
from sasando.education.rules.hoaxes import GENUINE, Example, examples, tricks
from sasando.education.rules.practising import ballots, marks_of
from sasando.site.addresses import page_path, tool_path
from sasando.site.responses import in_language, page
from sasando.site.setting import local_day, render
from sasando.site.views.tools import (
    answered,
    dressing,
    other_tools,
    problems_of,
    read_form,
    shown,
    tool_setting,
)

FOLDED = "terlipat"  # the box that says the paper was punched through
_AS_GIVEN = {"signed": "yes", "tool": "nail", "writing": "no"}  # how a good ballot is


@dataclass(frozen=True, slots=True)
class Judged:
    """One example, and what somebody said about it."""

    example: Example
    number: int
    pass_on: str  # opens WhatsApp with the lesson in it, never the message
    said: str = ""  # the trick that was chosen
    problem: bool = False  # nothing was chosen

    @property
    def right(self) -> bool:
        """Whether the trick was seen through."""
        return self.said == self.example.trick.id

    @property
    def host(self) -> str:
        """The site the pattern was read at."""
        return (urlsplit(self.example.read).hostname or "").removeprefix("www.")


@in_language
def choose(request: HttpRequest, language: str) -> HttpResponse:
    """The ballots to practise on."""
    doors = [
        (one.title[language], tool_path("practice", language, name))
        for name, one in ballots().items()
    ]
    html = render(
        "practice.html",
        tool_setting("practice", language),
        ballots=doors,
        tools_href=page_path("tools", language),
        others=other_tools("practice", language),
    )
    return page(html, language=language)


@csrf_exempt  # it writes nothing and knows nobody: there is nothing to forge
@in_language
def ballot(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """One ballot: punched, folded, and judged by the rules."""
    found = ballots().get(name)
    if found is None:
        raise Http404
    table = table_of("validity")
    asked = request.method == "POST"
    given: dict[str, str | list[str]] = {**_AS_GIVEN, "ballot": found.kind, "marks": []}
    folded = False
    if asked:
        folded = FOLDED in request.POST
        given = read_form(request.POST, table) | {"ballot": found.kind}
        given["marks"] = marks_of(request.POST.getlist("marks"), folded=folded)
    decision = decide(table, given, today=local_day(timezone.now())) if asked else None
    contact = voting.contact(language)
    html = render(
        "ballot.html",
        tool_setting("practice", language, name),
        ballot=found,
        table=table,
        given=given,
        folded=folded,
        field=FOLDED,
        problems=problems_of(decision, table, language),
        answer=shown(table, decision, language=language, contact=str(contact)),
        contact=contact,
        asked=asked,
        tools_href=page_path("tools", language),
        practice_href=tool_path("practice", language),
        opening_script=static("sasando_site/latihan.js"),
        others=other_tools("practice", language),
        **dressing(table, language, str(contact)),
    )
    return answered(html, language) if asked else page(html, language=language)


@csrf_exempt  # it writes nothing and knows nobody: there is nothing to forge
@in_language
def gym(request: HttpRequest, language: str) -> HttpResponse:
    """Messages with a trick, or none; the one that was judged tells what it was."""
    asked = request.method == "POST"
    setting = tool_setting("gym", language)
    here = setting.absolute(setting.path)
    rows = [
        _judged(one, n, request.POST, f"{one.lesson[language]} {here}")
        for n, one in enumerate(examples(), start=1)
    ]
    html = render(
        "gym.html",
        setting,
        rows=rows,
        kinds=[trick for trick in tricks().values() if trick.id != GENUINE],
        genuine=GENUINE,
        script=static("sasando_site/hoaks.js"),
        tools_href=page_path("tools", language),
        others=other_tools("gym", language),
    )
    return answered(html, language) if asked else page(html, language=language)


def _judged(example: Example, number: int, data: QueryDict, lesson: str) -> Judged:
    pass_on = f"https://wa.me/?{urlencode({'text': lesson})}"
    if data.get("pesan") != example.id:
        return Judged(example, number, pass_on)
    said = data.get("trik", "")
    known = said in {trick.id for trick in example.choices}
    return Judged(example, number, pass_on, said=said if known else "", problem=not known)
