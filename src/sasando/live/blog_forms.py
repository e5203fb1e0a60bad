"""Forms of a live blog: what it is about, and a short post from a phone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from sasando.desk.models import Item
from sasando.desk.policy import POLICY
from sasando.documents.vocabulary import Kind
from sasando.elections.models import Stage
from sasando.live.actions.short_posts import ShortPost, first_sentence, voices_of
from sasando.live.forms import text_named
from sasando.live.models import LiveBlog
from sasando.parties.languages import screen_language
from sasando.parties.models import Organisation, Person

_MUST_KNOW = 300  # characters of a first sentence: what readers must know
_LONGEST = 1200  # characters of a short post


class BlogForm(forms.ModelForm):  # type: ignore[type-arg]
    """A live blog, without its state: a person opens and closes it by a button of its own."""

    class Meta:
        model = LiveBlog
        fields = (
            "title",
            "title_en",
            "slug",
            "election",
            "stages",
            "places",
            "opens_at",
            "closes_at",
            "owner",
            "partners",
            "takes",
        )
        widgets = {
            "opens_at": forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
            "closes_at": forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, parties: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = Organisation.objects.filter(code__in=parties)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields["owner"].initial = owners.first()
        stages = Stage.objects.select_related("election")
        self.fields["stages"].queryset = stages  # type: ignore[attr-defined]
        self.fields["stages"].help_text = _("Leave it empty for the whole election.")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = given.get("opens_at"), given.get("closes_at")
        if begins and ends and ends <= begins:
            self.add_error("closes_at", _gettext("It ends before it begins."))
        election = given.get("election")
        if any(stage.election_id != election.pk for stage in given.get("stages") or () if election):
            self.add_error("stages", _gettext("A stage is one of the election's."))
        return given


class ShortPostForm(forms.Form):
    """One headline, one paragraph, perhaps a picture. The kind follows from who writes."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    headline = forms.CharField(label=_("Headline"), max_length=200)
    text = forms.CharField(
        label=_("One paragraph"),
        max_length=_LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Its first sentence is what readers must know."),
    )
    voice = forms.ChoiceField(label=_("As"))
    language = forms.ChoiceField(
        label=_("Language"), choices=(("id", "Bahasa Indonesia"), ("en", "English"))
    )
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
    alt = forms.CharField(
        label=_("What a person who cannot see the picture must know"),
        required=False,
        max_length=255,
    )
    credit = forms.CharField(
        label=_("Who took it"), required=False, max_length=150, help_text=_("Empty: you.")
    )

    def __init__(self, *args: Any, blog: LiveBlog, person: Person, **kwargs: Any) -> None:
        kwargs["initial"] = {"once": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        voices = voices_of(person, blog)
        self.fields["voice"].choices = [  # type: ignore[attr-defined]
            (f"{kind.value}@{party.code}", f"{_named(kind)}, {party.name}")
            for kind, party in voices
        ]
        if len(voices) == 1:
            self.fields["voice"].widget = forms.HiddenInput()
            self.initial["voice"] = f"{voices[0][0].value}@{voices[0][1].code}"

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(first_sentence(text)) > _MUST_KNOW:
            raise forms.ValidationError(
                _gettext("The first sentence is longer than %(n)d characters.") % {"n": _MUST_KNOW}
            )
        return text

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("picture") and not given.get("alt"):
            self.add_error("alt", _gettext("Say what the picture shows."))
        return given

    @property
    def post(self) -> ShortPost:
        """What ``actions.write_post`` takes."""
        given = self.cleaned_data
        kind, _at, party = given["voice"].partition("@")
        return ShortPost(
            once=given["once"],
            kind=Kind(kind),
            party=party,
            language=given["language"],
            headline=given["headline"],
            text=given["text"],
            picture=given["picture"],
            alt=given["alt"],
            credit=given["credit"],
        )


def _named(kind: Kind) -> str:
    language = screen_language()
    label = POLICY[kind].label
    return label.get(language, label["id"])


class PutInForm(forms.Form):
    """A published text, by its code or address."""

    text = forms.CharField(label=_("Code or address of a published text"), max_length=500)

    def clean_text(self) -> Item:
        return text_named(self.cleaned_data["text"].strip())
