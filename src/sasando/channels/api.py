"""The pull API: what was published, as ninjs, for partner systems that rather fetch than be pushed.

Described by OpenAPI at ``/api/v1/openapi.json``. Every answer is read from approved versions only.
"""

import base64
import binascii
import json
import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import AwareDatetime

from sasando import __version__
from sasando.channels.models import AccessToken
from sasando.desk.models import Version
from sasando.documents import normalise_code
from sasando.documents.vocabulary import Kind
from sasando.rendering.html.article import article_html
from sasando.rendering.html.setting import Setting
from sasando.rendering.ninjs import ninjs

logger = logging.getLogger(__name__)

PAGE = 50


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
    description="Approved items as IPTC ninjs 3.1, newest last, for partner outlets.",
    auth=PartnerToken(),
    docs_url=None,
    urls_namespace="sasando_api",
)


class Listing(Schema):
    """One page of items. ``next`` is the cursor to ask with; empty when there is no more now."""

    items: list[dict[str, Any]]
    next: str


class Filters(Schema):
    """What to list. All are optional."""

    cursor: str = ""
    since: AwareDatetime | None = None
    kind: Kind | None = None
    language: str = ""


@api.get("/items", response=Listing, summary="Published items in the order of publication")
def list_items(request: HttpRequest, filters: Query[Filters]) -> Listing:
    """List current, corrected, withdrawn and expired versions, oldest first, 50 a page.

    Keep ``next`` and ask again with it: nothing is skipped and nothing comes twice.
    """
    versions = Version.objects.public().order_by("published_at", "pk")
    if filters.since:
        versions = versions.filter(published_at__gte=filters.since)
    if filters.kind:
        versions = versions.of_kind(filters.kind)
    if filters.language:
        versions = versions.in_language(filters.language)
    if filters.cursor:
        at, pk = _read_cursor(filters.cursor)
        versions = versions.filter(Q(published_at__gt=at) | Q(published_at=at, pk__gt=pk))
    page = list(versions.with_imprint()[:PAGE])
    following = _cursor(page[-1]) if page else filters.cursor
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
    document = version.document
    setting = Setting(site_url=settings.SITE_URL, site_name=settings.SITE_NAME)
    html = article_html(document, setting=setting)
    return ninjs(document, html=html, site_url=settings.SITE_URL)


def _cursor(version: Version) -> str:
    raw = json.dumps([version.published_at and version.published_at.isoformat(), version.pk])
    return base64.urlsafe_b64encode(raw.encode()).decode()


def _read_cursor(text: str) -> tuple[datetime, int]:
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(text))
        moment, number = datetime.fromisoformat(at), int(pk)
        if moment.tzinfo is None:
            raise ValueError("a moment without its offset")
    except (ValueError, TypeError, binascii.Error) as error:
        raise HttpError(
            400, "The cursor is not one of ours: leave it out to begin anew."
        ) from error
    return moment, number
