"""What the site hears from the desk: the listing and the stale pages, in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from sasando.accounts.addresses import transparency_path
from sasando.accounts.signals import edition_published
from sasando.desk import signals
from sasando.desk.models import Version
from sasando.elections.models import Stage, StageMove
from sasando.elections.signals import stage_moved
from sasando.live.models import BlogPost, LiveBlog, Production
from sasando.live.signals import blog_changed, blog_moved, changed
from sasando.retention.signals import period_set
from sasando.site.actions import list_version, mark_stale
from sasando.site.addresses import LANGUAGES, page_path
from sasando.site.touching import (
    touched_by,
    touched_by_blog,
    touched_by_episode,
    touched_by_stages,
    touched_by_standing,
)


@receiver(
    [signals.published, signals.withdrawn, signals.expired, signals.confirmed, signals.overdue]
)
def follow(*, version: Version, at: datetime, **_: Any) -> None:
    """List the item as it now stands, and record every page that shows it."""
    fresh = Version.objects.with_imprint().get(pk=version.pk)
    list_version(version=fresh)
    mark_stale(paths=touched_by(fresh), at=at)


@receiver(stage_moved)
def follow_stage(*, stage: Stage, move: StageMove, **_: Any) -> None:
    """Record every page that shows the dates of a stage that moved."""
    mark_stale(paths=touched_by_stages({stage.code}), at=move.at)


@receiver(changed)
def follow_episode(*, production: Production, at: datetime, **_: Any) -> None:
    """Record the pages of an episode that stands differently now, in every language."""
    mark_stale(paths=touched_by_episode(production), at=at)


@receiver(blog_changed)
def follow_blog(*, blog: LiveBlog, post: BlogPost | None, at: datetime, **_: Any) -> None:
    """Record the pages of a live blog whose posts or pinned facts say something else now."""
    mark_stale(paths=touched_by_blog(blog, post=post), at=at)


@receiver(blog_moved)
def follow_blog_standing(*, blog: LiveBlog, at: datetime, **_: Any) -> None:
    """Record every page that names a live blog which was opened, closed or renamed."""
    mark_stale(paths=touched_by_standing(blog), at=at)


@receiver(period_set)
def follow_retention(*, at: datetime, **_: Any) -> None:
    """Record the pages that say how long things are kept."""
    mark_stale(paths={page_path("about", language) for language in LANGUAGES}, at=at)


@receiver(edition_published)
def follow_edition(*, at: datetime, **_: Any) -> None:
    """Record the transparency pages: they are made from the new edition."""
    mark_stale(paths={transparency_path(language) for language in LANGUAGES}, at=at)
