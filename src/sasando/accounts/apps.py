from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sasando.accounts"
    label = "sasando_accounts"
    verbose_name = "Accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks."""
        import_module("sasando.accounts.checks")
