"""What is filled in at the catalogue: an entry, and one small form a verb."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sasando.openness.models import CatalogueEntry, ConsequenceTest


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own takes no parameter
    """An entry in the columns of the catalogue."""

    class Meta:
        model = CatalogueEntry
        fields = (
            "kind",
            "section",
            "title",
            "title_en",
            "summary",
            "summary_en",
            "unit",
            "responsible",
            "made_on",
            "made_at",
            "forms",
            "retention",
            "licence",
        )
        widgets = {
            "made_on": forms.DateInput(attrs={"type": "date"}),
            "summary": forms.Textarea(attrs={"rows": 3}),
            "summary_en": forms.Textarea(attrs={"rows": 3}),
        }


class FileForm(forms.Form):
    upload = forms.FileField(label=_("File"))
    change = forms.CharField(
        label=_("What changed since the version before"), max_length=300, required=False
    )

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if (upload.size or 0) > settings.UPLOAD_LIMIT_MB * 2**20:
            raise forms.ValidationError(
                gettext("This file is larger than %(limit)s MB.")
                % {"limit": settings.UPLOAD_LIMIT_MB}
            )
        return upload


class TestForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    class Meta:
        model = ConsequenceTest
        fields = ("article", "if_open", "if_closed", "until", "letter", "decided_on")
        widgets = {
            "decided_on": forms.DateInput(attrs={"type": "date"}),
            "if_open": forms.Textarea(attrs={"rows": 3}),
            "if_closed": forms.Textarea(attrs={"rows": 3}),
        }


class PublishForm(forms.Form):
    """Nothing to fill in."""


class WithdrawForm(forms.Form):
    because = forms.CharField(label=_("Reason"), max_length=300)


ENTRY_FORMS: dict[str, type[forms.BaseForm]] = {
    "file": FileForm,
    "test": TestForm,
    "publish": PublishForm,
    "withdraw": WithdrawForm,
}
