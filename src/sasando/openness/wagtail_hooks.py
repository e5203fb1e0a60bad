"""Where the public-information desk shows: for the commission's officers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sasando.openness.permissions import reads_requests
from sasando.openness.views import catalogue, days, listing, matter, post, reporting, requests


class _Requests(MenuItem):
    """The list, for who handles requests."""

    def is_shown(self, request: HttpRequest) -> bool:
        return reads_requests(request.user)


@hooks.register("register_admin_menu_item")
def register_requests_menu_item() -> MenuItem:
    return _Requests(
        _("Requests for information"),
        reverse_lazy("sasando_openness"),
        name="openness",
        icon_name="folder-open-inverse",
        order=170,
    )


@hooks.register("register_admin_urls")
def register_openness_urls() -> list[Any]:
    """Give each screen its address."""
    return [
        path("ppid/", listing.matters, name="sasando_openness"),
        path("ppid/baru/", listing.walk_in, name="sasando_openness_walk_in"),
        path("ppid/hari/", days.days, name="sasando_openness_days"),
        path("ppid/hari/<int:pk>/kembali/", days.take_back, name="sasando_openness_day_back"),
        path("ppid/surel/", post.post, name="sasando_openness_post"),
        path("ppid/surel/<int:pk>/kembali/", post.take_back, name="sasando_openness_post_back"),
        path("ppid/surat/", requests.letters, name="sasando_openness_letters"),
        path("ppid/surat/<int:pk>.pdf", requests.letter, name="sasando_openness_letter"),
        path("ppid/surat/<int:pk>/serah/", requests.hand_over, name="sasando_openness_handed"),
        path("ppid/permohonan/<int:pk>/", requests.request_page, name="sasando_openness_request"),
        path(
            "ppid/permohonan/<int:pk>/<slug:verb>/",
            requests.work,
            name="sasando_openness_request_work",
        ),
        path("ppid/laporan/", reporting.reports, name="sasando_openness_reports"),
        path("ppid/laporan/<int:year>.pdf", reporting.report, name="sasando_openness_report"),
        path("ppid/register/<int:year>.csv", reporting.register, name="sasando_openness_register"),
        path("ppid/daftar/", catalogue.catalogue, name="sasando_openness_catalogue"),
        path("ppid/daftar/baru/", catalogue.edit, name="sasando_openness_entry_new"),
        path("ppid/daftar/<int:pk>/", catalogue.entry_page, name="sasando_openness_entry"),
        path("ppid/daftar/<int:pk>/ubah/", catalogue.edit, name="sasando_openness_entry_edit"),
        path(
            "ppid/daftar/<int:pk>/<slug:verb>/", catalogue.work, name="sasando_openness_entry_work"
        ),
        path("ppid/hitam/<int:pk>.pdf", matter.redacted_file, name="sasando_openness_redacted"),
        path("ppid/<int:pk>/", matter.matter_page, name="sasando_openness_matter"),
        path("ppid/<int:pk>/<slug:verb>/", matter.work, name="sasando_openness_work"),
    ]


@hooks.register("insert_global_admin_css")
def looks() -> str:
    """Lists and sums of the desk."""
    return format_html('<link rel="stylesheet" href="{}">', static("sasando_openness/openness.css"))
