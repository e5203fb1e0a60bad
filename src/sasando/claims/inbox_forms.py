"""The form of an inbox: what it is, then its messenger's own options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sasando.channels.option_forms import OptionsForm, paper_context
from sasando.claims.models import Inbox
from sasando.elections.models import Place
from sasando.plugins import Field
from sasando.plugins.channel import Problem
from sasando.plugins.registry import messenger_classes, messenger_named

_LANGUAGES = (("id", "Bahasa Indonesia"), ("en", "English"))


def _messenger_choices() -> list[tuple[str, str]]:
    return [(slug, gettext(found.label)) for slug, found in sorted(messenger_classes().items())]


class InboxForm(OptionsForm):
    """An inbox. Its secrets are kept in the vault and never shown."""

    plugin = "messenger"
    language = forms.ChoiceField(
        label=_("language"),
        choices=_LANGUAGES,
        help_text=_("Of the first words to somebody who has not been heard yet."),
    )
    place = forms.ChoiceField(
        label=_("place"),
        required=False,
        help_text=_("Where those live who write here; empty where that is not known."),
    )

    class Meta:
        model = Inbox
        fields = ("name", "code", "organisation", "messenger", "language", "place", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cities = Place.objects.filter(level__in=("province", "city")).order_by("code")
        names = [("", "—"), *cities.values_list("code", "name")]
        self.fields["place"].choices = names  # type: ignore[attr-defined]

    def plugin_field(self) -> forms.Field:
        return forms.ChoiceField(label=_("messenger"), choices=_messenger_choices)

    def option_fields(self) -> Sequence[Field]:
        return messenger_named(self.instance.messenger).fields

    def problems_with(self, options: Mapping[str, str]) -> Sequence[Problem]:
        messenger = messenger_named(self.instance.messenger)
        return messenger(options=options, context=paper_context()).check()
