"""A package as a folder and as one zip: whole or not at all, the same bytes for the same data.

datapackage.json  README.md  SHA256SUMS  data/<table>.csv  data/<table>.parquet
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC
from pathlib import Path, PurePosixPath
from typing import Any

from sasando.accounts.package.columns import parquet_bytes
from sasando.accounts.package.descriptor import (
    content_digest,
    csv_path,
    descriptor,
    empty_resource,
    package_of,
    parquet_path,
    sha256,
)
from sasando.accounts.package.dictionary import read_me
from sasando.accounts.package.exceptions import FileBroken, PackageError
from sasando.accounts.package.schema import Package, Resource
from sasando.accounts.package.spreadsheets import csv_bytes, rows_of

DESCRIPTOR, READ_ME, SUMS = "datapackage.json", "README.md", "SHA256SUMS"


def digest_of(package: Package) -> str:
    """Return the digest of the content, ``sha256:…``: neither version nor time are in it."""
    return content_digest(package, {csv_path(one): csv_bytes(one) for one in package.resources})


def write(package: Package, folder: Path) -> dict[str, Any]:
    """Write ``package`` to ``folder``, which must not be there or be empty; return its descriptor.

    Whoever looks sees the whole folder or none: it is written beside and renamed. Raises
    ``PackageError`` where something is there, ``OSError``.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PackageError(f"{folder} holds something already")
    value, files = _files(package)
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        for name, body in files.items():
            _put(new / name, body)
        new.chmod(0o755)
        _settle([new, *(one for one in new.iterdir() if one.is_dir())])
        new.replace(folder)  # an empty folder gives way to it
        _settle([folder.parent])
    finally:
        shutil.rmtree(new, ignore_errors=True)  # nothing of that name is left once it was renamed
    return value


def read(folder: Path) -> Package:
    """Return the package in ``folder``, its rows typed and every CSV file held to its digest.

    Raises ``PackageError``: ``FileBroken`` for a file that is missing or changed, ``RowBroken``.
    """
    value = read_descriptor(folder)
    return package_of(value, [_table(folder, one) for one in _described(value)])


def read_table(folder: Path, name: str) -> Resource:
    """Return one table of the package in ``folder``. Raises ``PackageError`` as ``read``."""
    for one in _described(read_descriptor(folder)):
        if one.get("name") == name:
            return _table(folder, one)
    raise PackageError(f"the package has no table {name!r}")


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Return what ``datapackage.json`` says. Raises ``FileBroken``."""
    try:
        value = json.loads((folder / DESCRIPTOR).read_bytes())
    except (OSError, ValueError) as error:
        raise FileBroken(f"{folder / DESCRIPTOR}: {error}") from error
    if not isinstance(value, dict):
        raise FileBroken(f"{folder / DESCRIPTOR} is no object")
    return value


def zip_bytes(folder: Path, *, root: str) -> bytes:
    """Return the files of a package as one zip under ``root``, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = zipfile.ZipInfo(f"{root}/{path.relative_to(folder).as_posix()}")
            entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return out.getvalue()


def _files(package: Package) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the descriptor and every file with its body."""
    created = package.created.astimezone(UTC).replace(microsecond=0)
    package = replace(package, created=created)
    files: dict[str, bytes] = {}
    for one in package.resources:
        files[csv_path(one)] = csv_bytes(one)
        files[parquet_path(one)] = parquet_bytes(one)
    value = descriptor(package, files)
    text = json.dumps(value, ensure_ascii=False, indent=1)
    files = {DESCRIPTOR: f"{text}\n".encode(), READ_ME: read_me(package).encode(), **files}
    sums = "".join(f"{_sum(body)}  {name}\n" for name, body in sorted(files.items()))
    return value, {**files, SUMS: sums.encode()}


def _sum(body: bytes) -> str:
    return sha256(body).removeprefix("sha256:")


def _described(value: dict[str, Any]) -> list[dict[str, Any]]:
    tables = value.get("resources")
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise PackageError(f"{DESCRIPTOR} names no tables")
    return tables


def _table(folder: Path, value: dict[str, Any]) -> Resource:
    empty = empty_resource(value)
    path, said = value.get("path"), value.get("hash")
    if path != csv_path(empty):
        raise PackageError(f"{empty.name} is at {path!r}, not at {csv_path(empty)}")
    file = folder.joinpath(*PurePosixPath(csv_path(empty)).parts)
    try:
        body = file.read_bytes()
    except OSError as error:
        raise FileBroken(f"{file}: {error.strerror}") from error
    if sha256(body) != said:
        raise FileBroken(f"{file} is not what was written: its digest is another")
    return replace(empty, rows=rows_of(body, empty.fields, name=empty.name))


def _put(file: Path, body: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    with file.open("wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())


def _settle(folders: Iterable[Path]) -> None:
    """Have the disk keep the names in ``folders``, too."""
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
