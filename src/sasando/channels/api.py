"""The pull API: what was published, as ninjs, for partner systems that rather fetch than be pushed.

Described by OpenAPI at ``/api/v1/openapi.json``. Every answer is read from approved versions only.
"""

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import AwareDatetime

from sasando import __version__
from sasando.channels.builtin.article import ninjs_item
from sasando.channels.models import AccessToken
from sasando.desk.models import Version
from sasando.documents import normalise_code
from sasando.documents.vocabulary import Kind

logger = logging.getLogger(__name__)

PAGE = 50
_MAX_DIGITS = 18  # of a cursor: fits a database integer


class PartnerToken(HttpBearer):
    """``Authorization: Bearer sasando_…``; unknown, revoked and expired tokens get 401."""

    def authenticate(self, request: HttpRequest, token: str) -> AccessToken | None:
        found = AccessToken.objects.valid(token, timezone.now())
        if found is None:
            logger.warning(
                "pull API: unknown or expired token from %s", request.META["REMOTE_ADDR"]
            )
        return found


api = NinjaAPI(
    title="Sasando pull API",
    version=__version__,
    description="Approved items as IPTC ninjs 3.1, what changed last at the end, for partner outlets.",
    auth=PartnerToken(),
    docs_url=None,
    urls_namespace="sasando_api",
)


class Listing(Schema):
    """One page of items. ``next`` is the cursor to ask with; empty when there is no more now."""

    items: list[dict[str, Any]]
    next: str


class Filters(Schema):
    """What to list. All are optional; ``since`` is when something last changed."""

    cursor: str = ""
    since: AwareDatetime | None = None
    kind: Kind | None = None
    language: str = ""


@api.get("/items", response=Listing, summary="Published items in the order of their last change")
def list_items(request: HttpRequest, filters: Query[Filters]) -> Listing:
    """List current, corrected, withdrawn and expired versions, 50 a page, what changed last at the end.

    Keep ``next`` and ask again with it: nothing is skipped. A version comes once, and once more
    whenever it is withdrawn, expires, or an urgent notice is confirmed or stays unconfirmed.
    """
    versions = Version.objects.public().order_by("position__number")
    versions = versions.filter(position__number__gt=_read_cursor(filters.cursor or "0"))
    if filters.since:
        versions = versions.filter(position__at__gte=filters.since)
    if filters.kind:
        versions = versions.of_kind(filters.kind)
    if filters.language:
        versions = versions.in_language(filters.language)
    page = list(versions.with_imprint().select_related("position")[:PAGE])
    following = str(page[-1].position.number) if page else filters.cursor
    return Listing(items=[_as_ninjs(version) for version in page], next=following)


@api.get("/items/{code}", response=dict[str, Any], summary="One version by its short code")
def one_item(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return the version whose short code (printed under its QR) is ``code``, as ninjs."""
    return _as_ninjs(_version(code))


@api.get("/items/{code}/document", response=dict[str, Any], summary="The signed Document itself")
def one_document(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return the Document (see the JSON Schema in the reference) with its imprint and digest."""
    document = _version(code).document
    return {"digest": document.digest, "document": document.model_dump(mode="json")}


def _version(code: str) -> Version:
    versions = Version.objects.public().with_imprint()
    return get_object_or_404(versions, code=normalise_code(code) or "")


def _as_ninjs(version: Version) -> dict[str, Any]:
    return ninjs_item(version.document, site_url=settings.SITE_URL, site_name=settings.SITE_NAME)


def _read_cursor(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS):
        raise HttpError(400, "The cursor is not one of ours: leave it out to begin anew.")
    return int(text)
