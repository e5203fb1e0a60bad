"""An election with a short calendar."""

from datetime import date

import pytest

from sasando.elections.models import Election, Place, Stage


@pytest.fixture
def election(db) -> Election:
    return Election.objects.create(
        code="pilkada2024",
        name="Pemilihan Serentak 2024",
        name_en="Regional Head Elections 2024",
        kind="regional-head",
        decided_on=date(2024, 1, 26),
    )


@pytest.fixture
def kupang(db) -> Place:
    return Place.objects.create(code="5371", name="Kota Kupang", level="city")


@pytest.fixture
def stage(election) -> Stage:
    return Stage.objects.create(
        code="PKD-05",
        election=election,
        number=13,
        name="Penetapan pasangan calon",
        name_en="Determination of pairs of candidates",
        starts=date(2024, 9, 22),
        ends=date(2024, 9, 22),
    )
