"""Where the room shows in the desk, and its line in the audit log."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from sasando.retention import views


@hooks.register("register_admin_urls")
def register_retention_urls() -> list[Any]:
    return [
        path("retensi/", views.kept, name="sasando_retention"),
        path("retensi/<str:key>/", views.period, name="sasando_retention_period"),
    ]


@hooks.register("register_admin_menu_item")
def register_retention_menu_item() -> MenuItem:
    return MenuItem(
        _("What is kept"),
        reverse_lazy("sasando_retention"),
        name="retention",
        icon_name="history",
        order=710,
    )


@hooks.register("insert_global_admin_css")
def looks() -> str:
    """The rules, one card each."""
    return format_html('<link rel="stylesheet" href="{}">', static("sasando_retention/kept.css"))


class _PeriodSet(LogFormatter):
    label = _("Retention: set")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        """Return the sentence of one entry."""
        words = _("%(rule)s: kept for %(days)s days instead of %(before)s: %(reason)s")
        return str(words) % log_entry.data


@hooks.register("register_log_actions")
def register_log_lines(actions: LogActionRegistry) -> None:
    """Name what the audit log says of retention."""
    actions.register_action("sasando.period_set")(_PeriodSet)
