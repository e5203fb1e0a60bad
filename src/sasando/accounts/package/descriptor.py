"""``datapackage.json``: what a package holds, in the words of Data Package and Table Schema, version 1.

Texts are Indonesian; their English stands beside them under the same name with ``@en``, as the
pattern "Language support" of the specification has it. Beside what version 1 knows there are
``unit``, ``categories`` (the codes of a field explained, as in version 2), and of each table its
Parquet file under ``parquet``. ``digest`` names the content: same data, same digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sasando.accounts.package.exceptions import PackageError
from sasando.accounts.package.schema import (
    Field,
    Licence,
    Package,
    Reference,
    Resource,
    Source,
    Type,
    Words,
)
from sasando.accounts.package.spreadsheets import written
from sasando.documents.canonical import canonical_json

Files = Mapping[str, bytes]
"""The bodies of files by their paths in the package."""


def csv_path(resource: Resource) -> str:
    """Return where the CSV file of a table is."""
    return f"data/{resource.name}.csv"


def parquet_path(resource: Resource) -> str:
    """Return where the Parquet file of a table is."""
    return f"data/{resource.name}.parquet"


def sha256(body: bytes) -> str:
    """Return the digest of a file as the specification writes it."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def descriptor(package: Package, files: Files) -> dict[str, Any]:
    """Return what ``datapackage.json`` says of ``package`` and the ``files`` of its tables."""
    return {
        "profile": "data-package",
        "name": package.name,
        **_said("title", package.title),
        **_said("description", package.description),
        "languages": ["id", "en"],
        "version": package.version,
        "created": written(package.created),
        "digest": content_digest(package, files),
        **({"homepage": package.homepage} if package.homepage else {}),
        "licenses": [
            {
                "name": package.licence.name,
                "path": package.licence.path,
                "title": package.licence.title,
            }
        ],
        "sources": [_source(one) for one in package.sources],
        "contributors": [{**_source(one), "role": "publisher"} for one in package.publishers],
        "resources": [_resource(one, files) for one in package.resources],
    }


def content_digest(package: Package, files: Files) -> str:
    """Return the digest of what is said and meant: neither version nor time are in it."""
    content = [package.name, package.licence.name, package.homepage]
    content += [one.title for one in (*package.sources, *package.publishers)]
    tables = [_table(one, files) for one in package.resources]
    return sha256(canonical_json({"about": content, "tables": tables}))


def _table(resource: Resource, files: Files) -> dict[str, Any]:
    """Return what is said of a table but its Parquet file, which changes with Arrow's version."""
    body = files[csv_path(resource)]
    return {
        "name": resource.name,
        **_said("title", resource.title),
        **_said("description", resource.description),
        "profile": "tabular-data-resource",
        "path": csv_path(resource),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(body),
        "hash": sha256(body),
        "schema": {
            "fields": [_field(one) for one in resource.fields],
            "primaryKey": list(resource.key),
            **_foreign(resource),
            "missingValues": [""],
        },
    }


def _resource(resource: Resource, files: Files) -> dict[str, Any]:
    body = files[parquet_path(resource)]
    parquet = {
        "path": parquet_path(resource),
        "mediatype": "application/vnd.apache.parquet",
        "bytes": len(body),
        "hash": sha256(body),
    }
    return {**_table(resource, files), "rows": len(resource.rows), "parquet": parquet}


def _field(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if field.required:
        constraints["required"] = True
    if field.values:
        constraints["enum"] = list(field.values)
    if field.minimum is not None:
        constraints["minimum"] = field.minimum
    return {
        "name": field.name,
        "type": field.type.value,
        **_said("title", field.title),
        **_said("description", field.description),
        **({"unit": field.unit} if field.unit else {}),
        **({"constraints": constraints} if constraints else {}),
        **(
            {
                "categories": [
                    {"value": code, **_said("label", words)} for code, words in field.values.items()
                ]
            }
            if field.values
            else {}
        ),
    }


def _foreign(resource: Resource) -> dict[str, Any]:
    keys = [
        {
            "fields": list(one.fields),
            "reference": {
                "resource": "" if one.resource == resource.name else one.resource,
                "fields": list(one.there),
            },
        }
        for one in resource.references
    ]
    return {"foreignKeys": keys} if keys else {}


def _said(name: str, words: Words) -> dict[str, str]:
    return {name: words.id, f"{name}@en": words.en}


def _source(source: Source) -> dict[str, str]:
    return {"title": source.title, **({"path": source.path} if source.path else {})}


def package_of(value: Mapping[str, Any], resources: Iterable[Resource]) -> Package:
    """Return the package that ``descriptor`` described, with these tables. Raises ``PackageError``."""
    try:
        licence = value["licenses"][0]
        return Package(
            name=value["name"],
            title=_words(value, "title"),
            description=_words(value, "description"),
            version=value["version"],
            created=datetime.fromisoformat(value["created"]).astimezone(UTC),
            resources=tuple(resources),
            licence=Licence(licence["name"], licence["path"], licence["title"]),
            homepage=value.get("homepage", ""),
            sources=_sources(value["sources"]),
            publishers=_sources(value["contributors"]),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise PackageError(f"datapackage.json is none of ours: {error!r}") from error


def empty_resource(value: Mapping[str, Any]) -> Resource:
    """Return the table that is described, without its rows. Raises ``PackageError``."""
    try:
        schema = value["schema"]
        name = value["name"]
        return Resource(
            name=name,
            title=_words(value, "title"),
            description=_words(value, "description"),
            fields=tuple(_read_field(one) for one in schema["fields"]),
            key=tuple(schema["primaryKey"]),
            references=tuple(
                Reference(
                    tuple(one["fields"]),
                    one["reference"]["resource"] or name,
                    tuple(one["reference"]["fields"]),
                )
                for one in schema.get("foreignKeys", ())
            ),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PackageError(f"datapackage.json is none of ours: {error!r}") from error


def _read_field(value: Mapping[str, Any]) -> Field:
    constraints = value.get("constraints", {})
    return Field(
        name=value["name"],
        type=Type(value["type"]),
        title=_words(value, "title"),
        description=_words(value, "description"),
        unit=value.get("unit", ""),
        required=constraints.get("required", False),
        values={one["value"]: _words(one, "label") for one in value.get("categories", ())},
        minimum=constraints.get("minimum"),
    )


def _words(value: Mapping[str, Any], name: str) -> Words:
    return Words(value[name], value[f"{name}@en"])


def _sources(values: Iterable[Mapping[str, str]]) -> tuple[Source, ...]:
    return tuple(Source(one["title"], one.get("path", "")) for one in values)
