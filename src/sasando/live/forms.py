"""Forms of the live desk: a segment, a consent, what a person did by hand, an answer."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from sasando.claims.models import Claim
from sasando.desk.models import Item, Version
from sasando.documents.digest import normalise_code
from sasando.live.models import Broadcast, Participation, Production, Segment

_MOST_LINKS = 12
_LONGEST_MIN = 240
_CODE = re.compile(r"/v/([0-9A-Za-z-]+)")
_INGEST = re.compile(r"^(rtmps?|srt)://\S+$")


class SegmentForm(forms.Form):
    """One part of the rundown. Texts are named by code or address, claims by number."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Segment.Kind.choices)
    minutes = forms.DecimalField(
        label=_("Minutes"), min_value=0, max_value=_LONGEST_MIN, decimal_places=2
    )
    speakers = forms.MultipleChoiceField(
        label=_("Who speaks"), required=False, widget=forms.CheckboxSelectMultiple
    )
    texts = forms.CharField(
        label=_("Published texts"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Code or address, one a line. The director shows them as cards."),
    )
    claims = forms.CharField(
        label=_("Claims"), required=False, help_text=_("Numbers, with commas between.")
    )
    notes = forms.CharField(
        label=_("Notes for the host"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self,
        *args: Any,
        production: Production,
        segment: Segment | None,
        person: Any,
        **kwargs: Any,
    ) -> None:
        self.person = person
        if segment is not None:
            kwargs.setdefault("initial", _values_of(segment))
        super().__init__(*args, **kwargs)
        names = [(str(one.ref), one.name) for one in production.people]
        self.fields["speakers"].choices = names  # type: ignore[attr-defined]

    def clean_texts(self) -> list[Item]:
        lines = [line.strip() for line in self.cleaned_data["texts"].splitlines() if line.strip()]
        if len(lines) > _MOST_LINKS:
            raise forms.ValidationError(_gettext("At most %(n)d texts.") % {"n": _MOST_LINKS})
        return [text_named(line) for line in lines]

    def clean_claims(self) -> list[Claim]:
        numbers = re.findall(r"\d{1,12}", self.cleaned_data["claims"])[:_MOST_LINKS]
        shown = Claim.objects.shown_to(self.person)
        found = {claim.pk: claim for claim in shown.filter(pk__in=[int(n) for n in numbers])}
        for number in numbers:
            if int(number) not in found:
                raise forms.ValidationError(_gettext("There is no claim № %(n)s.") % {"n": number})
        return list(found.values())

    @property
    def values(self) -> dict[str, Any]:
        """What ``actions.edit_segment`` takes."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "kind": given["kind"],
            "planned_s": round(given["minutes"] * 60),
            "speakers": given["speakers"],
            "notes": given["notes"],
            "items": given["texts"],
            "claims": given["claims"],
        }


def _values_of(segment: Segment) -> dict[str, Any]:
    current = Version.objects.current().filter(item__in=segment.items.all())
    return {
        "title": segment.title,
        "kind": segment.kind,
        "minutes": f"{segment.planned_s / 60:g}",
        "speakers": segment.speakers,
        "texts": "\n".join(current.order_by("pk").values_list("code", flat=True)),
        "claims": ", ".join(str(pk) for pk in segment.claims.values_list("pk", flat=True)),
        "notes": segment.notes,
    }


def text_named(line: str) -> Item:
    """Return the published item that a code or an address names. Raises ``ValidationError``."""
    found = _CODE.search(line)
    versions = Version.objects.public()
    code = normalise_code(found[1] if found else line)
    version = versions.filter(code=code).first() if code else None
    if version is None:
        slug = line.rstrip("/").rpartition("/")[2]
        version = versions.current().filter(slug=slug).first()
    if version is None:
        raise forms.ValidationError(
            _gettext("“%(line)s” is no published text of this site.") % {"line": line[:80]}
        )
    return version.item


class ConsentForm(forms.Form):
    """Whether somebody may be recorded, and how they said so."""

    given = forms.TypedChoiceField(
        label=_("May be recorded"),
        choices=((1, _("Yes")), (0, _("No"))),
        coerce=lambda value: bool(int(value)),
    )
    how = forms.ChoiceField(label=_("How they said so"), choices=Participation.How.choices)


class ByHandForm(forms.Form):
    """What a person did on the platform. To announce they bring where it is, and where to send it."""

    address = forms.URLField(
        label=_("Address of the broadcast"), assume_scheme="https", max_length=2000
    )
    ingest_url = forms.CharField(
        label=_("Server address of the stream"),
        max_length=500,
        help_text=_("It begins with rtmp://, rtmps:// or srt://."),
    )
    ingest_key = forms.CharField(
        label=_("Stream key"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept locked, and never shown again."),
    )
    words = forms.CharField(label=_("What you saw there"), required=False, max_length=300)

    def __init__(self, *args: Any, broadcast: Broadcast, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if broadcast.wanted != Broadcast.Wanted.SCHEDULE:
            for name in ("address", "ingest_url", "ingest_key"):
                del self.fields[name]
            self.fields["words"].required = True

    def clean_ingest_url(self) -> str:
        url: str = self.cleaned_data["ingest_url"].strip()
        if not _INGEST.match(url):
            raise forms.ValidationError(_gettext("It begins with rtmp://, rtmps:// or srt://."))
        return url


class AnswerForm(forms.Form):
    """An answer to a viewer's question, as readers will find it below the recording."""

    answer = forms.CharField(
        label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(forms.Form):
    """Why an episode does not take place."""

    reason = forms.CharField(label=_("Why, for the readers"), max_length=300)


class CheckForm(forms.Form):
    """A line of the run-through."""

    text = forms.CharField(label=_("To be checked"), max_length=300)
