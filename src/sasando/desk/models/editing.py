"""The form an item is written in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from sasando.documents.vocabulary import Audience
from sasando.parties.models import Membership, Organisation

AUDIENCES = (
    (Audience.FAMILY.value, _("Families")),
    (Audience.FIRST_TIME.value, _("First-time voters")),
    (Audience.YOUTH.value, _("Young voters")),
    (Audience.WOMEN.value, _("Women")),
    (Audience.DISABILITY.value, _("Voters with disabilities")),
    (Audience.SPECIAL_NEEDS.value, _("Voters with special needs")),
    (Audience.MARGINAL.value, _("Marginal groups")),
    (Audience.COMMUNITY.value, _("Communities")),
    (Audience.FAITH.value, _("Faith groups")),
    (Audience.NETIZEN.value, _("Netizens")),
    (Audience.ELDERLY.value, _("Elderly voters")),
    (Audience.MOVED.value, _("Voters who moved or study elsewhere")),
    (Audience.REMOTE.value, _("Remote and coastal villages")),
    (Audience.INSTITUTION.value, _("Prisoners and hospital patients")),
    (Audience.ABROAD.value, _("Indonesians abroad")),
)
_SUBMITTING = ("action-submit", "action-restart-workflow")
_TAGS = ("partners", "elections", "stages", "places")
# Dotted, since what finds the problems composes items, and items are made with this form.
_PROBLEMS = "sasando.desk.rules.problems_of"


class ItemForm(WagtailAdminPageForm):
    """Saves any draft; when the text is submitted, names everything it still lacks."""

    audiences = forms.MultipleChoiceField(
        label=_("Audiences"),
        choices=AUDIENCES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Membership.objects.of(self.for_user).values("organisation")
        if "publisher" in self.fields:
            organisations = Organisation.objects.filter(pk__in=mine)
            self.fields["publisher"].queryset = organisations | Organisation.objects.filter(
                pk=self.instance.publisher_id
            )
            if self.instance.publisher_id is None:
                self.initial.setdefault("publisher", organisations.first())
        if "corrects" in self.fields:
            corrects = self.fields["corrects"]
            corrects.queryset = corrects.queryset.correctable(mine, self.instance.corrects_id)

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors or not any(name in self.data for name in _SUBMITTING):
            return
        for name in _TAGS:
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])
        for problem in import_string(_PROBLEMS)(self.instance, at=timezone.now()):
            self.add_error(None, problem)
