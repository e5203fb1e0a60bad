"""What the claims room needs before it can take a first message."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from sasando.channels.privacy import make_asker_key
from sasando.claims.actions import ensure_prebunks, note_everything
from sasando.parties.actions import allow
from sasando.parties.models import Role

_KEEPERS = (Role.INFORMATION_HEAD, Role.EDITOR_IN_CHIEF)
_SOURCES = [f"sasando_claims.{verb}_checksource" for verb in ("add", "change", "view")]
_INBOXES = [f"sasando_claims.{verb}_inbox" for verb in ("add", "change", "delete", "view")]


def found_claims() -> None:
    """Make the askers' key, the prebunks, and give the roles what they need. Safe to repeat."""
    make_asker_key()
    ensure_prebunks()
    if not Path(settings.INDEX).exists():  # an index that was lost is filled by the worker
        note_everything(at=timezone.now())
    allow(roles=_KEEPERS, permissions=_INBOXES)
    allow(roles=(Role.EDITOR_IN_CHIEF, Role.EDITOR, Role.CHECKER), permissions=_SOURCES)
