"""Other fact-checkers: their list, and the form that takes in a file of theirs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.viewsets.model import ModelViewSet

from sasando.claims import actions
from sasando.claims.exceptions import ClaimsError
from sasando.claims.imports import CheckReport
from sasando.claims.imports.reading import MAX_BYTES
from sasando.claims.models import CheckSource


class ChecksForm(forms.Form):
    """A file of fact-checks and whose they are."""

    source = forms.ModelChoiceField(
        CheckSource.objects.filter(active=True), label=gettext_lazy("Source")
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, JSONL, RSS, Atom, a page with ClaimReview, or the Data Commons feed. What can be "
            "read is taken; the rest is listed by its line."
        ),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before any of it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            size = {"size": MAX_BYTES // 2**20}
            raise forms.ValidationError(_("The file is larger than %(size)d MB."), params=size)
        return file


class SourceForm(WagtailAdminModelForm):
    """A source; its switch takes all its fact-checks with it."""

    class Meta:
        model = CheckSource
        fields = ("name", "code", "site", "licence", "language", "feed", "active")

    def save(self, commit: bool = True) -> CheckSource:
        source: CheckSource = super().save(commit=commit)
        if commit and "active" in self.changed_data:
            actions.switch_source(source=source, active=source.active, at=timezone.now())
        return source


class SourceViewSet(ModelViewSet):
    """The sources, with when each feed was read and how that went."""

    model = CheckSource
    name = "check_sources"
    url_prefix = "sumber-cek-fakta"
    icon = "link"
    menu_label = gettext_lazy("Other fact-checkers")
    list_display = ("name", "active", "licence", "read_at", "words")
    search_fields = ("name", "code")
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[SourceForm]:
        return SourceForm


def import_checks(request: HttpRequest) -> HttpResponse:
    """Show the form, or take the file and say what came of it, line by line."""
    if not request.user.has_perm("sasando_claims.add_checksource"):
        raise PermissionDenied
    form = ChecksForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        report = _taken(form)
        if report is not None and report.taken:
            messages.success(request, report.sentence)
    context = {
        "page_title": _("Import fact-checks by others"),
        "header_title": _("Import fact-checks by others"),
        "header_icon": "upload",
        "form": form,
        "report": report,
    }
    status = 422 if report is not None and not report.ok else 200
    return TemplateResponse(request, "sasando_claims/import.html", context, status=status)


def _taken(form: ChecksForm) -> CheckReport | None:
    content = form.cleaned_data["file"].read()
    source = form.cleaned_data["source"]
    try:
        return actions.import_checks(content=content, source=source, at=timezone.now())
    except ClaimsError as error:
        form.add_error(None, str(error))
        return None
