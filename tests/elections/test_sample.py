"""The calendars of 2024 that come with Sasando, and what in the official figures is at odds."""

from datetime import UTC, date, datetime

import pytest

from sasando.elections.actions import load_calendar_2024, move_stage
from sasando.elections.consistency import Rule
from sasando.elections.models import Election, Figure, Place, PollingStations, Stage


@pytest.fixture
def loaded(db):
    load_calendar_2024()


def test_the_whole_calendar_is_there_in_both_languages(loaded):
    assert Election.objects.count() == 3
    assert Stage.objects.filter(parent=None).count() == 43
    assert not Stage.objects.filter(name_en="").exists()
    assert Stage.objects.filter(held=False).count() == 6
    assert not Election.objects.get(code="pilpres2024-putaran2").held
    assert Place.objects.filter(level="village").count() == 51
    assert Place.objects.get(code="5371011010").name == "Manulai II"
    assert sum(PollingStations.objects.values_list("count", flat=True)) == 1202


def test_loading_again_changes_nothing_and_keeps_a_moved_stage(loaded):
    stage = Stage.objects.get(code="PKD-05")
    move_stage(
        stage=stage,
        starts=date(2024, 9, 23),
        ends=date(2024, 9, 23),
        reason="Uji",
        decided_by="a" * 64,
        at=datetime(2024, 9, 20, tzinfo=UTC),
    )
    reports = load_calendar_2024()
    assert all(report.created == report.updated == 0 for report in reports)
    stage.refresh_from_db()
    assert stage.starts == date(2024, 9, 23)


def test_the_next_stage_is_never_one_that_was_not_held(loaded):
    ahead = Stage.objects.ahead(date(2024, 6, 1))
    assert ahead[0].code == "PKD-P8-KPG-1"
    under_way = Stage.objects.under_way(date(2024, 6, 26)).values_list("code", flat=True)
    assert "PP2-04" not in under_way


def test_what_does_not_add_up_is_shown(loaded, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        found = Figure.objects.discrepancies()
    said = {
        (d.rule, d.whole.election, d.whole.place, d.whole.measure, d.whole.value, d.total)
        for d in found
    }
    assert said == {
        (Rule.SEXES, "pemilu2024", "5371", "voters", 320_659, 320_669),
        (Rule.SOURCES, "pemilu2024", "5371", "provisional-voters", 324_729, 342_729),
        (Rule.PLACES, "pemilu2024", "5371", "stations", 1_205, 1_202),
        (Rule.SEXES, "pilkada2024", "537101", "provisional-voters", 51_810, 51_807),
        (Rule.PLACES, "pilkada2024", "5371", "provisional-voters", 275_491, 275_494),
        (Rule.SOURCES, "pilkada2024", "5371", "voters", 275_085, 276_085),
        (Rule.SOURCES, "pilkada2024", "5371", "voters", 134_400, 124_400),
        (Rule.PARTS, "pilkada2024", "5371", "valid-votes", 189_170, 199_170),
        (Rule.SEXES, "pilkada2024", "53", "disabled-voters", 54_588, 54_578),
    }
    alak = next(d for d in found if d.whole.place == "537101")
    assert (alak.difference, alak.sources) == (3, ("Berita Buana",))
    voters = next(d for d in found if d.whole.value == 320_659)
    assert voters.difference == -10
