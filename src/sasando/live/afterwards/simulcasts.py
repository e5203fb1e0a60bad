"""Where the relay of an episode keeps its state and its recording, and what it left there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from sasando.live.simulcast.handling import is_alive

if TYPE_CHECKING:
    from sasando.live.models import Production


def folder_of(production: Production) -> Path:
    """Return the folder that the relay of ``production`` is started on."""
    return Path(settings.HOME) / "simulcast" / str(production.pk)


def is_finished(folder: Path) -> bool:
    """Whether a relay recorded into ``folder`` and none is at work there any more."""
    return any(folder.glob("recording-*")) and not is_alive(folder)
