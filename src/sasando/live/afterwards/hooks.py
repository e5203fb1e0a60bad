"""Where what comes after a broadcast shows in the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path
from wagtail import hooks

from sasando.live.afterwards.panel import AfterwardsPanel
from sasando.live.permissions import reads_live
from sasando.live.views import afterwards


@hooks.register("register_admin_urls", order=-1)  # before the address that takes any verb
def register_afterwards_urls() -> list[Any]:
    """Give each screen its address."""
    return [
        path("siaran/<int:pk>/sesudah/", afterwards.afterwards, name="sasando_live_afterwards"),
        path("siaran/<int:pk>/sesudah/unggah/", afterwards.upload, name="sasando_live_upload"),
        path(
            "siaran/<int:pk>/sesudah/<slug:verb>/",
            afterwards.verb,
            name="sasando_live_afterwards_verb",
        ),
    ]


@hooks.register("construct_homepage_panels")
def add_afterwards_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Recordings that a platform will delete, texts that wait for a person."""
    if reads_live(request.user):
        panels.append(AfterwardsPanel())
