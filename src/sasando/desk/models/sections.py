"""The tree the items hang in: one home a language, one section a kind."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from sasando.desk.addresses import home_path, section_path
from sasando.documents.vocabulary import Kind


class PublicAddress:
    """A page that the site serves at its own ``public_path``; Wagtail only links to it."""

    public_path: str

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        """Return (site id, the site's address, path), or ``None`` outside of a site's tree."""
        sites = self._get_relevant_site_root_paths(request)  # type: ignore[attr-defined]
        return (sites[0][0], settings.SITE_URL, self.public_path) if sites else None


class HomePage(PublicAddress, Page):
    """The home of one language."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["sasando_desk.SectionPage"]
    is_creatable = False  # ``actions.ensure_sections`` makes them

    class Meta:
        verbose_name = _("home")
        verbose_name_plural = _("homes")

    @property
    def public_path(self) -> str:  # type: ignore[override]
        """Where readers find it."""
        return home_path(self.locale.language_code)


class SectionPage(PublicAddress, Page):
    """One section: where items of one kind are written."""

    class ItemKind(models.TextChoices):
        RELEASE = Kind.RELEASE.value, _("Official releases")
        NOTICE = Kind.NOTICE.value, _("Urgent notices")
        NEWS = Kind.NEWS.value, _("News")
        PARTNERSHIP = Kind.PARTNERSHIP.value, _("Partnership stories")
        VERDICT = Kind.VERDICT.value, _("Fact-checks")
        EPISODE = Kind.EPISODE.value, _("Broadcasts")
        LESSON = Kind.LESSON.value, _("Lessons")
        ERRATUM = Kind.ERRATUM.value, _("Errata")

    kind = models.CharField(_("kind"), max_length=12, choices=ItemKind)

    parent_page_types: ClassVar[list[str]] = ["sasando_desk.HomePage"]
    subpage_types: ClassVar[list[str]] = [
        "sasando_desk.Release",
        "sasando_desk.Notice",
        "sasando_desk.NewsStory",
        "sasando_desk.PartnershipStory",
        "sasando_desk.Verdict",
        "sasando_desk.Episode",
        "sasando_desk.Lesson",
        "sasando_desk.Erratum",
    ]
    is_creatable = False

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    @property
    def public_path(self) -> str:  # type: ignore[override]
        """Where readers find it."""
        return section_path(Kind(self.kind), self.locale.language_code)
