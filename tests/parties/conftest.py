"""Two organisations, a person, and a folder of keys that lasts for one test."""

from datetime import UTC, datetime

import pytest

from sasando.documents.vocabulary import PartyKind
from sasando.parties.actions import ensure_groups, found_organisation
from sasando.parties.models import Organisation, Person

NOW = datetime(2024, 9, 20, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"
    return settings.KEYS


@pytest.fixture
def commission(db) -> Organisation:
    return found_organisation(
        code="kpu-kota-kupang", name="KPU Kota Kupang", kind=PartyKind.COMMISSION
    )


@pytest.fixture
def newsroom(db) -> Organisation:
    return found_organisation(code="pos-kupang", name="Pos Kupang", kind=PartyKind.NEWSROOM)


@pytest.fixture
def officer(db) -> Person:
    ensure_groups()
    return Person.objects.create_user(
        "maria", "maria@example.org", "sandi-panjang-9", first_name="Maria", last_name="Bria"
    )


@pytest.fixture
def administrator(db) -> Person:
    return Person.objects.create_superuser("admin", "admin@example.org", "sandi-panjang-9")
