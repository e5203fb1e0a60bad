import pytest

from tests.desk.builders import Desk, make_desk


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


@pytest.fixture
def desk(db) -> Desk:
    return make_desk()
