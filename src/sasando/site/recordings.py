"""Which films and captions readers may have: those that a Document names which stands in public.

A folder of links says so, beside the folder of the files: a web server that knows nothing of the
desk serves exactly what readers may see. The folder follows from the database, and is set right
again by the clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.dispatch import receiver

from sasando.desk import signals
from sasando.desk.models import State, Version

NAME = re.compile(r"([0-9a-f]{64})\.(mp4|vtt)")
_HAS_FILM = '"type":"recording"'  # as every Document with a film says in its canonical form
_STANDS = (State.CURRENT, State.EXPIRED)  # what was withdrawn or corrected away is not served


def kept_folder() -> Path:
    """Return where the house keeps films and captions, public or not."""
    return Path(settings.MEDIA_ROOT) / "recordings"


def public_folder() -> Path:
    """Return the folder of links to those that readers may have."""
    return Path(settings.MEDIA_ROOT) / "recordings-public"


def public_names() -> set[str]:
    """Return the names of all files that a standing Document names."""
    versions = Version.objects.filter(state__in=_STANDS, canonical__contains=_HAS_FILM)
    return {name for version in versions.iterator(50) for name in _named_by(version)}


def _named_by(version: Version) -> Iterable[str]:
    for film in version.content.recordings:
        yield f"{film.sha256}.mp4"
        for track in film.captions:
            yield f"{track.sha256}.vtt"


def set_links(at: datetime) -> None:
    """Link what became public, unlink what is not any more. Safe to repeat, by any process."""
    folder = public_folder()
    wanted = public_names()
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    for name in there - wanted:
        (folder / name).unlink(missing_ok=True)
    for name in wanted - there:
        if (kept_folder() / name).is_file():
            folder.mkdir(parents=True, exist_ok=True)
            _link(folder / name)


def _link(path: Path) -> None:
    try:
        path.symlink_to(Path("..") / "recordings" / path.name)
    except FileExistsError:
        return  # another process was quicker


@receiver([signals.published, signals.withdrawn, signals.expired])
def follow(*, version: Version, at: datetime, **_: Any) -> None:
    """Bring the links up to date once this is committed, where the item has or had a film."""
    versions = Version.objects.filter(item_id=version.item_id, canonical__contains=_HAS_FILM)
    if versions.exists():
        transaction.on_commit(partial(set_links, at))
