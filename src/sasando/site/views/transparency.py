"""The transparency page: what is accounted for in public, from the current edition of the open data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sasando.accounts.addresses import API, package_path, report_path, transparency_path
from sasando.accounts.models import Edition
from sasando.accounts.package import read
from sasando.accounts.report import years_of
from sasando.openness.addresses import openness_path
from sasando.rendering.html.item import script_json
from sasando.site.accounted import accounted
from sasando.site.addresses import LANGUAGES, beside_check, page_path
from sasando.site.dataset import dataset
from sasando.site.responses import in_language, page
from sasando.site.setting import render, setting_for
from sasando.site.views.partnership import partnership_path


@in_language
def transparency(request: HttpRequest, language: str) -> HttpResponse:
    """Show what the package says; before there is an edition, say so. One query."""
    edition = Edition.objects.current()
    package = read(edition.folder) if edition and edition.folder.is_dir() else None
    both = [(code, transparency_path(code)) for code in LANGUAGES]
    html = render(
        "transparency.html",
        setting_for(language, transparency_path(language), languages=both),
        package=package,
        digest=edition.digest if edition else "",
        found=accounted(package, language) if package else None,
        structured=script_json(dataset(package, language)) if package else "",
        package_path=package_path,
        reports=[
            (year, report_path(package.version, year=year, language=language))
            for year in years_of(package)
        ]
        if package
        else [],
        api=API,
        partnership=partnership_path(language),
        register=openness_path(language, "register"),
        figures=beside_check("figures", language),
        verify=page_path("verify", language),
        about=page_path("about", language),
    )
    return page(html, language=language)
