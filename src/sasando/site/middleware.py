"""Baked pages are served, and counted, before anything else looks at the request."""

from __future__ import annotations

import mimetypes
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import http_date, parse_http_date_safe

from sasando.plugins import MeasureKind
from sasando.reach.actions import tally
from sasando.reach.counting import is_reader
from sasando.site.addresses import (
    COUNTER,
    FEED_FORMATS,
    counts_days,
    framed_page,
    is_feed,
    is_framed,
)
from sasando.site.files import file_for
from sasando.site.responses import HTML, dress, name_hub
from sasando.site.setting import ZONE, local_day
from sasando.site.views.errors import language_of

_TYPES = {
    ".html": HTML,
    ".ics": "text/calendar; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    **{f".{form}": kind for form, kind in FEED_FORMATS.items() if form != "json"},
}
_POINT = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")  # a clear GIF
_LONGEST_PATH = 500  # letters
_ELSEWHERE = ("/desk/", "/akun/", "/static/", "/media/", "/v/")


class CountedPages:
    """Answer the picture of one point, and count the baked page it stands on as shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != COUNTER:
            return self.get_response(request)
        path = request.GET.get("h", "")
        if (
            request.method == "GET"
            and is_reader(request.META, desk_cookie=settings.SESSION_COOKIE_NAME)
            and _is_baked_page(path)
        ):
            kind = MeasureKind.FRAME_VIEWS if is_framed(path) else MeasureKind.PAGE_VIEWS
            tally().add(kind, framed_page(path), local_day(timezone.now()))
        response = HttpResponse(_POINT, content_type="image/gif")
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Length"] = str(len(_POINT))
        return response


def _is_baked_page(path: str) -> bool:
    """Whether ``path`` is a page's, as it is written: nothing else is counted, whoever asks for it."""
    if not path.startswith("/") or not path.endswith("/") or len(path) > _LONGEST_PATH:
        return False
    root = Path(settings.BAKED)
    file = file_for(root, path)
    if file is None or not file.is_file():
        return False
    return path.strip("/") == file.parent.relative_to(root).as_posix().removeprefix(".")


class BakedPages:
    """Answer from ``settings.BAKED`` where a fresh file is there; else let the request pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.baked(request) or self.get_response(request)

    def baked(self, request: HttpRequest) -> HttpResponse | None:
        """Return the baked answer, or ``None``."""
        path = request.path_info
        if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING"):
            return None
        if getattr(request, "is_dummy", False):  # an editor's preview, asked by the public address
            return None
        if path.startswith(_ELSEWHERE) or "/." in path.removeprefix("/.well-known/"):
            return None
        file = file_for(Path(settings.BAKED), path)
        if file is None:
            return None
        try:
            stat = file.stat()
            if not file.is_file() or _is_of_another_day(path, stat.st_mtime):
                return None
            return _answer(request, file, stat.st_mtime_ns, stat.st_size)
        except (FileNotFoundError, NotADirectoryError):
            return None


def _answer(request: HttpRequest, file: Path, mtime_ns: int, size: int) -> HttpResponse:
    etag = f'W/"{mtime_ns:x}-{size:x}"'  # weak: the same page with and without gzip
    seconds = mtime_ns // 10**9
    response: HttpResponse
    if _is_known(request, etag, seconds):
        response = HttpResponseNotModified()
    else:
        body, packed = _body(request, file)
        response = HttpResponse(body, content_type=_type_of(file, request.path_info))
        response.headers["Content-Length"] = str(len(body))
        if packed:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(seconds)
    response.headers["Vary"] = "Accept-Encoding"
    html = file.suffix == ".html"
    if not html:
        response.headers["Access-Control-Allow-Origin"] = "*"
    if is_feed(request.path_info):
        name_hub(response, request.path_info)
    language = language_of(request.path_info) if html else ""
    return dress(response, language=language, framed=is_framed(request.path_info))


def _body(request: HttpRequest, file: Path) -> tuple[bytes, bool]:
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        packed = file.with_name(f"{file.name}.gz")
        if packed.is_file():
            return packed.read_bytes(), True
    return file.read_bytes(), False


def _is_known(request: HttpRequest, etag: str, seconds: int) -> bool:
    known = request.headers.get("If-None-Match")
    if known is not None:
        return known.strip() == "*" or etag in (tag.strip() for tag in known.split(","))
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and seconds <= since


def _is_of_another_day(path: str, mtime: float) -> bool:
    """Whether a page that counts days was baked on another day than today."""
    if not counts_days(path):
        return False
    baked = datetime.fromtimestamp(mtime, ZONE).date()
    return baked != local_day(timezone.now())


def _type_of(file: Path, path: str) -> str:
    if file.suffix in _TYPES:
        return _TYPES[file.suffix]
    if file.suffix == ".json" and path.startswith("/umpan/") and not path.endswith("ninjs.json"):
        return FEED_FORMATS["json"]
    if path.endswith("keys.json"):
        return "application/jwk-set+json"
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"
