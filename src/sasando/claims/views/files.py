"""Files of the claims desk: pictures that people sent, and copies of evidence. Never public."""

from __future__ import annotations

from pathlib import PurePath

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from sasando.claims.models import Evidence, TipPicture
from sasando.claims.permissions import reader_of

_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


@require_GET
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one picture of a message. The page blurs it until somebody wants to see it."""
    reader_of(request)
    found = get_object_or_404(TipPicture, pk=pk, state=TipPicture.State.READ)
    return _sealed(found.file, found.mime if found.mime in _PICTURES else "image/jpeg")


@require_GET
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the copy of one piece of evidence, as a download whatever it is."""
    reader_of(request)
    found = get_object_or_404(Evidence, pk=pk)
    response = _sealed(found.file, "application/octet-stream")
    name = PurePath(found.file.name or "").name
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sealed(file: object, mime: str) -> HttpResponseBase:
    if not file:
        raise Http404
    try:
        opened = file.open("rb")  # type: ignore[attr-defined]
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type=mime)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
