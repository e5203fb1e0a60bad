"""The room's place in the desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from sasando.elections import urls
from sasando.elections.models import Election, Figure, Place, PollingStations, Stage
from sasando.elections.viewsets import ElectionsGroup
from sasando.parties.permissions import Only

# What Documents refer to stays; a wrong figure may be taken away.
for kept in (Election, Stage, Place):
    register_permission_policy(kept, Only(kept, "view", "add", "change"))
for loose in (Figure, PollingStations):
    register_permission_policy(loose, Only(loose, "view", "add", "change", "delete"))

register_snippet(ElectionsGroup)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern | URLResolver]:
    """Put the room's own screens under the desk."""
    return [path("sasando/elections/", include(urls))]


class ImportItem(MenuItem):
    """Shown to whoever may add stages."""

    def is_shown(self, request: object) -> bool:
        """Whether this person may import."""
        return request.user.has_perm("sasando_elections.add_stage")  # type: ignore[attr-defined]


@hooks.register("register_settings_menu_item")
def register_import() -> MenuItem:
    """Put importing among the settings."""
    return ImportItem(
        _("Import tables"),
        reverse_lazy("sasando_elections:import", args=["stages"]),
        icon_name="upload",
    )


@hooks.register("register_reports_menu_item")
def register_discrepancies() -> MenuItem:
    """Put the figures at odds among the reports."""
    return MenuItem(
        _("Figures at odds"), reverse_lazy("sasando_elections:discrepancies"), icon_name="warning"
    )


@hooks.register("register_log_actions")
def register_log_lines(actions: LogActionRegistry) -> None:
    """Name what the audit log says of stages."""

    @actions.register_action("sasando.stage_moved")
    class StageMoved(LogFormatter):
        label = _("Stage: moved")

        def format_message(self, log_entry: ModelLogEntry) -> str:
            """Return the sentence of one entry."""
            was, now = log_entry.data["was"], log_entry.data["is"]
            return _("Moved from %(was)s to %(is)s: %(reason)s") % {
                "was": " – ".join(was),
                "is": " – ".join(now),
                "reason": log_entry.data["reason"],
            }
