from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "sasando.elections"
    label = "sasando_elections"
    verbose_name = "Elections"
    default_auto_field = "django.db.models.BigAutoField"
