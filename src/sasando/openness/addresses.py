"""Addresses of the public pages of this room, in both languages."""

from collections.abc import Mapping

from sasando.desk.addresses import home_path

ROOT: Mapping[str, str] = {"id": "informasi-publik", "en": "public-information"}
WORDS: Mapping[str, Mapping[str, str]] = {
    "ask": {"id": "minta", "en": "ask"},
    "request": {"id": "permohonan", "en": "request"},
    "register": {"id": "register", "en": "register"},
    "report": {"id": "laporan", "en": "report"},
    "catalogue": {"id": "daftar", "en": "catalogue"},
    "file": {"id": "berkas", "en": "file"},
}


def openness_path(language: str, word: str = "") -> str:
    """Return the way in, or the page called ``word`` under it: ``/informasi-publik/minta/``."""
    root = f"{home_path(language)}{ROOT[language]}/"
    return f"{root}{WORDS[word][language]}/" if word else root


def follow_path(token: str, language: str) -> str:
    """Return the page of one request, which nobody else knows."""
    return f"{openness_path(language, 'request')}{token}/"


def year_path(word: str, language: str, year: int) -> str:
    """Return the register or the report of a year: ``/informasi-publik/register/2026/``."""
    return f"{openness_path(language, word)}{year}/"


def entry_path(pk: int, language: str) -> str:
    """Return the page of one entry of the catalogue."""
    return f"{openness_path(language, 'catalogue')}{pk}/"
