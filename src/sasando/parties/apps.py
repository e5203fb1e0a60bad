from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "sasando.parties"
    label = "sasando_parties"
    verbose_name = "Parties and people"
    default_auto_field = "django.db.models.BigAutoField"
