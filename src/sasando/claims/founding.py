"""What the claims room needs before it can take a first message."""

from sasando.claims.privacy import make_asker_key
from sasando.parties.actions import allow
from sasando.parties.models import Role

_KEEPERS = (Role.INFORMATION_HEAD, Role.EDITOR_IN_CHIEF)
_INBOXES = [f"sasando_claims.{verb}_inbox" for verb in ("add", "change", "delete", "view")]


def found_claims() -> None:
    """Make the askers' key and give the roles what they need here. Safe to repeat."""
    make_asker_key()
    allow(roles=_KEEPERS, permissions=_INBOXES)
