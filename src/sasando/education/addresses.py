"""Addresses of what stands beside the lessons, in both languages."""

from collections.abc import Mapping

from sasando.desk.addresses import section_path
from sasando.documents.vocabulary import Kind

LEARN: Mapping[str, Mapping[str, str]] = {
    "path": {"id": "jalur", "en": "path"},
    "glossary": {"id": "istilah", "en": "glossary"},
    "class": {"id": "kelas", "en": "class"},
    "session": {"id": "sesi", "en": "session"},
    "offline": {"id": "luring", "en": "offline"},
    "quiz": {"id": "kuis", "en": "quiz"},
}
WORKER = "/luring.js"  # at the root: a service worker serves what lies beside and below it
MANIFEST = "/aplikasi.webmanifest"


def learn_path(language: str, word: str = "", code: str = "") -> str:
    """Return ``/belajar/``, ``/belajar/istilah/``, ``/belajar/jalur/women/``."""
    own = section_path(Kind.LESSON, language)
    if word:
        own = f"{own}{LEARN[word][language]}/"
    return f"{own}{code}/" if code else own


def quiz_path(lesson: str, language: str) -> str:
    """Return the quiz of the lesson at ``lesson``: ``/belajar/sah-atau-tidak/kuis/``."""
    return f"{lesson}{LEARN['quiz'][language]}/"


def read_in_path(item: str, further: str) -> str:
    """Return the item at ``item`` in a further language: ``/belajar/sah-atau-tidak/mkn/``."""
    return f"{item}{further}/"


def pack_path(language: str) -> str:
    """Return the list of what is kept for reading without a signal."""
    return f"{learn_path(language)}paket.json"
