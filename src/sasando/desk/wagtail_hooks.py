"""Where the desk meets Wagtail's screens."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from sasando.desk import audit
from sasando.desk.choosers import place_chooser, stage_chooser


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    audit.register(actions)


@hooks.register("register_admin_viewset")
def register_choosers() -> list[Any]:
    return [stage_chooser, place_chooser]
