"""A desk with a published item of each kind, as readers find it."""

from datetime import timedelta

import pytest

from sasando.desk import actions
from tests.desk.builders import NOW, Desk, make_desk


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BAKED = tmp_path / "baked"
    settings.SITE_URL = "https://sasando.example"
    settings.ALLOWED_HOSTS = ["*"]
    return tmp_path


@pytest.fixture
def desk(db) -> Desk:
    return make_desk()


@pytest.fixture
def full(desk) -> Desk:
    """One published item of each kind, and a release corrected once."""
    for kind in ("release", "notice", "news", "partnership"):
        desk.published(kind)
    first = desk.published("release", title="KPU menetapkan 552 TPS", slug="tps")
    text = desk.edit(
        first.item.specific,
        by=desk.officer,
        title="KPU menetapkan 553 TPS",
        key_message="Ada 553 TPS.",
        change_note="Jumlah TPS semula tertulis 552; yang benar 553.",
    )
    at = NOW + timedelta(hours=3)
    second = actions.propose(item=text, by=desk.officer, at=at)
    actions.approve(version=second, by=desk.second, at=at)
    return desk


@pytest.fixture
def time_machine_at(monkeypatch):
    """Set the clock that views read."""

    def set_clock(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_clock
