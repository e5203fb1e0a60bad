"""The voter API: the rules of voting for partners' own forms, kiosks and bots. It keeps nothing.

Described by OpenAPI at ``/api/v1/voter.openapi.json``. Open to everybody: it reads two tables and
writes none. What is asked comes in the body of a POST, so that no date of birth is in an address.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.errors import HttpError, ValidationError

from sasando import __version__
from sasando.claims.api import CheckAPI
from sasando.education import voting
from sasando.education.api_shapes import (
    Asked,
    Form,
    Language,
    Problem,
    Topic,
    Verdict,
    as_form,
    as_verdict,
)
from sasando.education.rules import decide, sheet, speak, table_of
from sasando.rendering.dates import local_day

_REFUSALS = dict.fromkeys((400, 422), Problem)


class VoterAPI(CheckAPI):
    """Answers any origin, and names every problem the same way, as the check API does."""


voter_api = VoterAPI(
    title="Sasando voter API",
    version=__version__,
    description="Am I a voter, which ballots do I get, what do I bring and when, is a ballot valid: "
    "answered from rules, each with its provision. Nothing that is asked is kept.",
    openapi_url="/voter.openapi.json",
    docs_url=None,
    urls_namespace="sasando_voter_api",
)


@voter_api.get("/voter/{topic}", response={200: Form, **_REFUSALS}, summary="What a topic asks")
def form(request: HttpRequest, topic: Topic, language: Language = "id") -> Form:
    """Return the questions, their answers, and the elections they may be about."""
    found = voting.elections() if table_of(topic).about_election else []
    return as_form(table_of(topic), found, language)


@voter_api.get(
    "/voter/{topic}/rules",
    response={200: dict[str, Any], **_REFUSALS},
    summary="The rules themselves, to answer offline",
)
def rules(request: HttpRequest, topic: Topic, language: Language = "id") -> dict[str, Any]:
    """Return the table that the script of the public pages reads, with the calendar."""
    found = voting.elections() if table_of(topic).about_election else []
    contact = str(voting.contact(language))
    return sheet(table_of(topic), language=language, contact=contact, elections=found)


@voter_api.post(
    "/voter/{topic}", response={200: Verdict, **_REFUSALS}, summary="What the rules say"
)
def ask(request: HttpRequest, topic: Topic, body: Asked) -> Verdict:
    """Return the findings, or what has to be answered yet, or which answer cannot be read."""
    table = table_of(topic)
    unknown = sorted(set(body.answers) - {question.id for question in table.questions})
    if unknown:
        raise HttpError(422, f"There is no question {', '.join(map(repr, unknown))}.")
    found = voting.elections() if table.about_election else []
    election = voting.find(found, body.election)
    contact = voting.contact(body.language)
    today = local_day(timezone.now())
    decision = decide(table, body.answers, election=election, today=today)
    said = speak(decision, language=body.language, contact=str(contact), election=election)
    return as_verdict(table, decision, said, contact=contact, language=body.language)


@voter_api.api_operation(["OPTIONS"], "/voter/{topic}", auth=None, include_in_schema=False)
def before_asking(request: HttpRequest, topic: str) -> HttpResponse:
    """Tell a browser that any site may ask."""
    return voter_api.create_response(request, None, status=204)


@voter_api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name the fields that are not as described; what was in them is not said again."""
    named = (
        ": ".join(part for part in (".".join(map(str, one["loc"])), str(one["msg"])) if part)
        for one in error.errors
    )
    return _problem(request, 422, "; ".join(named))


@voter_api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Say what is wrong in the form of all problems."""
    return _problem(request, error.status_code, str(error))


def _problem(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    problem = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return voter_api.create_response(request, problem, status=status)
