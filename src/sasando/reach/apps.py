from django.apps import AppConfig


class ReachConfig(AppConfig):
    name = "sasando.reach"
    label = "sasando_reach"
    verbose_name = "Reach"
    default_auto_field = "django.db.models.BigAutoField"
