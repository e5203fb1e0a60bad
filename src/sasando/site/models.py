"""What the site lists by, and which baked pages are out of date."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.desk.addresses import item_path
from sasando.desk.models import Item, State, Version
from sasando.documents.vocabulary import Kind


class EntryQuerySet(models.QuerySet["Entry"]):
    def in_language(self, language: str) -> EntryQuerySet:
        """Entries in ``language``, as listings show them: the searched text stays behind."""
        return self.filter(language=language).defer("text")

    def of_kind(self, *kinds: Kind) -> EntryQuerySet:
        """Entries of these kinds."""
        return self.filter(kind__in=kinds)

    def standing(self) -> EntryQuerySet:
        """Entries whose newest version is current."""
        return self.filter(state=State.CURRENT)

    def tagged(self, scheme: str, code: str) -> EntryQuerySet:
        """Entries with this tag."""
        return self.filter(tags__scheme=scheme, tags__code=code)

    def first_published_in(self, starts: datetime, ends: datetime) -> EntryQuerySet:
        """Entries first published from ``starts`` up to ``ends``, not included."""
        return self.filter(first_published_at__gte=starts, first_published_at__lt=ends)

    def newest_first(self) -> EntryQuerySet:
        """In the order readers see them."""
        return self.order_by("-first_published_at", "-pk")

    def matching(self, terms: list[str]) -> EntryQuerySet:
        """Entries that hold every term; those with all of them in the headline come first."""
        found = self
        headline: models.Q = models.Q()
        for term in terms:
            found = found.filter(text__icontains=term)
            headline &= models.Q(headline__icontains=term)
        rank = models.Case(
            models.When(headline, then=0), default=1, output_field=models.SmallIntegerField()
        )
        return found.annotate(rank=rank).order_by("rank", "-first_published_at", "-pk")


class Entry(models.Model):
    """One public item as listings and search see it: its newest published version, summed up.

    Made from Versions alone; ``actions.rebuild_entries`` can write the table anew at any time.
    """

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    language = models.CharField(max_length=2)
    slug = models.CharField(max_length=255)
    headline = models.CharField(max_length=200)
    key_message = models.CharField(max_length=300)
    publisher = models.CharField(max_length=150)
    state = models.CharField(max_length=9)
    confirmed = models.BooleanField(default=True)
    corrected = models.BooleanField(default=False)  # it has more than one version
    first_published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    text = models.TextField()  # headline, key message, text and code: what search looks in

    if TYPE_CHECKING:
        item_id: int
        version_id: int

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["language", "kind", "-first_published_at"], name="entry_listing"),
            models.Index(fields=["language", "-first_published_at"], name="entry_newest"),
            models.Index(fields=["kind", "language", "slug"], name="entry_address"),
            models.Index(fields=["-changed_at"], name="entry_changed"),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def path(self) -> str:
        """The canonical path of the item."""
        return item_path(Kind(self.kind), self.language, self.slug)


class EntryTag(models.Model):
    """One tag of an entry. ``shown`` tags are stages whose dates stand in the text."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="tags")
    scheme = models.CharField(max_length=10)  # election, stage, place, audience, shown
    code = models.CharField(max_length=100)
    name = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        indexes = [models.Index(fields=["scheme", "code"], name="entry_by_tag")]
        constraints = [
            models.UniqueConstraint(fields=("entry", "scheme", "code"), name="tag_once_an_entry")
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"


class StalePath(models.Model):
    """A baked page that must be baked again. Written with the change that made it stale.

    A path may stand here more than once: a change that comes while the page is baking adds a row
    of its own, and only the rows that were read before the baking are removed after it.
    """

    path = models.CharField(max_length=500)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("stale page")
        verbose_name_plural = _("stale pages")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.path
