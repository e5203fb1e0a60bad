"""What a WordPress site keeps beside its posts: categories, tags and pictures."""

import re
from html import unescape

from sasando.channels.builtin.wordpress_api import Said, WordPressApi
from sasando.documents.digest import sha256_hex
from sasando.plugins import RenderedFile

_SIGNS = re.compile(r"""[&<>"']""")


def term(api: WordPressApi, taxonomy: str, name: str, *, make: bool) -> int | None:
    """Return the number of a category or tag by its name or slug, made when it may be.

    ``None`` when there is none and it was not made: the user may not, or was not asked to. Raises
    ``Said`` or ``TryLater``.
    """
    # WordPress keeps names as HTML ("A &amp; B") and searches them so: ask for a part without signs.
    part = max(_SIGNS.split(name), key=len).strip()
    found = api.get(f"/wp/v2/{taxonomy}", search=part, per_page=100, _fields="id,name,slug")
    for one in found:
        if name.casefold() in (unescape(one["name"]).casefold(), one["slug"]):
            return int(one["id"])
    if not make:
        return None
    try:
        return int(api.post(f"/wp/v2/{taxonomy}", {"name": name})["id"])
    except Said as said:
        if said.code == "term_exists" and said.data.get("term_id"):
            return int(said.data["term_id"])
        if said.status in (401, 403):
            return None
        raise


def media(
    api: WordPressApi, *, picture: RenderedFile, leaves_as: bytes, words: dict[str, str]
) -> int:
    """Return the number of ``picture`` in the site's library, uploaded once.

    It is found again by its slug, made of its SHA-256. ``leaves_as`` are the bytes that are uploaded
    (with content credentials, which differ each time), ``words`` its title, caption and alt text.
    Raises ``Said`` or ``TryLater``.
    """
    slug = f"sasando-{sha256_hex(picture.body)[:20]}"
    found = api.get("/wp/v2/media", slug=slug, context="edit", _fields="id")
    if found:
        number = int(found[0]["id"])
    else:
        name = f"{slug}.{picture.name.rpartition('.')[2]}"
        kind = picture.content_type
        made = api.upload(name=name, content_type=kind, body=leaves_as, slug=slug)
        number = int(made["id"])
    api.post(f"/wp/v2/media/{number}", words)
    return number


def drop_media(api: WordPressApi, number: str) -> list[str]:
    """Delete a picture that says what is not so any more; return why it is still there."""
    if not number:
        return []
    try:
        api.delete(f"/wp/v2/media/{number}", force=True)
    except Said as said:
        return [] if said.is_gone else [api.says("picture_stays", words=said.words)]
    return []
