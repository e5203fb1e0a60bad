"""The form of a certified circulation: what is probably mistyped is asked about, and never changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sasando.desk.uploads import read_paper
from sasando.documents.digest import sha256_hex
from sasando.parties.models import Person
from sasando.reach.circulation import Doubt, judge
from sasando.reach.models import Circulation
from sasando.reach.permissions import outlets_kept_by
from sasando.reach.signals import circulation_entered

_DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
_DOUBTS = {
    Doubt.WEEK_AS_EDITION: _(
        "%(copies)s copies look like a whole week, while one edition is known to have %(known)s."
        " Choose “a whole week”, or say that the number is right."
    ),
    Doubt.EDITION_AS_WEEK: _(
        "%(copies)s copies look like one edition, which is known to have %(known)s, not like a week."
        " Choose “one edition”, or say that the number is right."
    ),
    Doubt.FAR: _(
        "%(copies)s copies are far from the %(known)s that one edition is known to have. Correct the"
        " number, or say that it is right."
    ),
}


class CirculationForm(forms.ModelForm):  # type: ignore[type-arg] # django-stubs: generic at run time only
    """What a person brings of one outlet. ``doubt`` says what is probably wrong with it."""

    address = forms.URLField(
        label=_("Address of the certificate"),
        required=False,
        assume_scheme="https",
        max_length=2000,
    )
    sure = forms.BooleanField(
        label=_("The number of copies is right as it stands here"), required=False
    )

    class Meta:
        model = Circulation
        fields = (
            *("outlet", "copies", "per", "editions", "starts", "ends"),
            *("source", "address", "document", "note"),
        )
        widgets = {"starts": _DAY, "ends": _DAY}
        help_texts = {"document": _("A PDF, or a photo. The certificate or its address is needed.")}

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubt = Doubt.NONE
        self.fields["outlet"].queryset = outlets_kept_by(by)  # type: ignore[attr-defined] # a field of this kind
        self.fields["copies"].min_value = 1  # type: ignore[attr-defined] # a field of this kind
        if "copies" not in self.data:
            del self.fields["sure"]  # it is asked only about a number that was doubted

    def clean_document(self) -> UploadedFile[Any] | None:
        file: UploadedFile[Any] | None = self.cleaned_data["document"]
        if not file:
            return file
        self.instance.sha256 = sha256_hex(read_paper(file))
        return file

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", gettext("The period is reversed: it ends before it begins."))
        if not self.errors:
            self._judge(given)
        return given

    def _judge(self, given: dict[str, Any]) -> None:
        known = _known(given)
        judged = judge(
            given["copies"],
            a_week=given["per"] == Circulation.Per.WEEK,
            agreed=known,
            editions=given["editions"],
        )
        self.doubt = judged.doubt
        self.instance.doubted = bool(judged.doubt)
        if judged.doubt and not given.get("sure"):
            said = {"copies": given["copies"], "known": known}
            self.add_error("copies", _DOUBTS[judged.doubt] % said)


def _known(given: dict[str, Any]) -> int | None:
    """The copies of one edition by what was certified before, else by what was agreed."""
    nearest = Circulation.objects.nearest(given["outlet"].pk, given["starts"])
    if nearest is not None:
        return nearest.an_edition
    told = circulation_entered.send(sender=Circulation, outlet=given["outlet"], day=given["starts"])
    known: list[Any] = [copies for _receiver, copies in told if copies]
    return int(known[0]) if known else None
