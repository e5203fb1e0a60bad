"""Where the reach room shows in the desk."""

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sasando.reach import plan_screen, views


@hooks.register("register_admin_urls")
def register_reach_urls() -> list[Any]:
    return [
        path("reach/", views.readings, name="sasando_reach"),
        path("reach/suara/", views.heard, name="sasando_reach_heard"),
        path("reach/rencana/", plan_screen.plan, name="sasando_reach_plan"),
        path("reach/rencana/tabel.csv", plan_screen.plan_file, name="sasando_reach_plan_file"),
    ]


@hooks.register("register_admin_menu_item")
def register_reach_menu_item() -> MenuItem:
    return MenuItem(_("Reach"), reverse("sasando_reach"), icon_name="view", order=260)


@hooks.register("register_admin_menu_item")
def register_heard_menu_item() -> MenuItem:
    return MenuItem(_("Who is heard"), reverse("sasando_reach_heard"), icon_name="group", order=261)


@hooks.register("register_admin_menu_item")
def register_plan_menu_item() -> MenuItem:
    return MenuItem(
        _("Audience plan"), reverse("sasando_reach_plan"), icon_name="clipboard-list", order=262
    )
