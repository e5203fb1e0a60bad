"""The form of a goal: chosen from what is counted, never a typed-in number but the target."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sasando.accounts.actions.goals import Wish
from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Organisation
from sasando.partnership.models import Agreement


class GoalForm(forms.Form):
    """What is to be reached, how it is counted, how much, and when."""

    title = forms.CharField(label=_("What we want to reach"), max_length=200)
    measure = forms.ChoiceField(label=_("Counted as"))
    target = forms.IntegerField(label=_("Target"))
    starts = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("Agreement"), required=False
    )
    place = forms.CharField(
        label=_("Place in the agreement"),
        max_length=120,
        required=False,
        help_text=_("The article or line that speaks of it, if any."),
    )

    def __init__(
        self,
        *args: Any,
        measures: list[tuple[str, list[tuple[str, str]]]],
        agreements: Any,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.fields["measure"].choices = [("", "—"), *measures]  # type: ignore[attr-defined] # a field of this kind
        self.fields["agreement"].queryset = agreements  # type: ignore[attr-defined] # a field of this kind

    @property
    def wish(self) -> Wish:
        """What the valid form says."""
        said = {name: self.cleaned_data[name] for name in GoalForm.base_fields}
        return Wish(**said)


class NewGoalForm(GoalForm):
    """As ``GoalForm``, with the two partners."""

    commission = forms.ModelChoiceField(
        Organisation.objects.of_kind(PartyKind.COMMISSION), label=_("Commission")
    )
    newsroom = forms.ModelChoiceField(
        Organisation.objects.of_kind(PartyKind.NEWSROOM), label=_("Newsroom")
    )
    field_order = ["commission", "newsroom"]


class ReasonForm(forms.Form):
    """Why something is declined or ended."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
