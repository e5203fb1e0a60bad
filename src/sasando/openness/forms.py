"""What is filled in at the public-information desk: one small form a verb, sent alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sasando.openness.actions import Applicant, Filing
from sasando.openness.answer_forms import DecideForm, RedactForm, ReviewForm
from sasando.openness.clock import Regime
from sasando.openness.models import (
    DayOff,
    Dispute,
    Matter,
    Objection,
    Request,
)
from sasando.openness.permissions import people_who_handle
from sasando.openness.verb_forms import MatterForm, RequestForm
from sasando.parties.models import Person

_ROWS = {"rows": 4}


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
