from pathlib import Path
from typing import Any

import pytest

from sasando.channels.vault import make_vault_key
from tests.desk.builders import Desk, make_desk
from tests.partnership.deals import Deal, a_deal


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    settings.KEYS = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BAKED = tmp_path / "baked"
    make_vault_key()
    return tmp_path


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def deal(desk: Desk) -> Deal:
    """An agreement that both sides signed."""
    return a_deal(desk).in_force()
