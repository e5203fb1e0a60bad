"""The check API: a message in, what is known about it out. For widgets and partner systems.

Described by OpenAPI at ``/api/v1/check.openapi.json``. Open to everybody within the flood limit;
an outlet's access token raises it. Errors are problem details (RFC 9457).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from pydantic import TypeAdapter
from pydantic import ValidationError as Invalid

from sasando import __version__
from sasando.channels.api import PartnerToken
from sasando.channels.models import AccessToken
from sasando.claims import actions, visiting
from sasando.claims.actions.receiving import MAX_TEXT
from sasando.claims.api_shapes import Check, Choice, Problem, Question, as_check
from sasando.claims.exceptions import TipRefused, TooMany
from sasando.claims.models import Tip
from sasando.claims.shown import Stand, show, tip_of_site
from sasando.claims.wording import NO, NONE, YES

PROBLEM = "application/problem+json"
_ANYBODY = "anybody"
_FORM = "multipart/form-data"
_CORS = {  # any site may ask; nothing here depends on who the visitor is, and no cookie is read
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Expose-Headers": "Retry-After",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "no-store",
}


class PartnerOrAnybody(PartnerToken):
    """No token is fine; one that is unknown, revoked or expired gets 401."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if "Authorization" in request.headers else _ANYBODY


class CheckAPI(NinjaAPI):
    """Answers any origin, and names every problem the same way."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        response = super().create_response(request, data, **options)
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            response.headers["Content-Type"] = PROBLEM
        for name, value in _CORS.items():
            response.headers[name] = value
        return response

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Describe the API, its problems by their own media type."""
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST:
                        response["content"] = {PROBLEM: response["content"]["application/json"]}
        return schema


_QUESTION = TypeAdapter(Question)
_MEANT = {"yes": YES, "no": NO, "none": NONE}

check_api = CheckAPI(
    title="Sasando check API",
    version=__version__,
    description="Is this message true? What is known about it, or an honest not yet.",
    auth=PartnerOrAnybody(),
    openapi_url="/check.openapi.json",
    docs_url=None,
    urls_namespace="sasando_check_api",
)
_OPEN_TO_ALL: dict[str, Any] = {"security": [{}]}  # beside the token
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {"schema": Question.model_json_schema()},
        _FORM: {
            "schema": {
                "type": "object",
                "properties": {
                    "text": {"type": "string", "maxLength": MAX_TEXT},
                    "language": {"enum": ["id", "en"], "default": "id"},
                    "picture": {
                        "type": "array",
                        "maxItems": visiting.MAX_PICTURES,
                        "items": {"type": "string", "format": "binary"},
                    },
                },
            }
        },
    },
}
_REFUSALS = dict.fromkeys((400, 401, 413, 415, 422, 429), Problem)


@check_api.post(
    "/check",
    response={200: Check, 202: Check, **_REFUSALS},
    summary="Ask about a message",
    openapi_extra={**_OPEN_TO_ALL, "requestBody": _BODY},
)
def ask(request: HttpRequest) -> tuple[int, Check]:
    """Take a message as JSON, or with up to three pictures as a form; answer what is known.

    202 with ``state`` "waiting": pictures and links are being read; ask for the token in a second.
    429 says in ``Retry-After`` when to come again.
    """
    question, pictures = _read(request)
    tip = visiting.ask(
        text=question.text,
        links=question.links,
        pictures=pictures,
        language=question.language,
        **_counted_by(request),
        at=timezone.now(),
    )
    found = as_check(tip)
    return (202 if found.state is Stand.WAITING else 200), found


@check_api.get(
    "/check/{token}",
    response={200: Check, 401: Problem, 404: Problem},
    summary="What is known now",
    openapi_extra=_OPEN_TO_ALL,
)
def look(request: HttpRequest, token: str) -> Check:
    """Return what stands now: a verdict that came out since, a correction, or still not known."""
    return as_check(_tip(token))


@check_api.post(
    "/check/{token}/feedback",
    response={200: Check, **dict.fromkeys((400, 401, 404, 409, 422), Problem)},
    summary="Was this what was meant?",
    openapi_extra=_OPEN_TO_ALL,
)
def feedback(request: HttpRequest, token: str, body: Choice) -> Check:
    """Say whether the answer was meant, or which of those suggested. 409: not to be chosen now."""
    tip = _tip(token)
    choice = _MEANT.get(body.choice, body.choice)
    if choice not in show(tip, language=tip.language, at=timezone.now()).choices:
        raise HttpError(409, f"{body.choice!r} is not among the choices of this answer.")
    actions.choose_on_site(tip=tip, choice=choice, at=timezone.now())
    return as_check(_tip(token))


@check_api.api_operation(["OPTIONS"], "/check", auth=None, include_in_schema=False)
def before_asking(request: HttpRequest) -> HttpResponse:
    """Tell a browser that any site may ask."""
    return check_api.create_response(request, None, status=204)


@check_api.api_operation(["OPTIONS"], "/check/{token}/feedback", auth=None, include_in_schema=False)
def before_saying(request: HttpRequest, token: str) -> HttpResponse:
    """Tell a browser that any site may say what was meant."""
    return check_api.create_response(request, None, status=204)


@check_api.exception_handler(TipRefused)
def refused(request: HttpRequest, error: TipRefused) -> HttpResponse:
    """Say why nothing was taken."""
    return _problem(request, 422, str(error))


@check_api.exception_handler(TooMany)
def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """Say when to come again."""
    response = _problem(request, 429, str(error))
    response.headers["Retry-After"] = str(visiting.WAIT_S)
    return response


@check_api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name the fields that are not as described."""
    named = (
        ": ".join(part for part in (".".join(map(str, one["loc"])), str(one["msg"])) if part)
        for one in error.errors
    )
    return _problem(request, 422, "; ".join(named))


@check_api.exception_handler(AuthenticationError)
def unknown_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Refuse a token that is none; without any, everybody may ask."""
    return _problem(request, 401, "This access token is unknown, revoked or expired.")


@check_api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Say what is wrong in the form of all problems."""
    return _problem(request, error.status_code, str(error))


def _problem(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    problem = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return check_api.create_response(request, problem, status=status)


def _counted_by(request: HttpRequest) -> dict[str, Any]:
    """By whom the flood limit counts: a partner's token, or the visitor's address."""
    partner = getattr(request, "auth", None)
    if isinstance(partner, AccessToken):
        return {"sender": f"token {partner.pk}", "cost": visiting.PARTNER_COST}
    return {"sender": get_adapter(request).get_client_ip(request), "cost": 1.0}


def _read(request: HttpRequest) -> tuple[Question, list[bytes]]:
    """Return the question and its pictures, however they were sent."""
    try:
        if request.content_type == "application/json":
            return _QUESTION.validate_json(request.body), []
        if request.content_type == _FORM:
            fields = {name: value for name, value in request.POST.items() if name in _FIELDS}
            files = request.FILES.getlist("picture")[: visiting.MAX_PICTURES + 1]
            return _QUESTION.validate_python(fields), [file.read() for file in files]
    except Invalid as error:
        raise ValidationError([dict(one) for one in error.errors()]) from error
    except RequestDataTooBig as error:
        raise HttpError(413, "This is larger than is taken here.") from error
    except (MultiPartParserError, BadRequest) as error:
        raise HttpError(400, f"This form cannot be read: {error}") from error
    raise HttpError(415, f"Send application/json or {_FORM}.")


_FIELDS = ("text", "language")


def _tip(token: str) -> Tip:
    tip = tip_of_site(token)
    if tip is None:
        raise HttpError(404, "There is no question with this token.")
    return tip
