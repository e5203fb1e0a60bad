from importlib import import_module

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "sasando.channels"
    label = "sasando_channels"
    verbose_name = "Channels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for module in ("checks", "receivers", "hub.receivers", "newsletter.receivers"):
            import_module(f"sasando.channels.{module}")
