"""A house with its rooms, whose keys and files are the test's own."""

from pathlib import Path
from typing import Any

import pytest

from sasando.channels.privacy import make_asker_key
from sasando.channels.vault import make_vault_key
from tests.desk.builders import Desk, make_desk


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    settings.KEYS = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BAKED = tmp_path / "baked"
    settings.TALLY = tmp_path / "tally"
    make_vault_key()
    make_asker_key()
    return tmp_path


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()
