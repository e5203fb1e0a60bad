"""Live blogs: what one is about, which texts are its posts, and what stands on top of them.

A post is a row and no text: the text is an item, approved under its own policy like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.desk.models import Item
from sasando.documents import Document
from sasando.elections.models import Election, Place, Stage
from sasando.parties.models import Organisation


class LiveBlogQuerySet(models.QuerySet["LiveBlog"]):
    def public(self) -> LiveBlogQuerySet:
        """Blogs that readers can open: those that a person opened once."""
        return self.exclude(state=LiveBlog.State.PLANNED)

    def open(self) -> LiveBlogQuerySet:
        """Blogs that take posts now, the newest first."""
        return self.filter(state=LiveBlog.State.OPEN).order_by("-opened_at", "-pk")

    def with_parties(self) -> LiveBlogQuerySet:
        """With the election and everybody who keeps them; three queries."""
        return self.select_related("election", "owner").prefetch_related("partners", "stages")

    def of_parties(self, codes: frozenset[str] | set[str]) -> LiveBlogQuerySet:
        """Blogs that one of these organisations keeps or takes part in."""
        partly = LiveBlog.partners.through.objects.filter(organisation__code__in=codes)
        return self.filter(
            models.Q(owner__code__in=codes) | models.Q(pk__in=partly.values("liveblog_id"))
        )

    def about(self, document: Document) -> list[LiveBlog]:
        """Open blogs that ``document`` belongs in: of its election and, where both name some, of a
        stage and a place they share.
        """
        codes = [tag.code for tag in document.elections]
        if not codes:
            return []
        blogs = self.open().filter(election__code__in=codes)
        return [blog for blog in blogs.prefetch_related("stages", "places") if blog.fits(document)]


class LiveBlog(models.Model):
    """One live page, in Indonesian and English."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    class Takes(models.TextChoices):
        AT_ONCE = "at-once", _("They become posts at once")
        OFFERED = "offered", _("They are offered to the desk")

    title = models.CharField(_("title"), max_length=150)
    title_en = models.CharField(_("title in English"), max_length=150, blank=True)
    slug = models.SlugField(
        _("address"), max_length=80, unique=True, help_text=_("Fixed once it is open.")
    )
    election = models.ForeignKey(
        Election, verbose_name=_("election"), on_delete=models.PROTECT, related_name="live_blogs"
    )
    stages = models.ManyToManyField(
        Stage, verbose_name=_("stages"), blank=True, related_name="live_blogs"
    )
    places = models.ManyToManyField(Place, verbose_name=_("places"), blank=True, related_name="+")
    opens_at = models.DateTimeField(_("begins"))
    closes_at = models.DateTimeField(_("ends"), null=True, blank=True)
    owner = models.ForeignKey(
        Organisation, verbose_name=_("kept by"), on_delete=models.PROTECT, related_name="+"
    )
    partners = models.ManyToManyField(
        Organisation, verbose_name=_("partners"), blank=True, related_name="+"
    )
    takes = models.CharField(
        _("releases, notices and fact-checks about it"),
        max_length=8,
        choices=Takes,
        default=Takes.AT_ONCE,
    )
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()  # the last time that readers got to see something else

    objects = LiveBlogQuerySet.as_manager()

    class Meta:
        verbose_name = _("live blog")
        verbose_name_plural = _("live blogs")
        ordering = ("-opens_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def title_in(self, language: str) -> str:
        """The title in ``language``; Indonesian where the other is not given."""
        return (self.title_en if language == "en" else "") or self.title

    @property
    def is_open(self) -> bool:
        """Whether it takes posts now."""
        return self.state == self.State.OPEN

    @property
    def begins_at(self) -> datetime:
        """When it began, or is to begin."""
        return self.opened_at or self.opens_at

    @property
    def ends_at(self) -> datetime | None:
        """When it ended, or is to end; ``None`` while nobody said."""
        return self.closed_at if self.state == self.State.CLOSED else self.closes_at

    @property
    def parties(self) -> frozenset[str]:
        """The codes of all organisations that write in it."""
        return frozenset({self.owner.code, *(partner.code for partner in self.partners.all())})

    def fits(self, document: Document) -> bool:
        """Whether the stages and places of ``document`` are those of this blog, where both name some.

        A place fits when one lies in the other: its code begins with the other's.
        """
        stages = {stage.code for stage in self.stages.all()}
        named = {tag.code for tag in document.stages}
        if stages and named and not stages & named:
            return False
        places = [place.code for place in self.places.all()]
        there = [tag.code for tag in document.places]
        if not places or not there:
            return True
        return any(a.startswith(b) or b.startswith(a) for a in places for b in there)


class BlogPostQuerySet(models.QuerySet["BlogPost"]):
    def shown(self) -> BlogPostQuerySet:
        """Posts that readers see."""
        return self.filter(state=BlogPost.State.SHOWN)

    def newest_first(self) -> BlogPostQuerySet:
        """In the order readers see them."""
        return self.order_by("-at", "-pk")

    def before(self, post: BlogPost) -> int:
        """How many posts of the same blog readers see below ``post``: its place from the end."""
        older = models.Q(at__lt=post.at) | models.Q(at=post.at, pk__lt=post.pk)
        return self.shown().filter(older, blog=post.blog_id).count()

    def of_keys(self, keys: Iterable[UUID]) -> BlogPostQuerySet:
        """Posts whose item, in whatever language, has one of these translation keys."""
        return self.filter(translation_key__in=list(keys)).select_related("blog")


class BlogPost(models.Model):
    """An item stands in a blog. In each language it is the item's twin, where there is one."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Its text is not out yet")
        OFFERED = "offered", _("Offered")
        SHOWN = "shown", _("In the blog")
        LEFT_OUT = "left-out", _("Left out")

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="posts")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    translation_key = models.UUIDField(db_index=True)  # the item's: its twins are the same post
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.SHOWN)
    at = models.DateTimeField()  # when it came into the blog: posts stand in this order
    changed_at = (
        models.DateTimeField()
    )  # the last time that readers got to see something else of it
    put_by = models.ForeignKey(  # None: taken because it is about the election
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = BlogPostQuerySet.as_manager()

    if TYPE_CHECKING:
        blog_id: int
        item_id: int

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        indexes = [
            models.Index(fields=["blog", "state", "-at"], name="posts_of_a_blog"),
            models.Index(fields=["blog", "-changed_at"], name="posts_that_changed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("blog", "translation_key"), name="an_item_once_in_a_blog"
            )
        ]

    def __str__(self) -> str:
        return f"{self.blog_id}: {self.item_id}"


class BlogPin(models.Model):
    """A fact that stands on top of a blog, as its item says it now."""

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="pins")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    translation_key = models.UUIDField(db_index=True)
    position = models.PositiveSmallIntegerField()
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("pinned fact")
        verbose_name_plural = _("pinned facts")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("blog", "translation_key"), name="a_fact_once_pinned_to_a_blog"
            )
        ]

    def __str__(self) -> str:
        return f"{self.blog_id}: {self.item_id}"
