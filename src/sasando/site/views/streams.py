"""What readers watch live (HLS): the playlist and its segments, for a house without a web server before it."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

from sasando.live.models.streams import HLS_FOLDER

# Whole names, so that nothing else of a folder is reached.
_FILE = re.compile(r"live(-[A-Za-z0-9]+)?(-[0-9]+)?\.(m3u8|ts)")
_TYPES = {"m3u8": "application/vnd.apple.mpegurl", "ts": "video/mp2t"}  # RFC 8216, 4 and 10
_CACHES = {"m3u8": "no-cache", "ts": "public, max-age=3600"}  # a segment does not change


def stream_file(request: HttpRequest, place: str, name: str) -> HttpResponseBase:
    """Return one file of a stream. Who knows its place may watch. Raises ``Http404``."""
    found = _FILE.fullmatch(name)
    if found is None:
        raise Http404
    folder = f"{settings.MEDIA_ROOT}/{HLS_FOLDER}"
    response = serve(request, f"{place}/{name}", document_root=folder)
    response["Content-Type"] = _TYPES[found[3]]
    response["Cache-Control"] = _CACHES[found[3]]
    response["Access-Control-Allow-Origin"] = "*"  # partners frame it with players of their own
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
