"""The catalogue at the desk: entries, their files in versions, their consequence tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sasando.openness import actions
from sasando.openness.catalogue_forms import ENTRY_FORMS, EntryForm
from sasando.openness.exceptions import OpennessError
from sasando.openness.models import CatalogueEntry
from sasando.openness.permissions import officer_of, offices_of, reads_requests
from sasando.parties.models import Organisation, Person

Act = Callable[[CatalogueEntry, Any, Person, datetime], str]


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every entry of this person's authority, by class."""
    if not reads_requests(request.user):
        raise PermissionDenied
    context = _context(_("Catalogue of public information")) | {
        "entries": list(_entries(request)),
        "works": bool(offices_of(request.user)),
    }
    return render(request, "sasando_openness/catalogue.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a new entry, or change one."""
    person = officer_of(request)
    organisation = Organisation.objects.filter(code__in=offices_of(person)).order_by("pk")[0]
    entry = (
        get_object_or_404(_entries(request), pk=pk)
        if pk
        else CatalogueEntry(organisation=organisation)
    )
    form = EntryForm(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        saved = actions.save_entry(entry=form.save(commit=False), by=person)
        messages.success(request, _("The entry is saved."))
        return redirect("sasando_openness_entry", pk=saved.pk)
    title = str(entry) if pk else _("A new entry")
    context = _context(title) | {"form": form}
    return render(request, "sasando_openness/entry_edit.html", context)


@require_GET
def entry_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with everything that can be done to it."""
    return _show(request, _found(request, pk), {})


@require_POST
def work(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb to an entry. What cannot be done is said beside the form, which keeps its words."""
    person = officer_of(request)
    entry = _found(request, pk)
    act = _VERBS.get(verb)
    if act is None:
        raise Http404
    form = ENTRY_FORMS[verb](request.POST, request.FILES)
    if form.is_valid():
        try:
            said = act(entry, form, person, timezone.now())
        except OpennessError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("sasando_openness_entry", pk=entry.pk)
    return _show(request, entry, {verb: form})


def _show(request: HttpRequest, entry: CatalogueEntry, bound: dict[str, Any]) -> HttpResponse:
    works = bool(offices_of(request.user))
    exempt = entry.kind == CatalogueEntry.Kind.EXEMPT
    public = entry.published_at is not None and entry.withdrawn_at is None
    verbs = ["test" if exempt else "file", "withdraw" if public else "publish"] if works else []
    context = _context(str(entry)) | {
        "entry": entry,
        "public": public,
        "exempt": exempt,
        "works": works,
        "files": list(entry.files.select_related("by")),
        "tests": list(entry.tests.select_related("by")),
        "forms": {verb: ENTRY_FORMS[verb]() for verb in verbs} | bound,
        "problems": [str(w) for form in bound.values() for w in form.non_field_errors()],
    }
    return render(request, "sasando_openness/entry.html", context)


def _found(request: HttpRequest, pk: int) -> CatalogueEntry:
    if not reads_requests(request.user):
        raise PermissionDenied
    return get_object_or_404(_entries(request), pk=pk)


def _entries(request: HttpRequest) -> Any:
    entries = CatalogueEntry.objects.select_related("organisation")
    if getattr(request.user, "is_superuser", False):
        return entries
    return entries.filter(organisation__code__in=offices_of(request.user))


def _context(title: str) -> dict[str, Any]:
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "list-ul",
        "breadcrumbs_items": [
            {"url": reverse("sasando_openness"), "label": _("Requests for information")},
            {"url": reverse("sasando_openness_catalogue"), "label": _("Catalogue")},
            {"url": "", "label": title},
        ],
    }


def _file(entry: CatalogueEntry, form: Any, by: Person, at: datetime) -> str:
    upload = form.cleaned_data["upload"]
    row = actions.add_file(
        entry=entry,
        name=upload.name,
        content=upload.read(),
        mime=upload.content_type or "",
        change=form.cleaned_data["change"],
        by=by,
        at=at,
    )
    return _("Version %(n)s is on record.") % {"n": row.number}


def _test(entry: CatalogueEntry, form: Any, by: Person, at: datetime) -> str:
    actions.record_test(entry=entry, test=form.save(commit=False), by=by, at=at)
    return _("The consequence test is on record.")


def _publish(entry: CatalogueEntry, form: Any, by: Person, at: datetime) -> str:
    actions.publish_entry(entry=entry, by=by, at=at)
    return _("It stands in the public catalogue.")


def _withdraw(entry: CatalogueEntry, form: Any, by: Person, at: datetime) -> str:
    actions.withdraw_entry(entry=entry, because=form.cleaned_data["because"], by=by, at=at)
    return _("It is out of the public catalogue.")


_VERBS: dict[str, Act] = {
    "file": _file,
    "test": _test,
    "publish": _publish,
    "withdraw": _withdraw,
}
