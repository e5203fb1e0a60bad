from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "sasando.retention"
    label = "sasando_retention"
    verbose_name = "What is kept, and for how long"
    default_auto_field = "django.db.models.BigAutoField"
