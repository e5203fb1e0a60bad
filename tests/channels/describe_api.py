"""Write docs/reference/pull-api.openapi.json: ``python -m tests.channels.describe_api``."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.channels.test_api import DESCRIPTION, described

    DESCRIPTION.write_text(described())
