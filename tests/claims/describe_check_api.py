"""Write docs/reference/check-api.openapi.json: ``python -m tests.claims.describe_check_api``."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.claims.test_api import DESCRIPTION, described

    DESCRIPTION.write_text(described())
