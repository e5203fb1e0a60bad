"""Who is heard over time: right on a sample whose truth is known, twins once, guests by their seconds."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.desk.lens import Count
from sasando.elections.models import Stage
from sasando.live.models import Production, SpeakingTime
from sasando.reach.voices import Voices, last_months, voices
from tests.desk.builders import NOW, Desk, make_desk, rich

BUDGET = 40


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> None:
    settings.KEYS = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def heard() -> Voices:
    since, until = last_months(NOW + timedelta(hours=1))
    return voices(since=since, until=until)


def quote(speaker: str, gender: str = "", role: str = "") -> tuple[str, dict[str, str]]:
    value = {"text": "Kata", "speaker": speaker, "office": "", "gender": gender, "role": role}
    return ("quote", value)


def test_the_figures_are_right_on_a_sample_with_known_truth(desk: Desk) -> None:
    desk.published(
        "news",
        body=[
            quote("Ani Lopo", "female", "expert"),
            quote("Nus Manafe", "male", "official"),
            quote("Ani Lopo"),
            quote("Seorang warga"),
        ],
    )
    desk.published(
        "news", body=[quote("Ina Kore", "female", "citizen")], at=NOW - timedelta(days=40)
    )
    episode = desk.published("episode")
    found = heard()
    assert [(m.first.isoformat(), m.items) for m in found.months] == [
        ("2024-09-01", 2),
        ("2024-08-01", 1),
    ]
    september, august = found.months
    assert september.balance.speakers == Count(women=1, men=1, unstated=1)
    assert september.balance.experts == Count(women=1)
    assert september.balance.guests == Count(women=1, unstated=1)
    assert august.balance.speakers == Count(women=1)
    assert found.total.speakers == Count(women=2, men=1, unstated=1)
    assert found.total.speakers.share == pytest.approx(2 / 3)

    production = Production.objects.create(
        episode=episode.item.specific, opened_by=desk.editor, opened_at=NOW
    )
    for gender, role, seconds in (
        ("female", "guest", 90),
        ("male", "guest", 30),
        ("", "host", 600),
    ):
        SpeakingTime.objects.create(
            production=production,
            ref="0" * 32,
            name="x",
            role=role,
            gender=gender,
            started_at=NOW,
            ended_at=NOW + timedelta(seconds=seconds),
            by=desk.editor,
        )
    assert heard().spoken == Count(women=90, men=30)


def test_twins_in_two_languages_count_once(desk: Desk) -> None:
    first = desk.published("news", body=[quote("Ani Lopo", "female")])
    desk.published(
        "news",
        language="en",
        translation_key=first.item.translation_key,
        body=[quote("Ani Lopo", "female")],
    )
    assert heard().total.speakers == Count(women=1)


def test_each_stage_says_which_concerns_it_speaks_of(desk: Desk) -> None:
    stage = Stage.objects.get(code="pungut")
    desk.published(
        "news",
        stages=[stage],
        audiences=["women"],
        body=[("paragraph", rich("Ibu hamil didahulukan dalam antrean."))],
    )
    (found,) = heard().stages
    assert (found.code, found.items, found.for_women) == ("pungut", 1, 1)
    assert [concern.key for concern in found.concerns] == ["children"]


def test_the_page_keeps_a_budget(
    client: Client, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(desk.editor)
    desk.published("news", body=[quote("Ani Lopo", "female", "expert")])
    address = reverse("sasando_reach_heard") + f"?tahun={NOW.year}"
    client.get(address)
    for _number in range(3):
        desk.published("news", body=[quote("Nus Manafe", "male")])
    with django_assert_max_num_queries(BUDGET):
        page = client.get(address).content.decode()
    assert 'class="listing heard"' in page
    assert "25%" in page  # one woman of four, quoted
