"""The forms an answer is written in: redaction, decision, and the superior's review."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sasando.openness.actions import Answer, Attached
from sasando.openness.models import Decision, Objection, Redaction
from sasando.openness.redaction import Area
from sasando.openness.verb_forms import MatterForm, RequestForm

_ROWS = {"rows": 4}


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _AnswerFields(forms.Form):
    """What an answer holds; Law 14/2008, Article 22(7)."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Decision.Outcome.choices)
    text = forms.CharField(
        label=_("Answer"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    article = forms.CharField(
        label=_("Article that exempts what is withheld"),
        max_length=200,
        required=False,
        help_text=_("Law 14/2008, Article 17, and its letter; or another law."),
    )
    consequence = forms.CharField(
        label=_("Consequence test"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs=_ROWS),
        help_text=_("What would happen if it were open, and why that weighs more."),
    )
    held_by = forms.CharField(label=_("Authority that holds it"), max_length=200, required=False)
    cost = forms.CharField(label=_("Cost and how to pay it"), max_length=200, required=False)
    attached = forms.FileField(
        label=_("Files"),
        required=False,
        widget=_Files(attrs={"multiple": True}),
        help_text=_("Everyone who asked can fetch them from the page of their request."),
    )

    def _answer(self, uploads: list[Any], *, final: bool) -> Answer:
        given = self.cleaned_data
        return Answer(
            outcome=given["outcome"],
            text=given["text"],
            article=given["article"],
            consequence=given["consequence"],
            held_by=given["held_by"],
            cost=given["cost"],
            files=[Attached(one.name, one.read(), one.content_type or "") for one in uploads],
            final=final,
        )

    def clean_attached(self) -> list[Any]:
        uploads = self.files.getlist(self.add_prefix("attached")) if self.files else []
        for one in uploads:
            if (one.size or 0) > settings.UPLOAD_LIMIT_MB * 2**20:
                raise forms.ValidationError(
                    gettext("This file is larger than %(limit)s MB.")
                    % {"limit": settings.UPLOAD_LIMIT_MB}
                )
        return list(uploads)


class RedactForm(MatterForm):
    """A PDF, and what is to be taken out of it."""

    verb = "redact"
    upload = forms.FileField(label=_("PDF"))
    terms = forms.CharField(
        label=_("Words to take out, one a line"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs=_ROWS),
        help_text=_(
            "Names, numbers, addresses. Capitals, spaces and line ends make no difference."
        ),
    )
    areas = forms.CharField(
        label=_("Places to take out, one a line"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs=_ROWS),
        help_text=_(
            "Page, left, top, right, bottom in per cent: 1 10 20 50 30. For stamps, signatures and "
            "photos."
        ),
    )
    reason = forms.CharField(label=_("Article and reason"), max_length=300)

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if (upload.size or 0) > settings.UPLOAD_LIMIT_MB * 2**20:
            raise forms.ValidationError(
                gettext("This file is larger than %(limit)s MB.")
                % {"limit": settings.UPLOAD_LIMIT_MB}
            )
        return upload

    def clean_areas(self) -> list[Area]:
        found = []
        for line in self.cleaned_data["areas"].splitlines():
            if not line.strip():
                continue
            try:
                page, *edges = (float(part.replace(",", ".")) for part in line.split())
                left, top, right, bottom = (edge / 100 for edge in edges)
            except ValueError:
                raise forms.ValidationError(
                    gettext("Five numbers a line: %(line)s") % {"line": line[:60]}
                ) from None
            found.append(Area(int(page), left, top, right, bottom))
        return found


class DecideForm(_AnswerFields, MatterForm):
    verb = "decide"
    redacted = forms.ModelMultipleChoiceField(
        label=_("Redacted files"),
        queryset=Redaction.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    looked = forms.BooleanField(
        label=_("I have looked at every page of the redacted files"), required=False
    )
    more = forms.BooleanField(
        label=_("A part: the rest follows"),
        required=False,
        help_text=_("The clock runs on for the rest."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["redacted"].queryset = self.matter.redactions.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("redacted") and not given.get("looked"):
            self.add_error("looked", gettext("Look at them first: machines overlook handwriting."))
        return given

    @property
    def answer(self) -> Answer:
        """What was filled in."""
        given = self.cleaned_data
        answer = self._answer(given["attached"], final=not given["more"])
        black = []
        for one in given["redacted"]:
            with one.file.open("rb") as file:
                black.append(Attached(one.name, file.read(), "application/pdf", redaction=one))
        return replace(answer, files=[*answer.files, *black])


class ReviewForm(_AnswerFields, RequestForm):
    """The superior's answer; what is given now only where the applicant is right."""

    verb = "review"
    verdict = forms.ChoiceField(label=_("Objection"), choices=Objection.Outcome.choices)
    reply = forms.CharField(
        label=_("Answer and its reasons"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ("verdict", "reply", "outcome", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("outcome", "text"):
            self.fields[name].required = False
        self.fields["outcome"].label = _("What is given now")
        self.fields["text"].label = _("Answer that is given now")

    @property
    def answer(self) -> Answer | None:
        """What is given now; ``None`` where the decision stands."""
        if self.cleaned_data["verdict"] != Objection.Outcome.UPHELD:
            return None
        return self._answer(self.cleaned_data["attached"], final=True)
