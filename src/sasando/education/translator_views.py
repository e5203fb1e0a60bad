"""The translator's screen: a lesson and its translation side by side."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from sasando.desk import actions
from sasando.desk.exceptions import DeskError
from sasando.desk.models import Lesson
from sasando.education.translator import Sheet, sheets_of
from sasando.parties.languages import screen_language
from sasando.parties.models import Person


@require_http_methods(["GET", "POST"])
def translation(request: HttpRequest, page: int, further: str) -> HttpResponse:
    """Show the lesson ``page`` beside its translation into ``further``, and write what is sent."""
    item = get_object_or_404(Lesson, pk=page)
    person = request.user
    if not isinstance(person, Person) or not item.permissions_for_user(person).can_edit():
        raise Http404
    sheet = next((one for one in sheets_of(item) if one.language.code == further), None)
    if sheet is None:
        raise Http404
    typed: dict[str, str] = {}
    if request.method == "POST":
        typed = {row.key: request.POST[row.key] for row in sheet.rows if row.key in request.POST}
        if _write(request, person, item, sheet, typed):
            return redirect("sasando_translation", page, further)
    language = screen_language()
    name = sheet.language.names.get(language, further)
    title = _("Translation: %(language)s") % {"language": name}
    context = {
        "page_title": title,
        "header_title": title,
        "page_subtitle": item.draft_title,
        "header_icon": "globe",
        "breadcrumbs_items": [
            {"url": "/desk/", "label": _("Home")},
            {"url": "/desk/belajar/", "label": _("Learning")},
            {"url": "", "label": title},
        ],
        "item": item,
        "sheet": sheet,
        "name": name,
        "rows": [(row, typed.get(row.key, row.text)) for row in sheet.rows],
        "source_language": item.locale.language_code,
    }
    return render(request, "sasando_education/translation.html", context)


def _write(
    request: HttpRequest, person: Person, item: Lesson, sheet: Sheet, typed: dict[str, str]
) -> bool:
    try:
        changed = actions.translate(
            item=item,
            language=sheet.language.code,
            texts={row.source: typed[row.key] for row in sheet.rows if row.key in typed},
            by=person,
            at=timezone.now(),
        )
    except DeskError as refused:
        for problem in getattr(refused, "problems", (str(refused),)):
            messages.error(request, problem)
        return False
    messages.success(request, _("Written: %(count)d texts.") % {"count": changed})
    return True
