"""A fact-check: one claim, what was found of it, and what may be sent to the family group."""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from sasando.desk.exceptions import PictureRefused
from sasando.desk.media import UPLOAD_QUALITY, clean_picture
from sasando.desk.models.items import Item
from sasando.desk.models.panels import CORRECTION, VERDICT, tabs
from sasando.documents.verdict import REPLY_LIMIT, Authenticity, Carrier, Harm, Rating
from sasando.documents.vocabulary import Kind

_SHA256 = RegexValidator(r"^[0-9a-f]{64}$", _("A SHA-256 is 64 digits and small letters a to f."))


def claim_picture_path(verdict: Verdict, filename: str) -> str:
    """Return where an upload is kept: a name nobody can guess, outside of what the site serves."""
    return f"claims/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()[:5]}"


class Verdict(Item):
    """The joint fact-check desk's verdict on one claim. The body says how the checkers know.

    Any draft may be saved; what it still lacks is named when it is proposed.
    """

    kind: ClassVar[Kind] = Kind.VERDICT
    is_creatable = True
    page_description = _("A claim is checked. An editor and a second checker approve.")

    class Rated(models.TextChoices):
        TRUE = Rating.TRUE.value, _("True")
        FABRICATED = Rating.FABRICATED.value, _("Fabricated content")
        MANIPULATED = Rating.MANIPULATED.value, _("Manipulated content")
        IMPOSTER = Rating.IMPOSTER.value, _("Imposter content")
        FALSE_CONTEXT = Rating.FALSE_CONTEXT.value, _("False context")
        FALSE_CONNECTION = Rating.FALSE_CONNECTION.value, _("False connection")
        MISLEADING = Rating.MISLEADING.value, _("Misleading content")
        SATIRE = Rating.SATIRE.value, _("Satire or parody")
        NO_EVIDENCE = Rating.NO_EVIDENCE.value, _("No evidence")

    class Carried(models.TextChoices):
        TEXT = Carrier.TEXT.value, _("Text")
        IMAGE = Carrier.IMAGE.value, _("Picture")
        VIDEO = Carrier.VIDEO.value, _("Video")
        AUDIO = Carrier.AUDIO.value, _("Sound")

    class Harms(models.TextChoices):
        DISENFRANCHISING = Harm.DISENFRANCHISING.value, _("Costs people their vote")
        VIOLENCE = Harm.VIOLENCE.value, _("Violence")
        HARASSMENT = Harm.HARASSMENT.value, _("Harassment of women candidates and officials")
        HATE = Harm.HATE.value, _("Hate against women or groups")
        INTEGRITY = Harm.INTEGRITY.value, _("The commission's integrity")
        FRAUD = Harm.FRAUD.value, _("Fraud")

    class Tampered(models.TextChoices):
        ORIGINAL = Authenticity.ORIGINAL.value, _("Original")
        DECONTEXTUALIZED = Authenticity.DECONTEXTUALIZED.value, _("Taken out of its context")
        EDITED = Authenticity.EDITED.value, _("Edited or cropped")
        STAGED = Authenticity.STAGED.value, _("Staged")
        SATIRE = Authenticity.SATIRE.value, _("Satire or parody")
        TRANSFORMED = Authenticity.TRANSFORMED.value, _("Transformed or made up")

    rating = models.CharField(_("rating"), max_length=20, choices=Rated, blank=True)
    claim = models.TextField(
        _("the claim"),
        max_length=2000,
        blank=True,
        help_text=_("In its own words, as it circulated."),
    )
    claimant = models.CharField(
        _("who said it first"), max_length=200, blank=True, help_text=_("Where that is known.")
    )
    first_seen = models.DateField(_("first seen on"), null=True, blank=True)
    carried_by = models.CharField(
        _("carried by"), max_length=5, choices=Carried, default=Carried.TEXT
    )
    authenticity = models.CharField(
        _("what was done to it"),
        max_length=30,
        choices=Tampered,
        blank=True,
        help_text=_("Only of a picture, a video or a sound."),
    )
    claim_picture = models.ImageField(
        _("picture of the claim"),
        upload_to=claim_picture_path,
        blank=True,
        help_text=_("Readers only ever get it with the mark of the rating across it, blurred."),
    )
    claim_picture_alt = models.CharField(
        _("what the picture shows"), max_length=500, blank=True, help_text=_("For who cannot see.")
    )
    harm = models.CharField(_("harm"), max_length=20, choices=Harms, blank=True)
    truth = models.TextField(
        _("what is true"), max_length=600, blank=True, help_text=_("One or two sentences.")
    )
    reply_for_family = models.TextField(
        _("what to send to the family group"),
        max_length=REPLY_LIMIT,
        blank=True,
        help_text=_("Plain and kind, at most 700 characters. The address is added."),
    )
    about_commission = models.BooleanField(
        _("the claim is about the commission"),
        default=False,
        help_text=_("Readers are told that the commission saw nothing before publication."),
    )
    asked_on = models.DateField(_("the commission was asked on"), null=True, blank=True)
    reply_by = models.DateField(_("it could reply until"), null=True, blank=True)
    reply_text = models.TextField(_("its reply, word by word"), max_length=4000, blank=True)
    reply_speaker = models.CharField(_("who replied"), max_length=200, blank=True)
    replied_on = models.DateField(_("it replied on"), null=True, blank=True)
    reply_href = models.URLField(_("where the reply stands"), max_length=2000, blank=True)
    reply_digest = models.CharField(
        _("SHA-256 of the signed reply"), max_length=64, blank=True, validators=[_SHA256]
    )

    exclude_fields_in_copy: ClassVar[list[str]] = [*Item.exclude_fields_in_copy, "claim_picture"]
    edit_handler = tabs(CORRECTION, VERDICT)

    if TYPE_CHECKING:
        appearances: Any
        sources: Any

    class Meta:
        verbose_name = _("fact-check")
        verbose_name_plural = _("fact-checks")

    def clean(self) -> None:
        """Refuse, with the reason, an upload that is not a picture the desk can mark."""
        super().clean()
        try:
            self._clean_upload()
        except PictureRefused as error:
            raise ValidationError({"claim_picture": str(error)}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the page. Raises ``PictureRefused``, and what ``Item.save`` raises."""
        self._clean_upload()
        super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Save an edit. An upload is written first: a revision only keeps the name of its file."""
        self._clean_upload()
        upload: Any = self.claim_picture
        if upload and not upload._committed:
            upload.save(upload.name, upload.file, save=False)
        return super().save_revision(*args, **kwargs)

    def _clean_upload(self) -> None:
        """Re-encode an upload as it comes in: no camera, no position, nothing but a picture."""
        upload: Any = self.claim_picture
        if not upload or upload._committed or getattr(upload, "is_clean", False):
            return
        upload.seek(0)
        picture = clean_picture(upload.read(), quality=UPLOAD_QUALITY)
        clean: Any = ContentFile(picture.body, name=PurePath(upload.name).name)
        clean.is_clean = True
        self.claim_picture = clean


class VerdictAppearance(Orderable):
    """Where the claim was seen, and the copy that was kept of it."""

    verdict = ParentalKey(Verdict, on_delete=models.CASCADE, related_name="appearances")
    href = models.URLField(_("address"), max_length=2000)
    archived = models.URLField(_("archived copy"), max_length=2000, blank=True)
    captured_at = models.DateTimeField(_("captured at"), null=True, blank=True)
    sha256 = models.CharField(
        _("SHA-256 of the copy"), max_length=64, blank=True, validators=[_SHA256]
    )

    class Meta(Orderable.Meta):
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")

    def __str__(self) -> str:
        return self.href


class VerdictSource(Orderable):
    """What the checkers rely on."""

    verdict = ParentalKey(Verdict, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(_("title"), max_length=500)
    href = models.URLField(_("address"), max_length=2000)
    archived = models.URLField(_("archived copy"), max_length=2000, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title
