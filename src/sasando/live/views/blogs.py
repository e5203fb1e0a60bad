"""The desk of a live blog: one screen to write, approve, put in, pin, open and close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sasando.desk import actions as desk_actions
from sasando.desk.exceptions import DeskError
from sasando.desk.models import Item, State, Version
from sasando.desk.waiting import may_see, task_for
from sasando.live import actions
from sasando.live.actions.blogging import BLOG_FIELDS
from sasando.live.actions.short_posts import voices_of
from sasando.live.addresses import blog_path
from sasando.live.blog_forms import BlogForm, PutInForm, ShortPostForm
from sasando.live.blogs import live_posts
from sasando.live.exceptions import LiveError, WrongState
from sasando.live.models import BlogPost, LiveBlog
from sasando.live.permissions import blog_for, blogs_shown_to, keeps_blogs_of, reads_live
from sasando.parties.exceptions import PartiesError
from sasando.parties.languages import screen_language
from sasando.parties.models import Person
from sasando.rendering.text import body_text

PER_PAGE = 25
_POSTS = 30  # of the blog on its desk's screen


@require_GET
def blogs(request: HttpRequest) -> HttpResponse:
    """List the live blogs of this person's organisations."""
    if not reads_live(request.user):
        raise PermissionDenied
    pages = Paginator(blogs_shown_to(request.user), PER_PAGE)
    context = _titled(_("Live blogs")) | {
        "page": pages.get_page(request.GET.get("p")),
        "may_plan": bool(keeps_blogs_of(request.user)),
    }
    return render(request, "sasando_live/blogs.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a live blog (0), or change one."""
    parties = keeps_blogs_of(request.user)
    blog = blog_for(request, pk) if pk else None
    if not parties or (blog is not None and not parties & blog.parties):
        raise PermissionDenied
    parties |= {blog.owner.code} if blog else set()
    form = BlogForm(request.POST or None, instance=blog, parties=parties)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        values = {name: given[name] for name in (*BLOG_FIELDS, "stages", "places", "partners")}
        try:
            saved = actions.save_blog(blog=blog, values=values, at=timezone.now())
        except LiveError as error:
            form.add_error("slug", str(error))
        else:
            return redirect("sasando_live_blog", saved.pk)
    context = _titled(blog.title if blog else _("Plan a live blog")) | {"form": form, "blog": blog}
    return render(request, "sasando_live/blog_form.html", context)


@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """One screen; a post that is sent here is proposed at once."""
    blog = blog_for(request, pk)
    person = _person(request)
    form = None
    if request.method == "POST":
        form = ShortPostForm(request.POST, request.FILES, blog=blog, person=person)
        if form.is_valid():
            try:
                version = actions.write_post(
                    blog=blog, post=form.post, by=person, at=timezone.now()
                )
            except (LiveError, DeskError) as error:
                for problem in getattr(error, "problems", (str(error),)):
                    form.add_error(None, problem)
            else:
                messages.success(request, _("Sent to %(who)s.") % {"who": _asked(version)})
                return redirect("sasando_live_blog", pk)
    if form is None and blog.is_open and voices_of(person, blog):
        form = ShortPostForm(blog=blog, person=person)
    return render(request, "sasando_live/blog.html", _screen(blog, person, form))


def _screen(blog: LiveBlog, person: Person, form: ShortPostForm | None) -> dict[str, Any]:
    language = screen_language()
    rows = blog.posts.select_related("item", "put_by")
    mine, others = _on_the_way(rows.filter(state=BlogPost.State.WAITING), person)
    shown = list(rows.shown().newest_first()[:_POSTS])
    offered = list(rows.filter(state=BlogPost.State.OFFERED).order_by("-at"))
    return _titled(blog.title) | {
        "blog": blog,
        "form": form,
        "keeps": bool(keeps_blogs_of(person) & blog.parties),
        "public": blog_path(blog.slug, language) if blog.state != blog.State.PLANNED else "",
        "mine": [*mine, *_to_confirm(shown, person)],
        "others": others,
        "offered": live_posts(offered, language),
        "posts": live_posts(shown, language),
        "pins": live_posts(list(blog.pins.all()), language),
        "put_in": PutInForm(),
    }


def _on_the_way(rows: Any, person: Person) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what waits for this person's yes, and what waits for others: by the desk's own rules."""
    found = (
        Version.objects.filter(item__in=rows.values("item"))
        .exclude(state__in=(State.VOID, State.CURRENT))
        .select_related("publisher", "proposed_by")
        .prefetch_related("approvals", "refusals")
        .order_by("-pk")
    )
    newest: dict[int, Version] = {}
    for version in found:
        newest.setdefault(version.item_id, version)
    mine: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for version in newest.values():
        if not may_see(version, person):
            continue
        shown = _summed_up(version, person)
        (mine if shown["requirement"] else others).append(shown)
    return mine, others


def _to_confirm(rows: list[BlogPost], person: Person) -> list[dict[str, Any]]:
    """Return the urgent notices in the blog that this person can confirm."""
    open_notices = Version.objects.current().filter(
        item__in=[row.item_id for row in rows], confirmed=False
    )
    versions = open_notices.select_related("publisher", "proposed_by").prefetch_related("approvals")
    shown = [_summed_up(version, person) for version in versions]
    return [one for one in shown if one["requirement"]]


def _summed_up(version: Version, person: Person) -> dict[str, Any]:
    document, language = version.content, screen_language()
    met = task_for(version, person)
    return {
        "version": version,
        "label": version.policy_row.label.get(language, version.policy_row.label["id"]),
        "words": body_text(document),
        "pictures": [image.alt for image in document.images],
        "requirement": met.label.get(language, met.label["id"]) if met else "",
        "asked": _asked(version),
        "refused": version.state == State.REFUSED and version.refusals.last(),
    }


def _asked(version: Version) -> str:
    """Name whose yes is missing, as the policy calls them."""
    language = screen_language()
    labels = (row.label.get(language, row.label["id"]) for row in version.missing_approvals())
    return ", ".join(labels)


# --- Verbs ---------------------------------------------------------------------------------------
@require_POST
def verb(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb. What cannot be done is said, and changes nothing."""
    blog = blog_for(request, pk)
    person = _person(request)
    act = _VERBS.get(verb)
    if act is None:
        raise Http404
    if verb in _OF_KEEPERS and not keeps_blogs_of(person) & blog.parties:
        raise PermissionDenied
    try:
        act(request, blog, person, timezone.now())
    except (LiveError, DeskError, PartiesError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect("sasando_live_blog", pk)


Act = Callable[[HttpRequest, LiveBlog, Person, datetime], object]


def _approve(request: HttpRequest, blog: LiveBlog, person: Person, at: datetime) -> None:
    """Say yes to exactly the version that was on the screen, by the desk's own action."""
    items = blog.posts.values("item")
    version = get_object_or_404(Version, pk=_number(request, "version"), item__in=items)
    if not may_see(version, person):
        raise PermissionDenied
    act = desk_actions.confirm_notice if version.state == State.CURRENT else desk_actions.approve
    act(version=version, by=person, at=at)


def _put_in(request: HttpRequest, blog: LiveBlog, person: Person, at: datetime) -> None:
    actions.put_in(blog=blog, item=_named(request), by=person, at=at)


def _take(request: HttpRequest, blog: LiveBlog, person: Person, at: datetime) -> None:
    actions.put_in(blog=blog, item=_post(request, blog).item, by=person, at=at)


def _leave_out(request: HttpRequest, blog: LiveBlog, person: Person, at: datetime) -> None:
    actions.leave_out(post=_post(request, blog), at=at)


def _pin(request: HttpRequest, blog: LiveBlog, person: Person, at: datetime) -> None:
    item = _post(request, blog).item if request.POST.get("post") else _named(request)
    actions.pin(blog=blog, item=item, by=person, at=at)


def _unpin(request: HttpRequest, blog: LiveBlog, person: Person, at: datetime) -> None:
    row = get_object_or_404(blog.pins, pk=_number(request, "pin"))
    actions.unpin(blog=blog, pin=row, at=at)


def _open(request: HttpRequest, blog: LiveBlog, person: Person, at: datetime) -> None:
    actions.open_blog(blog=blog, by=person, at=at)


def _close(request: HttpRequest, blog: LiveBlog, person: Person, at: datetime) -> None:
    actions.close_blog(blog=blog, by=person, at=at)


_VERBS: dict[str, Act] = {
    "setujui": _approve,
    "masukkan": _put_in,
    "ambil": _take,
    "keluarkan": _leave_out,
    "sematkan": _pin,
    "lepas": _unpin,
    "buka": _open,
    "tutup": _close,
}
_OF_KEEPERS = frozenset({"buka", "tutup"})


def _post(request: HttpRequest, blog: LiveBlog) -> BlogPost:
    found: BlogPost = get_object_or_404(
        blog.posts.select_related("item"), pk=_number(request, "post")
    )
    return found


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    if not given.isascii() or not given.isdigit() or len(given) > 12:
        raise Http404
    return int(given)


def _named(request: HttpRequest) -> Item:
    form = PutInForm(request.POST)
    if not form.is_valid():
        raise WrongState(" ".join(map(str, form.errors["text"])))
    item: Item = form.cleaned_data["text"]
    return item


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def _titled(title: str) -> dict[str, Any]:
    return {"page_title": title, "header_title": title, "header_icon": "edit"}
