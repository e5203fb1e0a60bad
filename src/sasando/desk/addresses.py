"""Public addresses of the house's content: fixed words, one set a language."""

from django.conf import settings

from sasando.documents.vocabulary import Kind

SECTIONS: dict[Kind, dict[str, str]] = {
    Kind.RELEASE: {"id": "rilis", "en": "releases"},
    Kind.NOTICE: {"id": "pengumuman", "en": "notices"},
    Kind.NEWS: {"id": "berita", "en": "news"},
    Kind.PARTNERSHIP: {"id": "kerja-sama", "en": "partnership"},
    Kind.VERDICT: {"id": "cek-fakta", "en": "fact-checks"},
    Kind.EPISODE: {"id": "acara", "en": "live"},
    Kind.LESSON: {"id": "belajar", "en": "learn"},
    Kind.ERRATUM: {"id": "ralat", "en": "corrections"},
}
DEFAULT_LANGUAGE = "id"


def home_path(language: str) -> str:
    """Return the path of the home page: ``/`` or ``/en/``."""
    return "/" if language == DEFAULT_LANGUAGE else f"/{language}/"


def section_path(kind: Kind, language: str) -> str:
    """Return ``/rilis/`` or ``/en/releases/``."""
    return f"{home_path(language)}{SECTIONS[kind][language]}/"


def item_path(kind: Kind, language: str, slug: str) -> str:
    """Return the canonical path of an item."""
    return f"{section_path(kind, language)}{slug}/"


def kind_of_section(slug: str, language: str) -> Kind | None:
    """Return the kind whose section is called ``slug``, or ``None``."""
    for kind, names in SECTIONS.items():
        if names.get(language) == slug:
            return kind
    return None


def absolute(path: str) -> str:
    """Return ``path`` under the site's own address."""
    return f"{settings.SITE_URL}{path}"
