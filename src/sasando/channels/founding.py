"""Who may do what with outlets, deliveries and tokens: least privilege, by role."""

from sasando.parties.actions import allow
from sasando.parties.models import Role

_KEEPERS = (Role.INFORMATION_HEAD, Role.EDITOR_IN_CHIEF)
_OUTLETS = [f"sasando_channels.{verb}_outlet" for verb in ("add", "change", "delete", "view")]
_NEWSLETTERS = [
    f"sasando_channels.{verb}_newsletter" for verb in ("add", "change", "delete", "view")
]
_TOKENS = [f"sasando_channels.{verb}_accesstoken" for verb in ("add", "delete", "view")]


def found_channels() -> None:
    """Give the roles what they need here. Safe to repeat."""
    reads = ["sasando_channels.view_delivery", "sasando_channels.view_issue"]
    allow(roles=tuple(Role), permissions=reads)
    allow(roles=_KEEPERS, permissions=[*_OUTLETS, *_TOKENS, *_NEWSLETTERS])
