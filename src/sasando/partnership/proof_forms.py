"""The form of a proof: what no machine can prove, and the page whose QR is read from its photo."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sasando.channels.models import HandOver, Outlet
from sasando.desk.models import Version
from sasando.desk.uploads import read_paper
from sasando.partnership.actions import Brought
from sasando.partnership.checking import outlets_of
from sasando.partnership.models import Deliverable, Proof
from sasando.partnership.promises import Medium
from sasando.reach.circulation import Doubt, judge
from sasando.trust.evidence import Evidence, evidence_in_file, evidence_in_text
from sasando.trust.exceptions import FileRefused

_MOMENT = forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")


class ProofForm(forms.Form):
    """What a person brings for one deliverable. A printed page needs its photo, with the QR in it."""

    photo = forms.FileField(
        label=_("Photo or scan"),
        required=False,
        help_text=_("Of the whole page. The QR in it is read and says which text it is."),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        required=False,
        help_text=_("Empty: as the text that the QR names."),
    )
    shown_at = forms.DateTimeField(label=_("Published"), widget=_MOMENT)
    outlet = forms.ModelChoiceField(
        label=_("Outlet"), queryset=Outlet.objects.none(), required=False
    )
    address = forms.URLField(
        label=_("Address"), required=False, assume_scheme="https", max_length=2000
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        help_text=_(
            "Edition and page; for what leaves no trace: what was done, where, who saw it."
        ),
    )
    size = forms.IntegerField(label=_("Size"), required=False, min_value=1)
    copies = forms.IntegerField(label=_("Copies printed"), required=False, min_value=1)
    copies_per = forms.ChoiceField(
        label=_("These copies are of"), choices=Proof.Per.choices, required=False
    )
    sure = forms.BooleanField(
        label=_("The number of copies is right as it stands here"), required=False
    )

    def __init__(self, *args: Any, row: Deliverable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.version: Version | None = None
        self.is_read = False
        self.content = b""
        self.doubt = Doubt.NONE
        theirs = [outlet.pk for outlet in outlets_of(row.terms.agreement.media)]
        self.fields["outlet"].queryset = Outlet.objects.filter(pk__in=theirs)  # type: ignore[attr-defined]
        self.fields["outlet"].initial = row.outlet_id
        if row.unit:
            self.fields["size"].help_text = row.get_unit_display()
        else:
            del self.fields["size"]
        if row.medium != Medium.PRINT:
            for name in ("copies", "copies_per"):
                del self.fields[name]
        if "copies" not in self.data:
            del self.fields["sure"]  # it is asked only about a number that was doubted

    def clean_photo(self) -> UploadedFile[Any] | None:
        photo: UploadedFile[Any] | None = self.cleaned_data["photo"]
        if photo is None:
            return None
        self.content = read_paper(photo)
        try:
            found = evidence_in_file(self.content, site_url=settings.SITE_URL)
        except FileRefused as error:
            raise forms.ValidationError(str(error)) from error
        self.version = _named(found)
        self.is_read = self.version is not None
        if found.codes and self.version is None:
            raise forms.ValidationError(
                gettext("The QR in this photo belongs to no published text: %(codes)s.")
                % {"codes": ", ".join(found.codes)}
            )
        return photo

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return given
        if self.row.medium == Medium.PRINT:
            self._judge_page(given)
        elif not (given.get("photo") or given.get("address") or given.get("note")):
            raise forms.ValidationError(
                gettext("Bring a photo, an address, or say in a sentence what was done and where.")
            )
        if self.version is None and given.get("address"):
            self.version = _at_address(given["address"])
        if not given.get("title"):
            if self.version is None:
                self.add_error("title", gettext("Give the title: no text was recognised."))
            else:
                given["title"] = self.version.headline
        return given

    def _judge_page(self, given: dict[str, Any]) -> None:
        if not self.is_read:
            self.add_error(
                "photo",
                gettext(
                    "Bring a photo of the page in which the QR can be read: come closer, in good"
                    " light, without a shadow."
                ),
            )
        terms = self.row.terms
        if not given.get("copies") or given.get("sure"):
            return
        judged = judge(
            given["copies"],
            a_week=given.get("copies_per") == Proof.Per.WEEK,
            agreed=terms.circulation,
            editions=terms.editions,
        )
        self.doubt = judged.doubt
        if judged.doubt:
            said = {"copies": given["copies"], "agreed": terms.circulation}
            self.add_error("copies", _DOUBTS[judged.doubt] % said)

    @property
    def brought(self) -> Brought:
        """What ``actions.bring_proof`` takes."""
        given = self.cleaned_data
        photo = given.get("photo")
        return Brought(
            title=given["title"],
            shown_at=given["shown_at"],
            address=given["address"],
            note=given["note"],
            outlet=given["outlet"],
            version=self.version,
            is_read=self.is_read,
            file=self.content,
            suffix=PurePath(photo.name or "").suffix.lower()[:6] if photo else "",
            size=given.get("size"),
            copies=given.get("copies"),
            copies_per=given.get("copies_per") or "",
            sure=bool(given.get("sure")),
        )


_DOUBTS = {
    Doubt.WEEK_AS_EDITION: _(
        "%(copies)s copies look like a whole week, while one edition has %(agreed)s by the rate card."
        " Choose “a whole week”, or say that the number is right."
    ),
    Doubt.EDITION_AS_WEEK: _(
        "%(copies)s copies look like one edition, of which the rate card has %(agreed)s, not like a"
        " week. Choose “one edition”, or say that the number is right."
    ),
    Doubt.FAR: _(
        "%(copies)s copies are far from the %(agreed)s of an edition by the rate card. Correct the"
        " number, or say that it is right."
    ),
}


def _named(found: Evidence) -> Version | None:
    return Version.objects.public().filter(code__in=found.codes).order_by("-number").first()


def _at_address(address: str) -> Version | None:
    """The text of a copy that the house itself carried there, or of this site's own page."""
    there = HandOver.objects.filter(address__in=(address, address.rstrip("/")))
    copy = there.select_related("delivery__version").first()
    if copy is not None:
        return copy.delivery.version
    found = evidence_in_text(address, site_url=settings.SITE_URL)
    if found.codes:
        return _named(found)
    if not found.addresses:
        return None
    slug = found.addresses[0].rstrip("/").rpartition("/")[2]
    return Version.objects.public().filter(slug=slug).order_by("-number").first()


def moment_now() -> str:
    """Return this minute as the form's field writes it."""
    return f"{timezone.localtime():%Y-%m-%dT%H:%M}"
