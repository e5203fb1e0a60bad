from importlib import import_module

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "sasando.site"
    label = "sasando_site"
    verbose_name = "Public site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the desk."""
        import_module("sasando.site.receivers")
        import_module("sasando.site.recordings")
