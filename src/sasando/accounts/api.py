"""The data API: editions of the open data, their files, and tables row by row. It keeps nothing.

Described by OpenAPI at ``/api/v1/data.openapi.json``. Open to everybody and to any site; every answer
is read from an edition's files, so that it says what the package says.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from http import HTTPStatus
from math import ceil
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from ninja import Query
from ninja.errors import HttpError, ValidationError

from sasando import __version__
from sasando.accounts.addresses import API, package_path
from sasando.accounts.api_shapes import Editions, EditionShape, Problem, Rows
from sasando.accounts.models import Edition
from sasando.accounts.package import Cell, PackageError, read, read_table
from sasando.accounts.package.spreadsheets import written
from sasando.accounts.report import report_pdf
from sasando.claims.api import CheckAPI
from sasando.desk.addresses import absolute

CURRENT = "current"
PAGE, MOST = 100, 1000  # rows

_FOR_EVER = "public, max-age=31536000, immutable"  # an edition never changes
_SHORTLY = "public, max-age=60"
_MADE_AGAIN_S = 3600  # a report that somebody asked for is kept so long
_FILE = re.compile(r"datapackage\.json|README\.md|SHA256SUMS|data/[a-z0-9-]+\.(csv|parquet)")
_TYPES = {
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8; header=present",
    ".parquet": "application/vnd.apache.parquet",
    "": "text/plain; charset=utf-8",
}
_GONE = {404: Problem}


def _bytes(*media_types: str) -> dict[str, Any]:
    """How an answer is described that is a file."""
    schema = {"schema": {"type": "string", "format": "binary"}}
    said = {"description": "The file", "content": dict.fromkeys(media_types, schema)}
    return {"responses": {200: said}}


class DataAPI(CheckAPI):
    """Answers any origin, and names every problem the same way, as the check API does."""


data_api = DataAPI(
    title="Sasando data API",
    version=__version__,
    description="What was promised and delivered, reached, answered and corrected, as open data: "
    "the same Frictionless Data Package that the transparency page is made from.",
    openapi_url="/data.openapi.json",
    docs_url=None,
    urls_namespace="sasando_data_api",
)


@data_api.get("/data/editions", response=Editions, summary="The editions that are kept")
def editions(request: HttpRequest) -> HttpResponse:
    """List the editions, the newest first. One is made when the data changed, at most once a night."""
    found = list(Edition.objects.newest_first())
    shapes = [
        EditionShape(
            version=one.version,
            made_at=one.made_at,
            digest=one.digest,
            datapackage=absolute(package_path(one.version, "datapackage.json")),
            zip=absolute(package_path(one.version)),
        )
        for one in found
    ]
    body = Editions(editions=shapes).model_dump_json().encode()
    newest = found[0] if found else None
    tag = f"editions-{len(found)}-{newest.digest if newest else ''}"
    at = newest.made_at if newest else None
    return _send(request, body, _TYPES[".json"], tag=tag, at=at, kept=_SHORTLY)


@data_api.get(
    "/data/editions/{version}.zip",
    response=_GONE,
    summary="An edition in one file",
    openapi_extra=_bytes("application/zip"),
)
def whole(request: HttpRequest, version: str) -> HttpResponse:
    """Return the package as a zip; ``current`` is the newest edition."""
    edition = _edition(version)
    response = _file(request, edition, edition.zip_file, "application/zip", version)
    name = f"sasando-open-data-{edition.version}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@data_api.get(
    "/data/editions/{version}/report-{int:year}-{language}.pdf",
    response=_GONE,
    summary="The yearly report of an edition",
    openapi_extra=_bytes("application/pdf"),
)
def report(
    request: HttpRequest, version: str, year: int, language: Literal["id", "en"]
) -> HttpResponse:
    """Return the report of a year on paper, made of the edition's files and of nothing else."""
    edition = _edition(version)
    tag = f"{edition.version}-report-{year}-{language}-{__version__}"
    made = cache.get(tag)
    if made is None:
        try:
            made = report_pdf(read(edition.folder), year=year, language=language)
        except PackageError as error:
            raise HttpError(404, str(error)) from error
        cache.set(tag, made, _MADE_AGAIN_S)
    return _send(request, made, "application/pdf", tag=tag, at=edition.made_at, kept=_kept(version))


@data_api.get(
    "/data/editions/{version}/{path:name}",
    response=_GONE,
    summary="A file of an edition",
    openapi_extra=_bytes(*_TYPES.values()),
)
def file(request: HttpRequest, version: str, name: str) -> HttpResponse:
    """Return ``datapackage.json``, or a file beside it: ``data/reach.csv``, ``data/reach.parquet``.

    A tool that reads Data Packages takes the address of ``datapackage.json`` as it is.
    """
    edition = _edition(version)
    if not _FILE.fullmatch(name):
        raise HttpError(404, f"An edition has no file {name!r}.")
    path = edition.folder / name
    return _file(request, edition, path, _TYPES[path.suffix], version)


@data_api.get("/data/tables/{name}", response={200: Rows, **_GONE, 422: Problem}, summary="Rows")
def table(
    request: HttpRequest,
    name: str,
    edition: str = CURRENT,
    page: Annotated[int, Query(ge=1)] = 1,
    size: Annotated[int, Query(ge=1, le=MOST)] = PAGE,
) -> HttpResponse:
    """Return a page of a table's rows as JSON, 100 rows unless ``size`` says otherwise."""
    found = _edition(edition)
    try:
        whole_table = read_table(found.folder, name)
    except PackageError as error:
        raise HttpError(404, f"There is no table {name!r} in edition {found.version}.") from error
    total = len(whole_table.rows)
    pages = max(1, ceil(total / size))
    records = [
        {field: _plain(cell) for field, cell in record.items()}
        for record in list(whole_table.records())[(page - 1) * size : page * size]
    ]
    following = urlencode({"edition": found.version, "page": page + 1, "size": size})
    rows = Rows(
        edition=found.version,
        table=name,
        total=total,
        page=page,
        pages=pages,
        next=absolute(f"{API}tables/{name}?{following}") if page < pages else None,
        rows=records,
    )
    body = json.dumps(rows.model_dump(), ensure_ascii=False).encode()
    tag = f"{found.version}-{name}-{page}-{size}"
    return _send(request, body, _TYPES[".json"], tag=tag, at=found.made_at, kept=_kept(edition))


@data_api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name the fields that are not as described."""
    named = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors)
    return _problem(request, 422, "; ".join(named))


@data_api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Say what is wrong in the form of all problems."""
    return _problem(request, error.status_code, str(error))


def _problem(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    problem = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return data_api.create_response(request, problem, status=status)


def _edition(version: str) -> Edition:
    if version == CURRENT:
        found = Edition.objects.current()
    else:
        found = Edition.objects.filter(version=version).first()
    if found is None:
        raise HttpError(404, f"There is no edition {version!r}.")
    return found


def _file(
    request: HttpRequest, edition: Edition, path: Path, content_type: str, asked: str
) -> HttpResponse:
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        raise HttpError(404, f"Edition {edition.version} has no file {path.name!r}.") from None
    tag = f"{edition.version}-{path.name}"
    return _send(request, body, content_type, tag=tag, at=edition.made_at, kept=_kept(asked))


def _send(
    request: HttpRequest,
    body: bytes,
    content_type: str,
    *,
    tag: str,
    at: datetime | None,
    kept: str,
) -> HttpResponse:
    """Return ``body``, or 304 to who has it; ``at`` is when it was made."""
    etag = f'"{tag}"'
    seconds = int(at.timestamp()) if at else None
    response = HttpResponse(body, content_type=content_type)
    response.headers["ETag"] = etag
    if seconds is not None:
        response.headers["Last-Modified"] = http_date(seconds)
    response = get_conditional_response(request, etag, seconds, response) or response
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
    response.headers["Cache-Control"] = kept
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _kept(asked: str) -> str:
    return _SHORTLY if asked == CURRENT else _FOR_EVER


def _plain(cell: Cell) -> Any:
    """A cell as JSON says it: days and moments as they stand in CSV."""
    return cell if cell is None or isinstance(cell, str | int | float) else written(cell)
