from django.apps import AppConfig


class EducationConfig(AppConfig):
    name = "sasando.education"
    label = "sasando_education"
    verbose_name = "Education"
    default_auto_field = "django.db.models.BigAutoField"
