"""The form of a live account: what it is, then its platform's own options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sasando.channels.option_forms import OptionsForm, paper_context
from sasando.live.models import BroadcastAccount
from sasando.plugins import Field
from sasando.plugins.channel import Problem
from sasando.plugins.registry import broadcaster_classes, broadcaster_named


def _platforms() -> list[tuple[str, str]]:
    return [(slug, gettext(found.label)) for slug, found in sorted(broadcaster_classes().items())]


class BroadcastAccountForm(OptionsForm):
    """An account. Its secrets are kept in the vault and never shown.

    What only opens the platform to a program may stay empty: a person goes live by hand then.
    """

    plugin = "broadcaster"

    class Meta:
        model = BroadcastAccount
        fields = ("name", "code", "organisation", "broadcaster", "active")

    def plugin_field(self) -> forms.Field:
        return forms.ChoiceField(label=_("platform"), choices=_platforms)

    def option_fields(self) -> Sequence[Field]:
        return broadcaster_named(self.instance.broadcaster).fields

    def problems_with(self, options: Mapping[str, str]) -> Sequence[Problem]:
        broadcaster = broadcaster_named(self.instance.broadcaster)
        return broadcaster(options=options, context=paper_context()).check()
