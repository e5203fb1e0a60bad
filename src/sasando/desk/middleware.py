"""What the desk does around Wagtail's screens: hidden pages have none, items get the gender lens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from sasando.desk.hiding import hides_one_of
from sasando.desk.lens_panel import LensSidePanel
from sasando.desk.models import Item

# How Wagtail's addresses name a page, and the screens that are told pages by ``?id=``.
_NAMES = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
_BY_QUERY = frozenset({"wagtail_bulk_action", "wagtailadmin_choose_page_chosen_multiple"})


class HiddenPages:
    """Answers "not found" wherever an address of the desk names a page hidden from the person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: Mapping[str, object]
    ) -> None:
        """Let the request pass. Raises ``Http404`` where it names a hidden page."""
        if not request.path_info.startswith(reverse("wagtailadmin_home")):
            return
        named = [int(str(kwargs[name])) for name in _NAMES if str(kwargs.get(name, "")).isdigit()]
        match = request.resolver_match
        if match is not None and match.view_name in _BY_QUERY:
            given = [*request.GET.getlist("id"), *request.POST.getlist("id")]
            named += [int(value) for value in given if value.isascii() and value.isdigit()]
        if named and hides_one_of(request.user, named):
            raise Http404


class LensBeside:
    """Puts the gender lens among the side panels of an item's editor; Wagtail has no hook for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        """Add the panel where the editor has its preview: on whole screens, not on partial ones."""
        context = response.context_data or {}
        panels: list[Any] = context.get("side_panels") or []
        preview = next((panel for panel in panels if panel.name == "preview"), None)
        if preview is not None and isinstance(preview.object, Item):
            panel = LensSidePanel(preview.object, request)
            panels.append(panel)
            context["media"] += panel.media
        return response
