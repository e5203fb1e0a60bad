"""Freezing pictures."""

from __future__ import annotations

from typing import Any

from sasando.desk.media import FrozenPictures, clean_picture, picture_href
from sasando.desk.models import FrozenPicture, Picture


def freeze_picture(picture: Picture) -> dict[str, Any]:
    """Return how Documents name ``picture``, after its clean copy is in the store.

    Keys: sha256, content_type, width, height (px), href. The row remembers it, so that the same
    upload is re-encoded once. Raises ``PictureRefused``.
    """
    source_hash = picture.get_file_hash()
    row = FrozenPicture.objects.filter(picture=picture, source_hash=source_hash).first()
    if row is None:
        with picture.open_file() as file:
            clean = clean_picture(file.read())
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
    return {
        "sha256": row.sha256,
        "content_type": row.content_type,
        "width": row.width,
        "height": row.height,
        "href": picture_href(row.sha256, row.content_type),
    }
