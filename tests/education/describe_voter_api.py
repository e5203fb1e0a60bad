"""Write docs/reference/voter-api.openapi.json: ``python -m tests.education.describe_voter_api``."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.education.test_api import DESCRIPTION, described

    DESCRIPTION.write_text(described())
