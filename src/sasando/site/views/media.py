"""Files people uploaded. Frozen pictures are public; originals and proofs are the desk's."""

import re
from posixpath import normpath

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

# Named by the digest of their bytes: they never change. One plain name and no further part, for
# what opens the file folds ".." and doubled slashes away after this was asked.
_PUBLIC = re.compile(r"pictures/[A-Za-z0-9_-][A-Za-z0-9_.-]*")

# What people sent and evidence: the claims desk hands these out itself, and asks who wants them.
_ELSEWHERE = ("tips/", "evidence/")


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Return the file at ``path`` under ``MEDIA_ROOT``. Raises ``Http404`` also where not allowed."""
    if normpath(path).lstrip("/").startswith(_ELSEWHERE):
        raise Http404
    public = _PUBLIC.fullmatch(path) is not None
    if not public and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = "public, max-age=31536000, immutable" if public else "private"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
