"""A hidden page has no screen: not its editor, its history, its preview, nor its bare title."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from sasando.desk.hiding import hides_one_of

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
