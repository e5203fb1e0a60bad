"""Where the accounts show in the desk, and their lines in the audit log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from sasando.accounts.addresses import transparency_path
from sasando.accounts.digest import screens as digest
from sasando.accounts.goals import screens as goals
from sasando.partnership.menu import HOOK, ForPartners


@hooks.register(HOOK)
def register_goals_menu_item() -> ForPartners:
    return ForPartners(
        _("Goals"),
        reverse_lazy("sasando_accounts_goals"),
        name="goals",
        icon_name="crosshairs",
        order=2,
    )


@hooks.register(HOOK)
def register_digest_menu_item() -> ForPartners:
    return ForPartners(
        _("Weekly digest"),
        reverse_lazy("sasando_accounts_digest"),
        name="digest",
        icon_name="mail",
        order=3,
    )


@hooks.register(HOOK)
def register_transparency_menu_item() -> ForPartners:
    return ForPartners(
        _("Transparency page"),
        transparency_path("id"),
        name="transparency",
        icon_name="globe",
        order=4,
    )


@hooks.register("register_admin_urls")
def register_accounts_urls() -> list[Any]:
    """Give each screen its address."""
    return [
        path("tujuan/", goals.goals, name="sasando_accounts_goals"),
        path("tujuan/baru/", goals.new_goal, name="sasando_accounts_goal_new"),
        path("tujuan/<int:pk>/ubah/", goals.change_goal, name="sasando_accounts_goal_change"),
        path("tujuan/<int:pk>/<slug:verb>/", goals.verb, name="sasando_accounts_goal_verb"),
        path("ringkasan/", digest.preview, name="sasando_accounts_digest"),
    ]


@hooks.register("register_account_settings_panel")
def register_digest_choice(request: HttpRequest, user: Any, profile: Any) -> digest.DigestPanel:
    """Let people of the two partners choose the digest in their profile."""
    return digest.DigestPanel(request, user, profile)


class _Line(LogFormatter):
    """A line of the audit log that says what was agreed or not."""

    template = ""

    def format_message(self, log_entry: ModelLogEntry) -> str:
        """Return the sentence of one entry."""
        return str(self.template) % log_entry.data


_LINES = {
    "sasando.goal_proposed": (
        _("Goal: proposed"),
        _("Proposed version %(version)s, “%(title)s”: %(target)s"),
    ),
    "sasando.goal_agreed": (
        _("Goal: agreed"),
        _("Agreed to version %(version)s, “%(title)s”: %(target)s"),
    ),
    "sasando.goal_declined": (
        _("Goal: declined"),
        _("Declined version %(version)s, “%(title)s”: %(reason)s"),
    ),
    "sasando.goal_ended": (_("Goal: ended"), _("Ended: %(reason)s")),
}


@hooks.register("register_log_actions")
def register_log_lines(actions: LogActionRegistry) -> None:
    """Name what the audit log says of goals."""
    for action, (label, template) in _LINES.items():
        actions.register_action(action)(
            type("Line", (_Line,), {"label": label, "template": template})
        )
