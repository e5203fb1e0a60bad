"""The form of a newsletter: whose it is, then when and by which servers it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from sasando.channels.models import Newsletter
from sasando.channels.newsletter.options import FIELDS, complete, problems_with
from sasando.channels.option_forms import OptionsForm
from sasando.parties.models import Organisation
from sasando.plugins import Field
from sasando.plugins.channel import Problem


class NewsletterForm(OptionsForm):
    """A newsletter. Its secrets are kept in the vault and never shown; its readers are not here."""

    plugin = "organisation"

    class Meta:
        model = Newsletter
        fields = ("name", "code", "organisation", "send_at", "weekly_on", "active")
        widgets = {"send_at": forms.TimeInput(format="%H:%M", attrs={"type": "time"})}

    def plugin_field(self) -> forms.Field:
        """Return whose it is; one newsletter each."""
        return forms.ModelChoiceField(label=_("belongs to"), queryset=Organisation.objects.all())

    def option_fields(self) -> Sequence[Field]:
        """Return what a newsletter is set up with."""
        return FIELDS

    def problems_with(self, options: Mapping[str, str]) -> Sequence[Problem]:
        """Return what is wrong with ``options``; no network."""
        return problems_with(complete(options))
