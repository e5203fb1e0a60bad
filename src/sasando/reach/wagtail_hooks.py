"""Where the reach room shows in the desk."""

from typing import Any

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from sasando.reach import circulation_screen, figures_screen, plan_screen, views
from sasando.reach.models import Circulation


@hooks.register("register_admin_urls")
def register_reach_urls() -> list[Any]:
    return [
        path("reach/", figures_screen.figures, name="sasando_reach"),
        path("reach/tabel/<slug:name>.csv", figures_screen.figures_file, name="sasando_reach_file"),
        path("reach/bacaan/", views.readings, name="sasando_reach_readings"),
        path("reach/oplah/", circulation_screen.circulation, name="sasando_reach_circulation"),
        path(
            "reach/oplah/<int:pk>/tarik/",
            circulation_screen.take_back,
            name="sasando_reach_circulation_back",
        ),
        path(
            "reach/oplah/<int:pk>/berkas/",
            circulation_screen.document,
            name="sasando_reach_circulation_file",
        ),
        path("reach/suara/", views.heard, name="sasando_reach_heard"),
        path("reach/rencana/", plan_screen.plan, name="sasando_reach_plan"),
        path("reach/rencana/tabel.csv", plan_screen.plan_file, name="sasando_reach_plan_file"),
    ]


@hooks.register("register_admin_menu_item")
def register_reach_menu() -> SubmenuMenuItem:
    """The menu "Reach": what was counted, whom it was planned for, who is heard in it."""
    pages = (
        (_("What was reached"), "sasando_reach", "view"),
        (_("Audience plan"), "sasando_reach_plan", "clipboard-list"),
        (_("Who is heard"), "sasando_reach_heard", "group"),
    )
    items = [
        MenuItem(name, reverse_lazy(address), name=address, icon_name=icon, order=order)
        for order, (name, address, icon) in enumerate(pages)
    ]
    return SubmenuMenuItem(_("Reach"), Menu(items=items), name="reach", icon_name="view", order=260)


class _Line(LogFormatter):
    """A line of the audit log about a circulation."""

    template = ""

    def format_message(self, log_entry: ModelLogEntry) -> str:
        """Return the sentence of one entry."""
        data = dict(log_entry.data)
        data["per"] = dict(Circulation.Per.choices).get(data.get("per", ""), "")
        return str(self.template) % data


_LINES = {
    "sasando.circulation_entered": (
        _("Circulation: entered"),
        _(
            "Circulation of %(outlet)s entered: %(copies)s copies, %(per)s, %(starts)s to %(ends)s,"
            " by %(source)s"
        ),
    ),
    "sasando.circulation_taken_back": (
        _("Circulation: taken back"),
        _(
            "Circulation of %(outlet)s taken back: %(copies)s copies, %(starts)s to %(ends)s."
            " %(reason)s"
        ),
    ),
}


@hooks.register("register_log_actions")
def register_log_lines(actions: LogActionRegistry) -> None:
    """Name what the audit log says of circulations."""
    for action, (label, template) in _LINES.items():
        actions.register_action(action)(
            type("Line", (_Line,), {"label": label, "template": template})
        )
