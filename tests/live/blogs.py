"""A live blog about the election of the test's desk."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sasando.desk import actions as desk_actions
from sasando.desk.models import Version
from sasando.documents.vocabulary import Kind
from sasando.elections.models import Election
from sasando.live import actions
from sasando.live.actions.short_posts import ShortPost
from sasando.live.models import LiveBlog
from tests.desk.builders import NOW, Desk

SLUG = "hari-pemungutan-suara"
PATH = f"/langsung/{SLUG}/"
EN_PATH = f"/en/live-blog/{SLUG}/"


def planned(desk: Desk, **more: Any) -> LiveBlog:
    """A blog that both parties keep, as the form gives it."""
    values = {
        "title": "Hari pemungutan suara",
        "title_en": "Voting day",
        "slug": SLUG,
        "election": Election.objects.get(code="pilkada2024"),
        "opens_at": NOW,
        "closes_at": NOW + timedelta(hours=12),
        "owner": desk.kpu,
        "partners": [desk.pos],
        "stages": [],
        "places": [],
        "takes": LiveBlog.Takes.AT_ONCE,
    }
    return actions.save_blog(blog=None, values=values | more, at=NOW)


def opened(desk: Desk, **more: Any) -> LiveBlog:
    return actions.open_blog(blog=planned(desk, **more), by=desk.editor, at=NOW)


def about(desk: Desk, kind: str = "release", **values: Any) -> Any:
    """A text about the blog's election, as a draft."""
    item = desk.item(kind, **values)
    item.elections.set([Election.objects.get(code="pilkada2024")])
    item.save_revision(user=desk.author(kind))
    return item


def out(desk: Desk, kind: str = "release", *, at: datetime = NOW, item: Any = None) -> Version:
    """Publish a text about the blog's election, with everybody's approval."""
    item = item or about(desk, kind)
    version = desk_actions.propose(item=item, by=desk.author(kind), at=at)
    for name in desk.approvers(kind):
        version = desk_actions.approve(version=version, by=desk.people[name], at=at)
    return version


def short(
    kind: Kind = Kind.NOTICE, party: str = "", *, once: UUID | None = None, **values: Any
) -> ShortPost:
    usual = {
        "headline": "TPS 12 Oesapa dibuka pukul 07.40",
        "text": "Kotak suara tiba terlambat. Antrean tetap dilayani.",
        "language": "id",
    }
    return ShortPost(once=once or uuid4(), kind=kind, party=party, **(usual | values))


def corrected(desk: Desk, version: Version, at: datetime, **values: Any) -> Version:
    """Publish the next version of a text."""
    kind = version.kind
    author = desk.author(kind)
    values.setdefault("change_note", "Angka semula keliru.")
    item = desk.edit(version.item.specific, by=author, **values)
    fresh = desk_actions.propose(item=item, by=author, at=at)
    for name in desk.approvers(kind):
        fresh = desk_actions.approve(version=fresh, by=desk.people[name], at=at)
    return fresh
