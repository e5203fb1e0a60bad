"""Lessons without a signal: the service worker, what it keeps, and the site as an app."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static

from sasando.desk.addresses import home_path, section_path
from sasando.documents.vocabulary import Kind
from sasando.education.addresses import learn_path
from sasando.education.audiences import segments
from sasando.education.lessons import lessons_in
from sasando.rendering.addresses import light_picture
from sasando.rendering.phrases import phrase
from sasando.site.addresses import LANGUAGES, page_path
from sasando.site.responses import dress, in_language, json_data
from sasando.site.setting import environment
from sasando.site.touching import tool_pages, translated_pages

_TOOLS = ("aturan.js", "pemilih.js", "latihan.js", "hoaks.js")
_ASSETS = ("sasando.css", "sasando.js", "belajar.js", "icon.svg", *_TOOLS)


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It serves lessons and tools that were kept, and leaves all else alone."""
    kept = [section_path(Kind.LESSON, language) for language in LANGUAGES]
    kept += [page_path("tools", language) for language in LANGUAGES]
    script = environment("id").get_template("luring.js").render(kept=kept)
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    return dress(response, max_age=0)


@in_language
def pack(request: HttpRequest, language: str) -> HttpResponse:
    """Every address that all lessons of one language need, to be kept at once."""
    return json_data({"paths": pack_paths(language)})


def pack_paths(language: str) -> list[str]:
    """Return the pages, pictures, styles and scripts of all lessons and tools in ``language``."""
    lessons = lessons_in(language)
    pictures = {light_picture(image.href) for lesson in lessons for image in lesson.document.images}
    return [
        learn_path(language),
        *(lesson.path for lesson in lessons),
        *translated_pages(lessons),
        *(learn_path(language, "path", segment.code.value) for segment in segments()),
        learn_path(language, "glossary"),
        *tool_pages(language),
        *(static(f"sasando_site/{name}") for name in _ASSETS),
        *sorted(picture.removeprefix(settings.SITE_URL) for picture in pictures),
    ]


def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest: the lessons on the home screen of a phone."""
    return json_data(
        {
            "id": learn_path("id"),
            "name": f"{phrase('site.section_lesson', 'id')} · {settings.SITE_NAME}",
            "short_name": phrase("site.section_lesson", "id"),
            "lang": "id",
            "start_url": learn_path("id"),
            "scope": home_path("id"),
            "display": "minimal-ui",
            "background_color": "#fbf8f1",
            "theme_color": "#1f2a56",
            "icons": [
                {
                    "src": static("sasando_site/icon.svg"),
                    "sizes": "any",
                    "type": "image/svg+xml",
                    "purpose": "any",
                }
            ],
        },
        "application/manifest+json",
    )
