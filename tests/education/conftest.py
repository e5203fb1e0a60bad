"""A desk with a published lesson in both languages, as learners find it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from sasando.desk.models import Version
from tests.desk.builders import Desk, make_desk
from tests.founded import once


@pytest.fixture(autouse=True, scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
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
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def taught(db: None) -> Desk:
    """Three lessons: two in Indonesian, for young women and for all, and one of them in English."""
    return once("taught", lambda: teach(make_desk()))


def teach(desk: Desk) -> Desk:
    first = desk.published(
        "lesson",
        title="Jam buka TPS",
        slug="jam-buka-tps",
        audiences=["women", "first-time"],
        place_in_path=20,
    )
    desk.published(
        "lesson",
        title="Polling hours",
        slug="polling-hours",
        language="en",
        audiences=["women", "first-time"],
        place_in_path=20,
        translation_key=first.item.translation_key,
    )
    desk.published(
        "lesson", title="Apakah saya pemilih?", slug="pemilih", audiences=[], place_in_path=10
    )
    return desk


def lesson(slug: str) -> Version:
    return Version.objects.current().select_related("item").get(slug=slug)
