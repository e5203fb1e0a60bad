"""Forms of an agreement: its terms, each kind of row, and the lines of a CSV file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sasando.channels.models import Outlet
from sasando.desk.uploads import read_paper
from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Organisation
from sasando.partnership.checking import deliverable_problems, outlets_of
from sasando.partnership.models import (
    Agreement,
    Deliverable,
    Goal,
    Package,
    Paper,
    Rate,
    Terms,
)

_DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class AgreementForm(forms.ModelForm):  # type: ignore[type-arg]
    """Number, title and the two parties: what never changes."""

    class Meta:
        model = Agreement
        fields = ("number", "title", "commission", "media")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (("commission", PartyKind.COMMISSION), ("media", PartyKind.NEWSROOM)):
            parties = Organisation.objects.of_kind(kind)
            self.fields[name].queryset = parties  # type: ignore[attr-defined]
            self.fields[name].initial = parties.first()


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]
    """The terms without their rows."""

    class Meta:
        model = Terms
        fields = (
            "change",
            "starts",
            "ends",
            "overlap_note",
            "commission_signatory",
            "commission_office",
            "media_signatory",
            "media_office",
            "budget_line",
            "value",
            "value_public",
            "circulation",
            "editions",
        )
        widgets = {"starts": _DAY, "ends": _DAY, "change": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.number == 1:
            del self.fields["change"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", gettext("The period is reversed: it ends before it begins."))
        if given.get("editions") == 0:
            self.add_error("editions", gettext("A newspaper has at least one edition a week."))
        return given


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """One row of a draft; ``instance.terms`` is set before."""

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = self.instance.terms = terms

    def said_twice(self, **same: Any) -> bool:
        """Whether another row of these terms says the same."""
        rows = type(self.instance)._default_manager.filter(terms=self.terms, **same)
        return rows.exclude(pk=self.instance.pk).exists()


class PackageForm(RowForm):
    class Meta:
        model = Package
        fields = ("title", "price")

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if self.said_twice(title=title):
            raise forms.ValidationError(gettext("There is a package of this name already."))
        return title


class DeliverableForm(RowForm):
    """One line of what is promised. What may never be bought is not among the kinds."""

    class Meta:
        model = Deliverable
        fields = (
            "code",
            "title",
            "package",
            "medium",
            "outlet",
            "number",
            "size",
            "unit",
            "audience",
            "deadline",
            "measure",
            "reach",
        )
        widgets = {"deadline": _DAY}

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, terms=terms, **kwargs)
        theirs = [outlet.pk for outlet in outlets_of(terms.agreement.media)]
        self.fields["package"].queryset = terms.packages.all()  # type: ignore[attr-defined]
        self.fields["outlet"].queryset = Outlet.objects.filter(pk__in=theirs)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if self.said_twice(code=code):
            raise forms.ValidationError(gettext("There is a deliverable of this code already."))
        return code

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            row = Deliverable(**{name: given.get(name) for name in self.fields}, terms=self.terms)
            for problem in deliverable_problems(row, self.terms):
                self.add_error(None, problem)
        return given


class GoalForm(RowForm):
    class Meta:
        model = Goal
        fields = ("title", "measure", "target")


class RateForm(RowForm):
    class Meta:
        model = Rate
        fields = ("title", "unit", "price")


class PaperForm(RowForm):
    """An attached paper: a PDF or a picture of it, told apart by its content."""

    class Meta:
        model = Paper
        fields = ("kind", "number", "day", "title", "file")
        widgets = {"day": _DAY}

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        read_paper(file)
        return file


ROW_FORMS: dict[str, type[RowForm]] = {
    "packages": PackageForm,
    "deliverables": DeliverableForm,
    "goals": GoalForm,
    "rates": RateForm,
    "papers": PaperForm,
}


class ReasonForm(forms.Form):
    """Why something is sent back or taken back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2, "required": True})
    )
