from importlib import import_module

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "sasando.claims"
    label = "sasando_claims"
    verbose_name = "Claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for module in ("checks", "notices", "receivers"):
            import_module(f"sasando.claims.{module}")
