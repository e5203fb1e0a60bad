"""What the index holds beside the desk's own items, and what it has yet to take in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.claims.models.sources import CheckSource


class KnownChange(models.Model):
    """Something the index must look at again: written with the change, gone when the index has it.

    A row says only what changed; what is true of it is read when the index takes it in. So a
    repeat, or a crash between the two, costs nothing.
    """

    subject = models.CharField(max_length=200, unique=True)  # "version:<uuid>", "stage:<code>", …
    mark = models.CharField(max_length=36)  # another one at each change: none is lost
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("change for the index")
        verbose_name_plural = _("changes for the index")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.subject


class Alias(models.Model):
    """A message that was surely answered by a known thing: the hundredth forward is recognised."""

    known_id = models.CharField(max_length=200, db_index=True)
    fingerprint = models.CharField(max_length=64)
    text = models.TextField()
    print = models.BinaryField(
        default=b"", blank=True
    )  # of the picture, where that was asked about
    at = models.DateTimeField()
    forgotten = models.BooleanField(default=False)  # goes when the index has forgotten it too

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [
            models.UniqueConstraint(fields=("known_id", "fingerprint"), name="one_alias_a_message")
        ]

    def __str__(self) -> str:
        return f"{self.fingerprint[:8]} = {self.known_id}"


class ForeignCheck(models.Model):
    """A fact-check by others: answered with their name and link, never shown as ours."""

    identifier = models.CharField(max_length=300, unique=True)  # its address, else source and id
    source = models.ForeignKey(
        CheckSource,
        verbose_name=_("source"),
        null=True,
        on_delete=models.PROTECT,
        related_name="checks",
    )
    publisher = models.CharField(_("publisher"), max_length=150)
    href = models.URLField(_("address"), max_length=1000)
    title = models.CharField(_("title"), max_length=500)
    claim = models.TextField(_("claim"), blank=True)
    explanation = models.TextField(_("what is true"), blank=True)
    rating = models.CharField(_("rating"), max_length=100, blank=True)  # in their words
    language = models.CharField(_("language"), max_length=2, default="id")
    links = models.JSONField(_("where it appeared"), default=list, blank=True)
    published = models.DateField(_("published"), null=True, blank=True)
    imported_at = models.DateTimeField()
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("foreign fact-check")
        verbose_name_plural = _("foreign fact-checks")
        ordering = ("-published", "-id")

    def __str__(self) -> str:
        return self.title
