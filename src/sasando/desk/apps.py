import importlib

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "sasando.desk"
    label = "sasando_desk"
    verbose_name = "Desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what listens; models are loaded only now."""
        for listener in ("receivers", "notices"):
            importlib.import_module(f"sasando.desk.{listener}")
