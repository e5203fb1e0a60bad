"""Freezing pictures."""

from __future__ import annotations

from typing import Any

from sasando.desk.marking import ClaimPicture, mark_picture
from sasando.desk.media import CleanPicture, FrozenPictures, clean_picture, picture_href
from sasando.desk.models import FrozenPicture, Picture
from sasando.documents.digest import sha256_hex


def freeze_picture(picture: Picture | ClaimPicture) -> dict[str, Any]:
    """Return how Documents name ``picture``, after its clean copy is in the store.

    Of a claim's picture only the marked copy is in the store. Keys: sha256, content_type, width,
    height (px), href. The row remembers it, so that the same upload is re-encoded once. Raises
    ``PictureRefused``.
    """
    if isinstance(picture, ClaimPicture):
        return _named(_frozen_claim(picture))
    source_hash = picture.get_file_hash()
    row = FrozenPicture.objects.filter(picture=picture, source_hash=source_hash).first()
    if row is None:
        with picture.open_file() as file:
            clean = clean_picture(file.read())
        row = _remember(clean, picture=picture, source_hash=source_hash)
    return _named(row)


def _frozen_claim(picture: ClaimPicture) -> FrozenPicture:
    with picture.upload.open("rb") as file:
        upload = file.read()
    source_hash = sha256_hex(upload + b"\0" + picture.word.encode())[:40]
    row = FrozenPicture.objects.filter(picture=None, source_hash=source_hash).first()
    if row is None:
        marked = mark_picture(clean_picture(upload), picture.word)
        row = _remember(marked, picture=None, source_hash=source_hash)
    return row


def _remember(clean: CleanPicture, *, picture: Picture | None, source_hash: str) -> FrozenPicture:
    FrozenPictures().write(clean)
    row, _made = FrozenPicture.objects.get_or_create(
        picture=picture,
        source_hash=source_hash,
        defaults={
            "sha256": clean.sha256,
            "content_type": clean.content_type,
            "width": clean.width,
            "height": clean.height,
        },
    )
    return row


def _named(row: FrozenPicture) -> dict[str, Any]:
    return {
        "sha256": row.sha256,
        "content_type": row.content_type,
        "width": row.width,
        "height": row.height,
        "href": picture_href(row.sha256, row.content_type),
    }
