"""Tools for voters: a form, and the answer the rules give. Nothing that is sent here is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from sasando.education import voting
from sasando.education.rules import (
    Decision,
    Election,
    Said,
    State,
    Table,
    decide,
    headline,
    problem,
    sheet,
    speak,
    table_of,
)
from sasando.education.rules.days import day_in_words
from sasando.education.rules.speaking import source
from sasando.rendering.html import Door
from sasando.rendering.html.item import script_json
from sasando.rendering.phrases import phrase
from sasando.site.addresses import LANGUAGES, TOOLS, page_path, tool_path
from sasando.site.responses import in_language, page
from sasando.site.setting import both_languages, local_day, render, setting_for

ELECTION = "pemilu"  # the field that names the election
_LONGEST = 200  # characters of an answer; what is longer is none


@dataclass(frozen=True, slots=True)
class Shown:
    """What a tool answers, as its page shows it."""

    said: tuple[Said, ...]
    headline: str
    gives: str
    unsure: bool  # the official contact is named


@in_language
def index(request: HttpRequest, language: str) -> HttpResponse:
    """All tools, and what each is good for."""
    setting = setting_for(language, page_path("tools", language), languages=both_languages("tools"))
    doors = [(tool, tool_path(tool, language)) for tool in TOOLS]
    return page(render("tools.html", setting, tools=doors), language=language)


@csrf_exempt  # it writes nothing and knows nobody: there is nothing to forge
@sensitive_post_parameters()
@in_language
def tool(request: HttpRequest, language: str, topic: str) -> HttpResponse:
    """The form of one tool; what is sent with it is answered on the same page."""
    table, today = table_of(topic), local_day(timezone.now())
    found = voting.elections()
    offered = voting.to_choose(found, today)
    asked = request.method == "POST"
    given = read_form(request.POST, table) if asked else {}
    chosen = request.POST.get(ELECTION, "") if asked else (offered[0].code if offered else "")
    election = voting.find(found, chosen)
    contact = voting.contact(language)
    decision = decide(table, given, election=election, today=today) if asked else None
    html = render(
        "tool.html",
        tool_setting(topic, language),
        topic=topic,
        table=table,
        given=given,
        chosen=chosen,
        field=ELECTION,
        elections=[(one.code, _named(one, language, offered, today)) for one in offered],
        problems=problems_of(decision, table, language),
        answer=shown(table, decision, language=language, contact=str(contact), election=election),
        contact=contact,
        tools_href=page_path("tools", language),
        others=other_tools(topic, language),
        **dressing(table, language, str(contact), offered),
    )
    return answered(html, language) if asked else page(html, language=language)


def read_form(data: Mapping[str, Any], table: Table) -> dict[str, str | list[str]]:
    """Return what a form gives to the questions of ``table``; what is too long is no answer."""
    given: dict[str, str | list[str]] = {}
    for question in table.questions:
        if question.kind == "marks":
            given[question.id] = list(data.getlist(question.id))  # type: ignore[attr-defined]
        else:
            given[question.id] = str(data.get(question.id, "")).strip()[:_LONGEST]
    return given


def shown(
    table: Table,
    decision: Decision | None,
    *,
    language: str,
    contact: str,
    election: Election | None = None,
) -> Shown | None:
    """Return what a page shows of ``decision``; ``None`` where there is nothing to show yet."""
    if decision is None or decision.state in (State.REFUSED, State.ASKING):
        return None
    said = speak(decision, language=language, contact=contact, election=election)
    return Shown(
        said=said,
        headline=headline(table, decision, language),
        gives=decision.main.gives if decision.main else "",
        unsure=any(one.gives == "unclear" for one in said),
    )


def problems_of(decision: Decision | None, table: Table, language: str) -> dict[str, str]:
    """Return what to look at again, by field, in words."""
    if decision is None:
        return {}
    names = dict(decision.problems)
    for need in decision.unanswered:
        kind = table.question(need).kind
        names[need] = "date_missing" if kind == "date" else "answer_missing"
    return {name: problem(wrong, language) for name, wrong in names.items()}


def dressing(
    table: Table, language: str, contact: str, elections: Sequence[Election] = ()
) -> dict[str, Any]:
    """Return what every page with rules has: the table for the script, and its legal basis."""
    laws = {law.id: law for rule in table.rules for law in rule.laws}
    data = sheet(table, language=language, contact=contact, elections=elections)
    return {
        "sheet": script_json(data),
        "laws": [source(law, language) for law in laws.values()],
        "rules_script": static("sasando_site/aturan.js"),
        "tool_script": static("sasando_site/pemilih.js"),
    }


def tool_setting(tool: str, language: str, part: str = "") -> Any:
    """Return the setting of a tool's page, or of a part of it."""
    languages = [(code, tool_path(tool, code, part)) for code in LANGUAGES]
    return setting_for(language, tool_path(tool, language, part), languages=languages)


def answered(html: str, language: str) -> HttpResponse:
    """Return a page with an answer on it: nobody keeps it."""
    response = page(html, language=language)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def other_tools(tool: str, language: str) -> list[Door]:
    """Return the doors to the tools beside ``tool``."""
    return [
        Door(tool_path(name, language), phrase(f"tools.{name}", language))
        for name in TOOLS
        if name != tool
    ]


def _named(election: Election, language: str, offered: Sequence[Election], today: Any) -> str:
    if election.day is None:
        return election.name[language]
    over = "over" if election.day < today else "dated"
    day = day_in_words(election.day, language)
    return phrase(f"tools.election_{over}", language, name=election.name[language], day=day)
