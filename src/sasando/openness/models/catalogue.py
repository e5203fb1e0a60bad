"""The catalogue of public information (*daftar informasi publik*): entries, files in versions, tests."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.parties.models import Organisation


class CatalogueEntryQuerySet(models.QuerySet["CatalogueEntry"]):
    def public(self) -> CatalogueEntryQuerySet:
        """What everybody sees, by class and title."""
        shown = self.filter(published_at__isnull=False, withdrawn_at__isnull=True)
        return shown.order_by("kind", "title", "pk")

    def given(self) -> CatalogueEntryQuerySet:
        """What everybody can fetch: public, and not exempt."""
        return self.public().exclude(kind=CatalogueEntry.Kind.EXEMPT)


class CatalogueEntry(models.Model):
    """One piece of information the authority holds, and what the law says of it."""

    class Kind(models.TextChoices):
        """Law 14/2008, Articles 9, 10, 11 and 17."""

        PERIODIC = "1-periodic", _("Published periodically (Article 9)")
        IMMEDIATE = "2-immediate", _("Published at once (Article 10)")
        ANY_TIME = "3-any-time", _("Available at any time (Article 11)")
        EXEMPT = "4-exempt", _("Exempt (Article 17)")

    class Licence(models.TextChoices):
        PUBLIC = "public", _("Public document: free to use, naming the source")
        CC_BY = "cc-by-4.0", "CC BY 4.0"
        CC0 = "cc0-1.0", "CC0 1.0"
        NONE = "none", _("To be read; other uses on request")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="catalogue"
    )
    kind = models.CharField(_("class"), max_length=11, choices=Kind)
    title = models.CharField(_("title (Indonesian)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    summary = models.TextField(_("summary (Indonesian)"), max_length=2000)
    summary_en = models.TextField(_("summary (English)"), max_length=2000, blank=True)
    section = models.CharField(
        _("place in the catalogue"), max_length=80, help_text=_("As the shelf is called: Stages.")
    )
    unit = models.CharField(_("unit that holds it"), max_length=150)
    responsible = models.CharField(_("responsible"), max_length=150)
    made_on = models.DateField(_("made on"), null=True, blank=True)
    made_at = models.CharField(_("made at"), max_length=100, blank=True)
    forms = models.CharField(_("forms"), max_length=100, help_text=_("Paper, PDF, table."))
    retention = models.CharField(_("kept for"), max_length=100)
    licence = models.CharField(_("licence"), max_length=9, choices=Licence, default=Licence.PUBLIC)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = CatalogueEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue entry")
        verbose_name_plural = _("catalogue entries")
        ordering = ("kind", "title", "pk")

    def __str__(self) -> str:
        return self.title

    def title_in(self, language: str) -> str:
        """The title in ``language``; Indonesian where the other is not given."""
        return (self.title_en if language == "en" else "") or self.title

    def summary_in(self, language: str) -> str:
        """The summary in ``language``; Indonesian where the other is not given."""
        return (self.summary_en if language == "en" else "") or self.summary


class CatalogueFile(models.Model):
    """One version of an entry's file. Never changed: the next version follows it."""

    entry = models.ForeignKey(CatalogueEntry, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField(_("version"))
    file = models.FileField(upload_to="catalogue/%Y/%m/")
    name = models.CharField(max_length=150)
    mime = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    change = models.CharField(_("what changed"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("file of the catalogue")
        verbose_name_plural = _("files of the catalogue")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=("entry", "number"), name="one_file_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class ConsequenceTest(models.Model):
    """Why an entry is exempt: Information Commission Regulation 1/2021, Article 49. Never changed."""

    entry = models.ForeignKey(CatalogueEntry, on_delete=models.PROTECT, related_name="tests")
    article = models.CharField(_("article"), max_length=200)
    if_open = models.TextField(_("consequence if it were open"), max_length=4000)
    if_closed = models.TextField(_("public interest in keeping it closed"), max_length=4000)
    until = models.CharField(_("exempt until"), max_length=100)
    letter = models.CharField(_("decision, with its number"), max_length=150)
    decided_on = models.DateField(_("decided on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("consequence test")
        verbose_name_plural = _("consequence tests")
        ordering = ("-decided_on", "-pk")

    def __str__(self) -> str:
        return f"{self.entry_id} {self.letter}"


class PublishedCount(models.Model):
    """How often somebody asked for what is published, by day. Nothing of who asked, or what."""

    class Kind(models.TextChoices):
        OFFERED = "offered", _("shown")
        TAKEN = "taken", _("was what they wanted")

    day = models.DateField()
    kind = models.CharField(max_length=7, choices=Kind)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of what is published")
        verbose_name_plural = _("counts of what is published")
        ordering = ("-day", "kind")
        constraints = [models.UniqueConstraint(fields=("day", "kind"), name="one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.kind}: {self.count}"
