from django.apps import AppConfig


class OpennessConfig(AppConfig):
    name = "sasando.openness"
    label = "sasando_openness"
    verbose_name = "Openness"
    default_auto_field = "django.db.models.BigAutoField"
