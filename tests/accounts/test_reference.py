"""The reference of the open data and of its API says what is there."""

import json

from django.test import Client
from openapi_spec_validator import validate as validate_openapi

from tests.accounts.describe_data import DESCRIPTION, PAGE, described, described_api

AGAIN = "write it again: python -m tests.accounts.describe_data"


def test_the_dictionary_in_the_docs_is_current() -> None:
    assert PAGE.read_text() == described(), AGAIN


def test_the_api_is_described_and_serves_its_description() -> None:
    schema = json.loads(described_api())
    validate_openapi(schema)
    assert json.loads(DESCRIPTION.read_text()) == schema, AGAIN
    served = Client().get("/api/v1/data.openapi.json")
    assert served.json()["paths"].keys() == schema["paths"].keys()
