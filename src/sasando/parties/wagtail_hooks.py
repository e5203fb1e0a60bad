"""The room's place in the desk: screens, permissions, and its lines in the audit log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry
from wagtail.permissions import register_permission_policy

from sasando.parties.models import Membership, Organisation, PublicSigningKey, Role
from sasando.parties.permissions import Only
from sasando.parties.viewsets import PartiesGroup

# What signed and what approved must stay readable, so nothing here is ever deleted.
register_permission_policy(Organisation, Only(Organisation, "view", "add", "change"))
register_permission_policy(Membership, Only(Membership, "view", "add", "change"))
register_permission_policy(PublicSigningKey, Only(PublicSigningKey, "view"))


@hooks.register("register_admin_viewset")
def register_parties() -> PartiesGroup:
    """Put the room's screens into the menu."""
    return PartiesGroup()


class _Line(LogFormatter):
    """A line of the audit log that says who, what and where."""

    template = ""

    def format_message(self, log_entry: ModelLogEntry) -> str:
        """Return the sentence of one entry."""
        data = dict(log_entry.data)
        if data.get("role") in Role.values:
            data["role"] = Role(data["role"]).label
        return str(self.template) % data


_LINES = {
    "sasando.key_made": (_("Signing key: made"), _("Signing key %(key)s made")),
    "sasando.key_rotated": (
        _("Signing key: rotated"),
        _("Signing key %(old)s retired, %(new)s made: %(reason)s"),
    ),
    "sasando.appointed": (
        _("Role: appointed"),
        _("%(person)s appointed %(role)s at %(organisation)s"),
    ),
    "sasando.dismissed": (
        _("Role: ended"),
        _("%(person)s is no longer %(role)s at %(organisation)s"),
    ),
    "sasando.factor_added": (_("Second factor: set up"), _("Second factor set up: %(factor)s")),
    "sasando.factor_removed": (
        _("Second factor: removed"),
        _("Second factor removed: %(factor)s"),
    ),
    "sasando.factors_forgotten": (
        _("Second factor: lost, taken away"),
        _("All %(count)s second factors taken away: %(reason)s"),
    ),
    "sasando.factor_reset": (_("Second factor: renewed"), _("Second factor renewed: %(factor)s")),
}


@hooks.register("register_log_actions")
def register_log_lines(actions: LogActionRegistry) -> None:
    """Name what the audit log says of parties."""
    for action, (label, template) in _LINES.items():
        actions.register_action(action)(
            type("Line", (_Line,), {"label": label, "template": template})
        )
