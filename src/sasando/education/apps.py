from importlib import import_module

from django.apps import AppConfig


class EducationConfig(AppConfig):
    name = "sasando.education"
    label = "sasando_education"
    verbose_name = "Education"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the bot hear who asks about the voting rules; models are loaded only now."""
        talks = import_module("sasando.claims.talking")
        talks.register(import_module("sasando.education.talking").talk)
