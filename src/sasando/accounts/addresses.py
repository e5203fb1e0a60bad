"""Addresses of the public pages of this room, in both languages, and of its API."""

from collections.abc import Mapping

from sasando.desk.addresses import home_path

ROOT: Mapping[str, str] = {"id": "transparansi", "en": "transparency"}
API = "/api/v1/data/"


def transparency_path(language: str) -> str:
    """Return the transparency page: ``/transparansi/``, ``/en/transparency/``."""
    return f"{home_path(language)}{ROOT[language]}/"


def package_path(version: str, name: str = "") -> str:
    """Return where a file of an edition is; without ``name`` its zip."""
    edition = f"{API}editions/{version}"
    return f"{edition}/{name}" if name else f"{edition}.zip"


def report_path(version: str, *, year: int, language: str) -> str:
    """Return where the report of a year is, made of an edition."""
    return package_path(version, f"report-{year}-{language}.pdf")
