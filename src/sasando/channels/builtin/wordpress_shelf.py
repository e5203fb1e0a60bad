"""The posts of a WordPress: made once, and found again by number, by slug, or by the address of a person."""

from collections.abc import Mapping
from typing import Any

from sasando.channels.builtin import wordpress_post as posts
from sasando.channels.builtin.wordpress_api import Said, WordPressApi
from sasando.documents import Document
from sasando.plugins import Receipt
from sasando.rendering.phrases import phrase

_SEEN = "publish,future,draft,pending,private"  # every status but the trash
_FIELDS = "id,slug,status,link,featured_media"


def created(api: WordPressApi, document: Document, values: dict[str, Any], *, status: str) -> Any:
    """Create the post; when a lost attempt turns out to have made one too, keep the first."""
    wanted = posts.slug(document)
    moment = posts.moment_gmt(document)
    values |= {"slug": wanted, "status": status}
    values |= {"date_gmt": moment} if moment else {}
    post = api.post("/wp/v2/posts", values)
    if post.get("slug") == wanted:
        return post
    first = find(api, wanted)
    if first is None or first["id"] == post["id"]:
        return post
    api.delete(f"/wp/v2/posts/{post['id']}", force=True)
    return api.post(f"/wp/v2/posts/{first['id']}", values)


def noted(api: WordPressApi, post_id: str) -> Mapping[str, Any] | None:
    """Return the post that a note names, unless it is gone or in the trash."""
    if not post_id:
        return None
    try:
        post = api.get(f"/wp/v2/posts/{post_id}", context="edit", _fields=_FIELDS)
    except Said as said:
        if said.is_gone:
            return None
        raise
    return post if post["status"] != "trash" else None


def find(api: WordPressApi, slug: str) -> Mapping[str, Any] | None:
    """Return the post with this slug, of whatever status."""
    query = {"slug": slug, "status": _SEEN, "context": "edit", "_fields": _FIELDS}
    found = api.get("/wp/v2/posts", **query)
    return found[0] if found else None


def id_of(api: WordPressApi, document: Document, receipt: Receipt) -> int:
    """Return the post's number: from the receipt, else by its slug. Raises ``Said``."""
    if receipt.identifier.isascii() and receipt.identifier.isdecimal():
        return int(receipt.identifier)
    by_hand = receipt.address.rstrip("/").rpartition("/")[2]  # a person brought the address
    for slug in (posts.slug(document), by_hand):
        found = find(api, slug) if slug else None
        if found:
            return int(found["id"])
    words = phrase(
        "wordpress.gone", api.context.language, words=receipt.identifier or posts.slug(document)
    )
    raise Said(words, code="rest_post_invalid_id", status=404, data={})
