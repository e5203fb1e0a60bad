"""What translators wrote: one row a text of the source, known by the source's own words.

A text whose source changed has no row any more: it is stale, and its old row shows what it said.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.desk.models.items import Item
from sasando.documents.digest import sha256_hex


class TranslatedTextQuerySet(models.QuerySet["TranslatedText"]):
    def of(self, item: Item) -> TranslatedTextQuerySet:
        """What was translated of ``item``, into any language."""
        return self.filter(item_id=item.pk)

    def into(self, language: str) -> TranslatedTextQuerySet:
        """What was translated into ``language``."""
        return self.filter(language=language)

    def saying(self, texts: Iterable[str]) -> TranslatedTextQuerySet:
        """The translations of exactly these texts of the source."""
        return self.filter(digest__in=[digest_of(text) for text in texts])


class TranslatedText(models.Model):
    """One text of an item in a further language."""

    item = models.ForeignKey(
        Item, verbose_name=_("item"), on_delete=models.CASCADE, related_name="translated_texts"
    )
    language = models.CharField(_("language"), max_length=3)
    digest = models.CharField(_("digest of the source"), max_length=64, editable=False)
    source = models.TextField(_("text of the source"))
    text = models.TextField(_("translation"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    objects = TranslatedTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("translated text")
        verbose_name_plural = _("translated texts")
        constraints = [
            models.UniqueConstraint(
                fields=("item", "language", "digest"), name="sasando_one_translation_a_text"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.language} {self.digest[:12]}"


def digest_of(text: str) -> str:
    """Return what a text of a source is known by."""
    return sha256_hex(text.encode())
