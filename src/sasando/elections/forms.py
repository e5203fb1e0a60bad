"""The forms of stages, and of tables that are imported."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from sasando.elections.imports.table import MAX_BYTES
from sasando.elections.models import Stage

_DATES = ("starts", "ends")


class StageForm(WagtailAdminModelForm):
    """A stage. Once it stands its dates are shown, and moved by a release only."""

    class Meta:
        model = Stage
        fields = (
            "election",
            "number",
            "code",
            "kind",
            "name",
            "name_en",
            *_DATES,
            "place",
            "parent",
            "note",
            "quality",
            "source",
            "held",
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in _DATES:
                self.fields[name].disabled = True  # Django then ignores what a browser sends
                self.fields[name].help_text = _(
                    "Dates are not changed here. A stage moves by an approved release with a "
                    "“stage moves” block."
                )

    def clean(self) -> dict[str, object]:
        """Refuse a stage that ends before it starts."""
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("Ends before it starts."))
        return data


class TableForm(forms.Form):
    """A CSV file."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "UTF-8, with a header. Comma or semicolon. Nothing is taken if a row is wrong."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> object:
        """Refuse a file that is too large before any of it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(size)d MB."), params={"size": MAX_BYTES // 2**20}
            )
        return file
