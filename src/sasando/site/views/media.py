"""Files people uploaded. Frozen pictures and public films are everyone's; the rest is the desk's."""

import re
from posixpath import normpath

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

from sasando.site import ranges, recordings

# Named by the digest of their bytes: they never change. One plain name and no further part, for
# what opens the file folds ".." and doubled slashes away after this was asked.
_PUBLIC = re.compile(r"pictures/[A-Za-z0-9_-][A-Za-z0-9_.-]*")
_RECORDING = re.compile(rf"recordings/{recordings.NAME.pattern}")
_TYPES = {"mp4": "video/mp4", "vtt": "text/vtt; charset=utf-8"}
_FOR_EVER = "public, max-age=31536000, immutable"

# What people sent, evidence, what was agreed: these rooms hand it out themselves, and ask who wants it.
_ELSEWHERE = ("tips/", "evidence/", "partnership/")


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Return the file at ``path`` under ``MEDIA_ROOT``. Raises ``Http404`` also where not allowed."""
    if found := _RECORDING.fullmatch(path):
        return _recording(request, found[1], found[2])
    if normpath(path).lstrip("/").startswith(_ELSEWHERE):
        raise Http404
    public = _PUBLIC.fullmatch(path) is not None
    if not public and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    return _sealed(response, public=public)


def _recording(request: HttpRequest, sha256: str, suffix: str) -> HttpResponseBase:
    """Stream a film or captions. What no public Document names is shown to the desk alone."""
    name = f"{sha256}.{suffix}"
    public = (recordings.public_folder() / name).is_file()
    if not public and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    try:
        file = (recordings.kept_folder() / name).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = ranges.stream(request, file, etag=f'"{sha256}"', content_type=_TYPES[suffix])
    return _sealed(response, public=public)


def _sealed(response: HttpResponseBase, *, public: bool) -> HttpResponseBase:
    response["Cache-Control"] = _FOR_EVER if public else "private"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
