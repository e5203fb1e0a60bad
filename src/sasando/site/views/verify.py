"""Is this copy genuine? A text, a link, a code, a PDF or a photo; nothing sent here is kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from sasando.documents import normalise_code
from sasando.site.addresses import code_path, difference_path, page_path
from sasando.site.copies import FILES
from sasando.site.keeping import kept_copy, tag_of
from sasando.site.responses import data, dress, in_language, page
from sasando.site.setting import both_languages, render, setting_for
from sasando.site.turns import TooMany
from sasando.site.verification import (
    Answer,
    Finding,
    answer_for,
    verify_file,
    verify_text,
    version_by_code,
)
from sasando.trust.exceptions import FileRefused, Oversize

_MOST_FINDINGS = 5
_KEEP_S = 300  # how long a reader's browser may keep a file, seconds


@csrf_exempt  # it writes nothing and knows nobody: there is nothing to forge
@in_language
def verify(request: HttpRequest, language: str) -> HttpResponse:
    """The form, and the answer to what was sent with it."""
    findings: list[Finding] = []
    problem = ""
    text = request.GET.get("teks", "") or request.POST.get("teks", "")
    text = text.replace("\0", "").strip()
    upload = request.FILES.get("berkas")
    try:
        if isinstance(upload, UploadedFile):
            findings = _findings_in_upload(upload)
        elif text:
            findings = list(verify_text(text).findings)
        elif request.method == "POST":
            problem = "site.verify_nothing"
    except FileRefused as refused:
        problem = f"site.verify_{type(refused).__name__.lower()}"
    setting = setting_for(
        language, page_path("verify", language), languages=both_languages("verify")
    )
    html = render(
        "verify.html",
        setting,
        text=text if len(text) < 2000 else "",
        findings=findings[:_MOST_FINDINGS],
        problem=problem,
        limit=settings.UPLOAD_LIMIT_MB,
        compare_href=_compare_href,
        asked=request.method == "POST" or bool(text),
    )
    response = page(html, language=language, status=400 if problem else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def short(request: HttpRequest, code: str) -> HttpResponse:
    """What a QR leads to: how exactly this version stands today, and the way to it."""
    wanted = normalise_code(code)
    if wanted is not None and wanted != code:
        return HttpResponseRedirect(code_path(wanted))
    version = version_by_code(wanted) if wanted else None
    language = version.language if version else "id"
    finding = answer_for(version) if version else Finding(Answer.UNKNOWN)
    setting = setting_for(language, code_path(code))
    html = render("short.html", setting, finding=finding, code=code, compare_href=_compare_href)
    return page(html, language=language, status=200 if version else 404)


def copy(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One file of a version: poster, card, text, ninjs, the signed Document itself."""
    version = version_by_code(normalise_code(code) or "")
    file = FILES.get(name)
    if version is None or file is None:
        return short(request, code) if file else _gone(404)
    if version.state == "withdrawn" and name not in ("qr.png", "dokumen.json"):
        return _gone(410)
    document = version.document
    if file.of_lessons and document.lesson is None:
        return _gone(404)
    etag = f'"{tag_of(document, name)}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        known.headers["ETag"] = etag
        return dress(known, max_age=_KEEP_S)
    try:
        body = kept_copy(document, name, request=request)
    except TooMany:
        return _later()
    response = data(body, file.content_type, max_age=_KEEP_S)
    response.headers["ETag"] = etag
    stem = f"{version.slug}-{version.code}"
    response.headers["Content-Disposition"] = f'inline; filename="{stem}-{name}"'
    return response


def _later() -> HttpResponse:
    response = _gone(429)
    response.headers["Retry-After"] = "60"
    response.headers["Cache-Control"] = "no-store"
    return response


def _gone(status: int) -> HttpResponse:
    response = data(b"", "text/plain; charset=utf-8")
    response.status_code = status
    return response


def _findings_in_upload(upload: UploadedFile[Any]) -> list[Finding]:
    limit = settings.UPLOAD_LIMIT_MB * 2**20
    if (upload.size or 0) > limit:
        raise Oversize(f"more than {settings.UPLOAD_LIMIT_MB} MB")
    name, claimed = upload.name or "", upload.content_type or ""
    content = upload.read()
    return list(verify_file(content, name=name, content_type=claimed).findings)


def _compare_href(finding: Finding) -> str:
    """The page that shows what changed since the version in hand, where there is one."""
    version, newest = finding.version, finding.newest
    if version is None or newest is None or newest.pk == version.pk:
        return ""
    return difference_path(newest.own_path, newest.language)
