"""What is filled in at the public-information desk: one small form a verb, sent alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sasando.openness.actions import Answer, Applicant, Attached, Filing
from sasando.openness.clock import Regime
from sasando.openness.models import (
    DayOff,
    Decision,
    Dispute,
    Matter,
    Objection,
    Redaction,
    Request,
)
from sasando.openness.permissions import people_who_handle
from sasando.openness.redaction import Area
from sasando.parties.models import Person

_ROWS = {"rows": 4}


class MatterForm(forms.Form):
    """Base: knows its matter; its fields have names of their own on a page with many forms."""

    verb = ""

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{self.verb}_%s"
        self.matter = matter


class AssignForm(MatterForm):
    verb = "assign"
    to = forms.ModelChoiceField(label=_("Officer"), queryset=Person.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_who_handle(self.matter.organisation)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        self.initial["to"] = self.matter.assignee_id


class SubjectForm(MatterForm):
    verb = "subject"
    subject = forms.CharField(
        label=_("Subject in the public register"),
        max_length=200,
        required=False,
        help_text=_("Without anybody's personal data. Empty: the register shows the number alone."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["subject"] = self.matter.public_subject


class NoteForm(MatterForm):
    verb = "note"
    text = forms.CharField(label=_("Note"), max_length=2000, widget=forms.Textarea(attrs=_ROWS))


class ExtendForm(MatterForm):
    verb = "extend"
    reason = forms.CharField(
        label=_("Reason for more time"),
        max_length=2000,
        widget=forms.Textarea(attrs=_ROWS),
        help_text=_("Everyone who waits is told this reason. The time is extended once."),
    )


class RegimeForm(MatterForm):
    verb = "regime"
    regime = forms.ChoiceField(label=_("Rule"), choices=Matter.Regime.choices)
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["regime"] = self.matter.regime

    @property
    def chosen(self) -> Regime:
        """The rule as the clock knows it."""
        return Regime(self.cleaned_data["regime"])


class JoinForm(MatterForm):
    verb = "join"
    other = forms.ModelChoiceField(
        label=_("Number of the matter that asks the same"),
        queryset=Matter.objects.none(),
        widget=forms.NumberInput,
        error_messages={"invalid_choice": _("There is no open matter with this number.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Matter.objects.open().filter(organisation=self.matter.organisation)
        self.fields["other"].queryset = others.exclude(pk=self.matter.pk)  # type: ignore[attr-defined]


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


class RequestForm(forms.Form):
    """Base: knows its request."""

    verb = ""

    def __init__(self, *args: Any, asked: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{self.verb}_%s"
        self.asked = asked


class AskBackForm(RequestForm):
    verb = "ask-back"
    missing = forms.CharField(
        label=_("What is missing"), max_length=1000, widget=forms.Textarea(attrs=_ROWS)
    )


class CompleteForm(RequestForm):
    verb = "complete"
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    address = forms.CharField(label=_("Address"), max_length=500, required=False)
    more = forms.CharField(
        label=_("What was added"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=_ROWS),
    )


class LapseForm(RequestForm):
    verb = "lapse"


class ObjectForm(RequestForm):
    verb = "object"
    ground = forms.ChoiceField(label=_("Ground"), choices=Objection.Ground.choices)
    text = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs=_ROWS))


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


class DisputeForm(RequestForm):
    verb = "dispute"
    stage = forms.ChoiceField(label=_("Stage"), choices=Dispute.Stage.choices)
    on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}))
    number = forms.CharField(label=_("Number of the case"), max_length=80, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs=_ROWS)
    )


class WalkInForm(forms.Form):
    """A request that somebody brings in person, typed in by an officer."""

    kind = forms.ChoiceField(label=_("Applicant"), choices=Request.Applicant.choices)
    name = forms.CharField(label=_("Name"), max_length=150)
    address = forms.CharField(label=_("Address"), max_length=500)
    contact = forms.EmailField(label=_("E-mail, if any"), required=False)
    text = forms.CharField(
        label=_("Information requested, in the applicant's words"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    purpose = forms.CharField(
        label=_("Purpose"), max_length=2000, required=False, widget=forms.Textarea(attrs=_ROWS)
    )
    manner = forms.ChoiceField(label=_("Manner"), choices=Request.Manner.choices, initial="copy")
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="id")
    seen = forms.BooleanField(
        label=_("I have seen proof of identity"),
        help_text=_("Look at it and give it back: no copy and no number is kept."),
    )

    @property
    def applicant(self) -> Applicant:
        """Who asks."""
        given = self.cleaned_data
        return Applicant(
            kind=given["kind"],
            name=given["name"],
            address=given["address"],
            contact=given["contact"],
        )

    @property
    def filing(self) -> Filing:
        """What is asked for."""
        given = self.cleaned_data
        return Filing(
            text=given["text"],
            via=Request.Via.DESK,
            purpose=given["purpose"],
            manner=given["manner"],
            language=given["language"],
        )


class DayForm(forms.Form):
    """A day off, or one that is worked after all."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=DayOff.Kind.choices)
    name = forms.CharField(label=_("Name (Indonesian)"), max_length=120)
    name_en = forms.CharField(label=_("Name (English)"), max_length=120, required=False)
    source = forms.CharField(
        label=_("Decided by"), max_length=200, help_text=_("The decree or act, with its number.")
    )


MATTER_FORMS: dict[str, type[MatterForm]] = {
    form.verb: form
    for form in (
        AssignForm,
        SubjectForm,
        NoteForm,
        ExtendForm,
        RegimeForm,
        JoinForm,
        RedactForm,
        DecideForm,
    )
}
REQUEST_FORMS: dict[str, type[RequestForm]] = {
    form.verb: form
    for form in (
        AskBackForm,
        CompleteForm,
        LapseForm,
        ObjectForm,
        ReviewForm,
        DisputeForm,
    )
}
