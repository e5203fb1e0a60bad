"""Forms of the channels room: an outlet's settings, and the proof a person brings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sasando.channels.models import Delivery, Outlet
from sasando.channels.option_forms import OptionsForm, paper_context
from sasando.documents.vocabulary import Kind
from sasando.parties.languages import screen_language
from sasando.plugins import Field, channel_classes
from sasando.plugins.channel import Problem
from sasando.rendering.phrases import phrase
from sasando.trust.evidence import evidence_in_image
from sasando.trust.exceptions import FileRefused

_LANGUAGES = (("id", "Bahasa Indonesia"), ("en", "English"))


def _channel_choices() -> list[tuple[str, str]]:
    return [(slug, gettext(found.label)) for slug, found in sorted(channel_classes().items())]


def _kind_choices() -> list[tuple[str, str]]:
    language = screen_language()
    return [(kind.value, phrase(f"kind.{kind.value}", language)) for kind in Kind]


class OutletForm(OptionsForm):
    """An outlet. Once its channel is chosen, the channel's own options follow."""

    plugin = "channel"
    kinds = forms.MultipleChoiceField(
        label=_("kinds"),
        required=False,
        choices=_kind_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every kind of item."),
    )
    languages = forms.MultipleChoiceField(
        label=_("languages"),
        required=False,
        choices=_LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every language."),
    )

    class Meta:
        model = Outlet
        fields = (
            "name",
            "code",
            "organisation",
            "channel",
            "kinds",
            "languages",
            "hand_hours",
            "active",
        )

    def plugin_field(self) -> forms.Field:
        return forms.ChoiceField(label=_("channel"), choices=_channel_choices)

    def option_fields(self) -> Sequence[Field]:
        return self.instance.channel_class.fields

    def problems_with(self, options: Mapping[str, str]) -> Sequence[Problem]:
        return self.instance.channel_class(options=options, context=paper_context()).check()


class ProofForm(forms.Form):
    """What a person brings back, by what there was to do.

    A copy that was put up or corrected has an address, or a QR in a photo of it. A copy that was
    taken back has neither any more: a photo of the place or a sentence counts. So it does for an
    erratum in print, which has no room for a QR.
    """

    address = forms.URLField(
        label=_("Address of the copy"), required=False, assume_scheme="https", max_length=2000
    )
    photo = forms.FileField(
        label=_("Photo or scan"),
        required=False,
        help_text=_("Of the printed page or the post; the QR in it is read and matched."),
    )
    note = forms.CharField(
        label=_("What was done"),
        required=False,
        max_length=300,
        help_text=_("In one sentence: what, where, and when."),
    )

    def __init__(self, *args: Any, delivery: Delivery, site_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.delivery = delivery
        self.site_url = site_url
        self.code = ""  # what the QR said, once clean
        if self._shows_copy:
            del self.fields["note"]
        else:
            self.fields["photo"].help_text = _("Of the place where the copy was, or of the page.")

    @property
    def _shows_copy(self) -> bool:
        return self.delivery.goal in (Delivery.Goal.CARRY, Delivery.Goal.REFRESH)

    def clean_photo(self) -> "UploadedFile[Any] | None":
        photo: UploadedFile[Any] | None = self.cleaned_data["photo"]
        if photo is None:
            return None
        if (photo.size or 0) > settings.UPLOAD_LIMIT_MB * 2**20:
            raise forms.ValidationError(
                gettext("This file is larger than %(limit)s MB: make the photo smaller.")
                % {"limit": settings.UPLOAD_LIMIT_MB}
            )
        try:
            evidence = evidence_in_image(photo.read(), site_url=self.site_url)
        except FileRefused as error:
            raise forms.ValidationError(str(error)) from error
        photo.seek(0)
        expected = self.delivery.version.code
        if expected in evidence.codes:
            self.code = expected
        elif evidence.codes and self._shows_copy:
            raise forms.ValidationError(
                gettext(
                    "The QR in this photo belongs to another item: %(codes)s, not %(expected)s."
                )
                % {"codes": ", ".join(evidence.codes), "expected": expected}
            )
        return photo

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if self._shows_copy and not cleaned.get("address") and not self.code:
            raise forms.ValidationError(
                gettext(
                    "Give the address, or a photo in which the QR can be read: "
                    "come closer, in good light, without a shadow."
                )
            )
        if not self._shows_copy and not cleaned.get("photo") and not cleaned.get("note"):
            raise forms.ValidationError(
                gettext("Bring a photo, or say in a sentence what was done, where and when.")
            )
        return cleaned
