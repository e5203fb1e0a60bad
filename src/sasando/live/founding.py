"""Who may set up live accounts: least privilege, by role."""

from sasando.parties.actions import allow
from sasando.parties.models import Role

_KEEPERS = (Role.INFORMATION_HEAD, Role.EDITOR_IN_CHIEF)
_ACCOUNTS = [
    f"sasando_live.{verb}_broadcastaccount" for verb in ("add", "change", "delete", "view")
]


def found_live() -> None:
    """Give the roles what they need here. Safe to repeat."""
    allow(roles=_KEEPERS, permissions=_ACCOUNTS)
