"""What is filled in at the claims desk: one small form a verb, so that each can be sent alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sasando.claims.models import Claim, Evidence, Move, Tip
from sasando.claims.seats import people_who_check
from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Organisation, Person

_HOURS = ((6, _("6 hours")), (24, _("24 hours")), (72, _("3 days")))


class ClaimForm(forms.Form):
    """Base: knows its claim; its fields have names of their own on a page with many forms."""

    verb = ""

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{self.verb}_%s"
        self.claim = claim


class TakeForm(ClaimForm):
    verb = "take"


class AssignForm(ClaimForm):
    """Who checks, and who checks the check."""

    verb = "assign"
    checker = forms.ModelChoiceField(label=_("Checker"), queryset=Person.objects.none())
    second = forms.ModelChoiceField(
        label=_("Second checker"), queryset=Person.objects.none(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("checker", "second"):
            self.fields[name].queryset = people_who_check()  # type: ignore[attr-defined]
        self.initial["checker"] = self.claim.assignee
        self.initial["second"] = self.claim.second_checker


class DescribeForm(ClaimForm):
    """The claim in its own words, what harm it does, and whom it is about."""

    verb = "describe"
    wording = forms.CharField(
        label=_("The claim in its own words"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    harm = forms.ChoiceField(
        label=_("Kind of harm"), choices=[("", "—"), *Claim.Harm.choices], required=False
    )
    about_commission = forms.BooleanField(
        label=_("It is about the commission"),
        required=False,
        help_text=_("The commission then sees nothing of it before publication."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({name: getattr(self.claim, name) for name in self.fields})


class NoteForm(ClaimForm):
    verb = "note"
    text = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}))


class DropForm(ClaimForm):
    verb = "drop"
    because = forms.CharField(
        label=_("Why it is not to be checked"),
        max_length=300,
        help_text=_("An opinion, a joke, too vague: the reason stays on record."),
    )


class ReopenForm(ClaimForm):
    verb = "reopen"


class EvidenceForm(ClaimForm):
    """An address, of which the worker takes a copy, or a file."""

    verb = "evidence"
    title = forms.CharField(label=_("What it is"), max_length=300)
    href = forms.URLField(
        label=_("Address"),
        required=False,
        assume_scheme="https",
        max_length=2000,
        help_text=_("A copy is taken within a minute, before the page changes."),
    )
    file = forms.FileField(
        label=_("or a file"),
        required=False,
        help_text=_("It is kept at the desk. Only an address becomes a source of the verdict."),
    )
    note = forms.CharField(label=_("What it shows"), required=False, max_length=2000)

    def clean_file(self) -> UploadedFile[Any] | None:
        upload: UploadedFile[Any] | None = self.cleaned_data["file"]
        if upload is not None and (upload.size or 0) > settings.UPLOAD_LIMIT_MB * 2**20:
            raise forms.ValidationError(
                gettext("This file is larger than %(limit)s MB.")
                % {"limit": settings.UPLOAD_LIMIT_MB}
            )
        return upload


class AskForm(ClaimForm):
    """A question to the commission, with a clock."""

    verb = "ask"
    organisation = forms.ModelChoiceField(
        label=_("Asked"), queryset=Organisation.objects.of_kind(PartyKind.COMMISSION)
    )
    text = forms.CharField(
        label=_("Question"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The commission reads this and nothing else of the claim."),
    )
    hours = forms.TypedChoiceField(label=_("Reply within"), choices=_HOURS, coerce=int, initial=24)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(Organisation.objects.of_kind(PartyKind.COMMISSION)[:2])
        if len(known) == 1:
            self.initial["organisation"] = known[0]

    @property
    def within(self) -> timedelta:
        """How long the commission has."""
        return timedelta(hours=self.cleaned_data["hours"])


class MergeForm(ClaimForm):
    """Another claim that is the same as this one; this one stands for both."""

    verb = "merge"
    other = forms.ModelChoiceField(
        queryset=Claim.objects.exclude(state=Claim.State.MERGED), widget=forms.HiddenInput
    )


class SamplesForm(ClaimForm):
    """Ticked wordings: each stands for every message with the same words."""

    tips = forms.ModelMultipleChoiceField(
        queryset=Tip.objects.none(),
        error_messages={"required": _("Choose at least one message.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tips"].queryset = self.claim.tips.all()  # type: ignore[attr-defined]


class SplitForm(SamplesForm):
    verb = "split"
    wording = forms.CharField(label=_("The new claim in its own words"), required=False)


class MoveForm(SamplesForm):
    verb = "move"
    target = forms.ModelChoiceField(
        label=_("Number of the other claim"),
        queryset=Claim.objects.exclude(state=Claim.State.MERGED),
        widget=forms.NumberInput,
        error_messages={"invalid_choice": _("There is no claim with this number.")},
    )


class UndoForm(ClaimForm):
    verb = "undo"
    move = forms.ModelChoiceField(queryset=Move.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Move.objects.filter(Q(source=self.claim) | Q(target=self.claim))
        self.fields["move"].queryset = mine  # type: ignore[attr-defined]


class VerdictForm(ClaimForm):
    """Which of the evidence is where the claim appeared; other addresses become sources."""

    verb = "verdict"
    seen_in = forms.ModelMultipleChoiceField(
        label=_("Where the claim was seen"),
        queryset=Evidence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The other addresses become the sources of the verdict. Files do not: readers cannot "
            "open them."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.claim.evidence.exclude(href="")
        self.fields["seen_in"].queryset = found  # type: ignore[attr-defined]
        links = Tip.objects.filter(claim__in=self.claim.family()).exclude(links=[])
        sent = {link for links in links.values_list("links", flat=True)[:500] for link in links}
        self.initial["seen_in"] = [one.pk for one in found if one.href in sent]


class AnsweredForm(ClaimForm):
    """What is published already and answers the claim."""

    verb = "answered"
    known_id = forms.CharField(max_length=200)


class ReplyForm(forms.Form):
    """The commission's reply. It is signed as it is sent."""

    text = forms.CharField(
        label=_("Reply"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("It is signed with the commission's key, quoted word by word, and final."),
    )


FORMS: dict[str, type[ClaimForm]] = {
    form.verb: form
    for form in (
        TakeForm,
        AssignForm,
        DescribeForm,
        NoteForm,
        DropForm,
        ReopenForm,
        EvidenceForm,
        AskForm,
        MergeForm,
        SplitForm,
        MoveForm,
        UndoForm,
        VerdictForm,
        AnsweredForm,
    )
}
