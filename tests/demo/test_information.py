"""The sample's requests stand in every state, under the general rule and under that of elections."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sasando.channels.privacy import make_asker_key
from sasando.channels.vault import make_vault_key
from sasando.demo.information import ask_for_information
from sasando.demo.sample import SampleDesk
from sasando.openness.models import CatalogueEntry, Matter, Objection, Request
from sasando.parties.models import Person
from sasando.rendering.dates import KUPANG_TIME


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> None:
    settings.KEYS = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"
    make_vault_key()
    make_asker_key()


@pytest.mark.parametrize(
    ("now", "regime"),
    [
        (datetime(2026, 11, 29, 19, 0, tzinfo=KUPANG_TIME), "umum"),
        (datetime(2024, 10, 2, 9, 0, tzinfo=KUPANG_TIME), "pemilu"),
    ],
)
def test_every_state_is_there_whatever_the_rule(db: None, now: datetime, regime: str) -> None:
    SampleDesk(now).found()
    people = {person.username: person for person in Person.objects.all()}
    ask_for_information(now=now, people=people)
    outcomes = set(Request.objects.values_list("state", "outcome"))
    assert outcomes == {
        ("closed", "granted"),
        ("closed", "refused"),
        ("open", ""),
        ("waiting", ""),
    }
    assert set(Matter.objects.values_list("regime", flat=True)) == {regime}
    assert Matter.objects.filter(count=3, open_count=3).count() == 1
    assert Request.objects.filter(extended_from__isnull=False).count() == 1
    assert Objection.objects.open().count() == 1
    assert set(CatalogueEntry.objects.public().values_list("kind", flat=True)) == {
        "1-periodic",
        "3-any-time",
        "4-exempt",
    }
