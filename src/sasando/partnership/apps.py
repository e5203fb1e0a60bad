from importlib import import_module

from django.apps import AppConfig


class PartnershipConfig(AppConfig):
    name = "sasando.partnership"
    label = "sasando_partnership"
    verbose_name = "Partnership"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what is published, aired and taken back."""
        import_module("sasando.partnership.receivers")
