"""A live blog is opened and closed, and texts come into it: put there, or taken as they are published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from sasando.desk.models import Item, Version
from sasando.documents.vocabulary import Kind
from sasando.live import blogs, signals
from sasando.live.exceptions import WrongState
from sasando.live.models import BlogPin, BlogPost, LiveBlog
from sasando.parties.models import Person

BLOG_FIELDS = ("title", "title_en", "slug", "election", "opens_at", "closes_at", "owner", "takes")
_TAKEN = frozenset({Kind.RELEASE, Kind.NOTICE, Kind.VERDICT})
_STATE, _POST = LiveBlog.State, BlogPost.State
MOST_PINS = 5


@transaction.atomic
def save_blog(*, blog: LiveBlog | None, values: Mapping[str, Any], at: datetime) -> LiveBlog:
    """Plan a live blog, or change one; ``values`` has ``BLOG_FIELDS``, stages, places and partners.

    Raises ``WrongState`` when its address would change after readers could know it.
    """
    fresh = LiveBlog(changed_at=at) if blog is None else _locked(blog)
    if fresh.state != _STATE.PLANNED and values["slug"] != fresh.slug:
        raise WrongState(_("Its address cannot change after it was opened."))
    for name in BLOG_FIELDS:
        setattr(fresh, name, values[name])
    fresh.changed_at = at
    fresh.save()
    for name in ("stages", "places", "partners"):
        getattr(fresh, name).set(values[name])
    if fresh.state != _STATE.PLANNED:
        _moved(fresh, at)
    return fresh


@transaction.atomic
def open_blog(*, blog: LiveBlog, by: Person, at: datetime) -> LiveBlog:
    """Let readers in, and posts; also again after it was closed. Raises ``WrongState``."""
    blog = _locked(blog)
    if blog.state == _STATE.OPEN:
        raise WrongState(_("It is open already."))
    blog.state, blog.closed_at, blog.closed_by = _STATE.OPEN, None, None
    if blog.opened_at is None:
        blog.opened_at, blog.opened_by = at, by
    blog.save()
    _moved(blog, at)
    return blog


@transaction.atomic
def close_blog(*, blog: LiveBlog, by: Person, at: datetime) -> LiveBlog:
    """Take no more posts; what is in it stays and is still corrected. Raises ``WrongState``."""
    blog = _locked(blog)
    if blog.state != _STATE.OPEN:
        raise WrongState(_("It is not open."))
    blog.state, blog.closed_at, blog.closed_by = _STATE.CLOSED, at, by
    blog.save()
    _moved(blog, at)
    return blog


@transaction.atomic
def put_in(*, blog: LiveBlog, item: Item, by: Person | None, at: datetime) -> BlogPost:
    """Make ``item`` a post; one that is not out yet comes in when it is. Once: a repeat brings it back.

    Raises ``WrongState`` while the blog is not open.
    """
    blog = _locked(blog)
    if not blog.is_open:
        raise WrongState(_("It is not open."))
    public = Version.objects.public().filter(item_id=item.pk).exists()
    state = _POST.SHOWN if public else _POST.WAITING
    post = blog.posts.filter(translation_key=item.translation_key).first()
    if post is not None and post.state in (state, _POST.SHOWN):
        return post
    if post is None:
        post = BlogPost(blog=blog, item_id=item.pk, translation_key=item.translation_key)
    post.state, post.put_by, post.at = state, by, at
    _write(post, at)
    return post


@transaction.atomic
def leave_out(*, post: BlogPost, at: datetime) -> BlogPost:
    """Take a post out of its blog, or an offer off the list. The item itself stays as it is."""
    _locked(post.blog)
    post = BlogPost.objects.select_related("blog").get(pk=post.pk)
    was_shown = post.state == _POST.SHOWN
    post.state = _POST.LEFT_OUT
    _write(post, at, told=was_shown)
    return post


@transaction.atomic
def pin(*, blog: LiveBlog, item: Item, by: Person, at: datetime) -> BlogPin:
    """Let a published item stand on top. Raises ``WrongState`` when there are five already."""
    blog = _locked(blog)
    known = blog.pins.filter(translation_key=item.translation_key).first()
    if known is not None:
        return known
    if blog.pins.count() >= MOST_PINS:
        raise WrongState(_("Five facts are pinned already: take one off first."))
    last = blog.pins.aggregate(last=Max("position"))["last"] or 0
    made = blog.pins.create(
        item_id=item.pk, translation_key=item.translation_key, position=last + 1, pinned_by=by
    )
    _pins_changed(blog, at)
    return made


@transaction.atomic
def unpin(*, blog: LiveBlog, pin: BlogPin, at: datetime) -> None:
    """Take a fact off the top."""
    blog = _locked(blog)
    blog.pins.filter(pk=pin.pk).delete()
    _pins_changed(blog, at)


@transaction.atomic
def follow_version(*, version: Version, published: bool, at: datetime) -> None:
    """Bring every blog up to what became of ``version``: posts, pins, what is about its election.

    ``published``: it came out just now, so it may become a post.
    """
    keys = {version.item.translation_key}
    document = version.content
    if document.correction is not None and document.correction.item != document.item:
        corrected = Item.objects.filter(uuid=document.correction.item)  # by this erratum
        keys |= set(corrected.values_list("translation_key", flat=True))
    rows = list(BlogPost.objects.of_keys(keys).exclude(state=_POST.LEFT_OUT))
    for post in rows:
        if post.state == _POST.WAITING and published:
            post.state, post.at = _POST.SHOWN, at
        if post.state == _POST.SHOWN:
            _write(post, at)
    for blog in LiveBlog.objects.filter(pins__translation_key__in=keys).distinct():
        _pins_changed(blog, at)
    if published:
        _take(version, rows, at)


def _take(version: Version, corrected: Iterable[BlogPost], at: datetime) -> None:
    """Make ``version``'s item a post, or offer it, where it belongs and was never put or left out."""
    key = version.item.translation_key
    wanted = {}
    if version.kind == Kind.ERRATUM:
        wanted = {p.blog_id: p.blog for p in corrected if p.state == _POST.SHOWN and p.blog.is_open}
    elif version.kind in _TAKEN:
        wanted = {blog.pk: blog for blog in LiveBlog.objects.about(version.content)}
    for blog in wanted.values():
        at_once = blog.takes == LiveBlog.Takes.AT_ONCE or version.kind == Kind.ERRATUM
        state = _POST.SHOWN if at_once else _POST.OFFERED
        # Somebody may put it in at this very moment: a publication never fails for that.
        post, made = BlogPost.objects.get_or_create(
            blog=blog,
            translation_key=key,
            defaults={"item_id": version.item_id, "state": state, "at": at, "changed_at": at},
        )
        if made:
            _write(post, at)


# --- What every change does ----------------------------------------------------------------------
def _locked(blog: LiveBlog) -> LiveBlog:
    """Return the blog as it now stands, held until the transaction ends."""
    return LiveBlog.objects.select_for_update(of=("self",)).get(pk=blog.pk)


def _write(post: BlogPost, at: datetime, *, told: bool = False) -> None:
    """Save ``post``; tell readers of one that they see, or saw (``told``)."""
    post.changed_at = at
    post.save()
    if post.state == _POST.SHOWN or told:
        LiveBlog.objects.filter(pk=post.blog_id).update(changed_at=at)
        blogs.tell_post(post, at=at)
        signals.blog_changed.send(sender=LiveBlog, blog=post.blog, post=post, at=at)


def _pins_changed(blog: LiveBlog, at: datetime) -> None:
    LiveBlog.objects.filter(pk=blog.pk).update(changed_at=at)
    blogs.tell_pins(blog, at=at)
    signals.blog_changed.send(sender=LiveBlog, blog=blog, post=None, at=at)


def _moved(blog: LiveBlog, at: datetime) -> None:
    LiveBlog.objects.filter(pk=blog.pk).update(changed_at=at)
    blogs.tell_state(blog, at=at)
    signals.blog_moved.send(sender=LiveBlog, blog=blog, at=at)
