from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "sasando.parties"
    label = "sasando_parties"
    verbose_name = "Parties and people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks, and listen to what allauth says of second factors."""
        from sasando.parties import checks, receivers  # noqa: F401, PLC0415 - apps must be loaded
