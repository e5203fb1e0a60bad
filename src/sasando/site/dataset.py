"""The open data as schema.org sees them, so that searches for data find them."""

from __future__ import annotations

from typing import Any

from sasando.accounts.addresses import package_path, transparency_path
from sasando.accounts.package import Package
from sasando.accounts.package.spreadsheets import written
from sasando.desk.addresses import absolute


def dataset(package: Package, language: str) -> dict[str, Any]:
    """Return ``package`` as a schema.org Dataset with the addresses of its files."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": package.title[language],
        "description": package.description[language],
        "url": absolute(transparency_path(language)),
        "version": package.version,
        "dateModified": written(package.created),
        "license": package.licence.path,
        "isAccessibleForFree": True,
        "creator": [{"@type": "Organization", "name": one.title} for one in package.publishers],
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": "application/zip",
                "contentUrl": absolute(package_path(package.version)),
            },
            {
                "@type": "DataDownload",
                "encodingFormat": "application/json",
                "contentUrl": absolute(package_path(package.version, "datapackage.json")),
            },
        ],
    }
