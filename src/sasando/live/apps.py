from importlib import import_module

from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "sasando.live"
    label = "sasando_live"
    verbose_name = "Live"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what listens; models are loaded only now."""
        import_module("sasando.live.receivers")
        import_module("sasando.live.afterwards.hooks")
        import_module("sasando.live.hearing")
        import_module("sasando.live.stream_receivers")
