"""One page type a kind of item."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.desk.models.items import Item
from sasando.desk.models.panels import ERRATUM, tabs
from sasando.desk.models.version import Version
from sasando.documents.vocabulary import Kind


class Release(Item):
    """Official information of the commission."""

    kind: ClassVar[Kind] = Kind.RELEASE
    is_creatable = True
    page_description = _("Official information of the commission. A second officer approves it.")

    class Meta:
        verbose_name = _("official release")
        verbose_name_plural = _("official releases")


class Notice(Item):
    """Urgent information (*serta-merta*, UU 14/2008 Ps 10)."""

    kind: ClassVar[Kind] = Kind.NOTICE
    is_creatable = True
    page_description = _("Urgent: one officer approves now, a second one within 24 hours.")

    class Meta:
        verbose_name = _("urgent notice")
        verbose_name_plural = _("urgent notices")


class NewsStory(Item):
    """The newsroom's own reporting: the commission has no say in it."""

    kind: ClassVar[Kind] = Kind.NEWS
    is_creatable = True
    page_description = _("The newsroom's own reporting. An editor who did not write it approves.")

    class Meta:
        verbose_name = _("news story")
        verbose_name_plural = _("news stories")


class PartnershipStory(Item):
    """Made by both sides, and marked as such."""

    kind: ClassVar[Kind] = Kind.PARTNERSHIP
    is_creatable = True
    page_description = _("Made together. An editor and an officer of the commission approve.")

    class Meta:
        verbose_name = _("partnership story")
        verbose_name_plural = _("partnership stories")


class Erratum(Item):
    """Puts a published version right, in public (Kode Etik Jurnalistik Ps 10)."""

    kind: ClassVar[Kind] = Kind.ERRATUM
    is_creatable = True
    page_description = _("Says what was wrong and what is right. Approved as what it corrects.")

    corrects = models.ForeignKey(
        Version,
        verbose_name=_("corrects"),
        null=True,
        on_delete=models.PROTECT,
        related_name="errata",
        help_text=_("The published version that was wrong."),
    )

    edit_handler = tabs(ERRATUM)

    if TYPE_CHECKING:
        corrects_id: int | None

    class Meta:
        verbose_name = _("erratum")
        verbose_name_plural = _("errata")

    @property
    def policy_kind(self) -> Kind | None:
        """The kind of what it corrects."""
        return Kind(self.corrects.kind) if self.corrects else None
