"""The addresses of public information: ``/informasi-publik/`` and ``/en/public-information/``."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from sasando.openness.addresses import WORDS, openness_path
from sasando.site.views import openness, openness_catalogue, openness_register


def openness_patterns(language: str) -> Iterator[URLPattern]:
    """Yield the addresses of this room's pages in ``language``."""
    fixed = {"language": language}
    words = {name: openness_path(language, name).lstrip("/") for name in WORDS}
    yield path(openness_path(language).lstrip("/"), openness.index, fixed)
    yield path(words["ask"], openness.ask, fixed)
    yield path(f"{words['request']}<str:token>/", openness.request_page, fixed)
    yield path(
        f"{words['request']}<str:token>/{WORDS['file'][language]}/<int:pk>/",
        openness.request_file,
        fixed,
    )
    for name, view in (
        ("register", openness_register.register),
        ("report", openness_register.report),
    ):
        yield path(words[name], view, fixed)
        yield path(f"{words[name]}<int:year>/", view, fixed)
    yield path(f"{words['register']}<int:year>.csv", openness_register.register_file, fixed)
    entry = f"{words['catalogue']}<int:pk>/"
    yield path(words["catalogue"], openness_catalogue.catalogue, fixed)
    yield path(f"{words['catalogue'].rstrip('/')}.csv", openness_catalogue.catalogue_file, fixed)
    yield path(entry, openness_catalogue.entry, fixed)
    yield path(f"{entry}<int:number>/", openness_catalogue.entry_file, fixed)
