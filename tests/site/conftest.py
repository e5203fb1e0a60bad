"""A desk with a published item of each kind, as readers find it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings

from sasando.desk import actions
from sasando.elections.models import Place
from tests.desk.builders import NOW, Desk, make_desk
from tests.founded import once


@pytest.fixture(autouse=True, scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    with override_settings(
        KEYS=folder / "keys",
        MEDIA_ROOT=folder / "media",
        BAKED=folder / "baked",
        SITE_URL="https://sasando.example",
        ALLOWED_HOSTS=["*"],
    ):
        yield folder


@pytest.fixture
def desk(db) -> Desk:
    return make_desk()


def full_desk() -> Desk:
    return once("full desk", lambda: _fill(make_desk()))


def _fill(desk: Desk) -> Desk:
    """Publish one item of each kind, and correct a release."""
    for kind in ("release", "notice", "news", "partnership"):
        desk.published(kind)
    desk.published("verdict", title="Salah, nomor paslon tertukar", slug="nomor-paslon")
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
def full(db) -> Desk:
    return full_desk()


@pytest.fixture(scope="module")
def standing(house, django_db_setup, django_db_blocker):
    """The full desk once for all tests of a module that only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        desk = full_desk()
        Place.objects.create(code="53.71", name="Kota Kupang", level="city")
        yield desk
        transaction.set_rollback(True)


@pytest.fixture
def time_machine_at(monkeypatch):
    """Set the clock that views read."""

    def set_clock(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_clock
