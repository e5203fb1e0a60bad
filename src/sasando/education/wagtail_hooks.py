"""Where the education room shows in the desk: for both sides, who see the same figures."""

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sasando.education import translator_views, views


@hooks.register("register_admin_urls")
def register_learning_urls() -> list[Any]:
    return [
        path("belajar/", views.learning, name="sasando_learning"),
        path("belajar/paket/", views.kit, name="sasando_kit"),
        path(
            "belajar/terjemahan/<int:page>/<slug:further>/",
            translator_views.translation,
            name="sasando_translation",
        ),
        path("belajar/<slug:slug>/", views.lesson, name="sasando_learning_lesson"),
    ]


@hooks.register("register_admin_menu_item")
def register_learning_menu_item() -> MenuItem:
    return MenuItem(_("Learning"), reverse("sasando_learning"), icon_name="openquote", order=255)
