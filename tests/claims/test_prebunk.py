"""Known rumours have their answer ready when their stage nears."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sasando.claims import actions, prebunk
from sasando.claims.exceptions import NotAllowed, WrongState
from sasando.claims.models import Prebunk, PrebunkOffer
from sasando.desk import actions as desk_actions
from sasando.desk.models import Item, PartnershipStory, Release
from sasando.elections.actions import load_calendar_2024
from sasando.elections.models import Stage
from tests.claims.conftest import work
from tests.claims.standin import StandIn
from tests.desk.builders import NOW, Desk

VOTING = date(2024, 11, 27)


@pytest.fixture
def voting(desk: Desk) -> Stage:
    actions.ensure_prebunks()
    return Stage.objects.select_related("election").get(code="pungut")


def test_every_pattern_says_all_that_is_needed_in_both_languages() -> None:
    patterns = prebunk.patterns()
    assert len(patterns) >= 12
    assert {row["phase"] for row in patterns} == set(prebunk.phases())
    for row in patterns:
        for language in ("id", "en"):
            text = row[language]
            assert text["rumours"]
            assert text["answer"]
            assert len(text["short"]) <= 300
            assert len(text["title"]) <= 120


def test_each_phase_meets_a_stage_of_2024(db: None) -> None:
    load_calendar_2024()
    stages = list(Stage.objects.select_related("election"))
    for name, phase in prebunk.phases().items():
        assert any(phase.fits(stage) for stage in stages), name


def test_seeding_twice_changes_nothing_and_what_was_switched_off_stays_off(db: None) -> None:
    count = actions.ensure_prebunks()
    Prebunk.objects.filter(code="jam-tps-berubah").update(active=False)
    assert actions.ensure_prebunks() == Prebunk.objects.count() == count
    assert not Prebunk.objects.get(code="jam-tps-berubah").active


def test_a_prebunk_is_near_some_days_before_its_stage_until_it_ends(voting: Stage) -> None:
    def codes(day: date) -> set[str]:
        return {one.prebunk.code for one in prebunk.near(day) if one.stage == voting}

    assert "jam-tps-berubah" not in codes(VOTING - timedelta(days=11))
    assert "jam-tps-berubah" in codes(VOTING - timedelta(days=10))
    assert "surat-suara-tercoblos" in codes(VOTING - timedelta(days=11))
    assert "jam-tps-berubah" in codes(VOTING)
    assert not codes(VOTING + timedelta(days=1))


def test_an_officer_makes_a_release_with_an_embargo_until_it_is_timely(
    desk: Desk, voting: Stage, engine: StandIn
) -> None:
    wanted = Prebunk.objects.get(code="jam-tps-berubah")
    item = actions.offer_prebunk(prebunk=wanted, stage=voting, by=desk.officer, at=NOW)
    assert isinstance(item, Release)
    assert item.embargo_until == datetime(2024, 11, 17, 8, tzinfo=timezone.get_default_timezone())
    twins = Item.objects.filter(translation_key=item.translation_key)
    assert {twin.locale.language_code for twin in twins} == {"id", "en"}
    version = desk_actions.propose(item=item, by=desk.officer, at=NOW)
    version = desk_actions.approve(version=version, by=desk.second, at=NOW)
    assert not version.is_public
    assert desk_actions.publish_due(at=item.embargo_until)
    work()
    (known,) = (one for one in engine.known.values() if one.id.startswith("version:"))
    assert "diundur ke minggu depan" in known.explanation  # a rumour finds its answer


def test_a_newsroom_makes_a_partnership_story_with_the_commission(
    desk: Desk, voting: Stage
) -> None:
    wanted = Prebunk.objects.get(code="surat-suara-tercoblos")
    item = actions.offer_prebunk(
        prebunk=wanted, stage=voting, by=desk.editor, at=NOW + timedelta(days=60)
    )
    assert isinstance(item, PartnershipStory)
    assert list(item.partners.all()) == [desk.kpu]
    assert item.embargo_until is None
    desk_actions.propose(item=item, by=desk.editor, at=NOW)


def test_drafts_are_made_once_and_by_who_writes(desk: Desk, voting: Stage) -> None:
    wanted = Prebunk.objects.get(code="jam-tps-berubah")
    with pytest.raises(NotAllowed):
        actions.offer_prebunk(prebunk=wanted, stage=voting, by=desk.checker, at=NOW)
    actions.offer_prebunk(prebunk=wanted, stage=voting, by=desk.officer, at=NOW)
    with pytest.raises(WrongState):
        actions.offer_prebunk(prebunk=wanted, stage=voting, by=desk.editor, at=NOW)
    assert wanted not in {one.prebunk for one in prebunk.near(VOTING)}
    other = Prebunk.objects.get(code="sirekap-mengubah-suara")
    with pytest.raises(WrongState):
        actions.offer_prebunk(prebunk=other, stage=voting, by=desk.officer, at=NOW)


def test_people_are_reminded_once(
    desk: Desk, voting: Stage, django_capture_on_commit_callbacks: object
) -> None:
    desk.officer.email = "maria@kpu.example"
    desk.officer.save()
    at = datetime(2024, 11, 20, 1, tzinfo=timezone.get_default_timezone())
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        count = actions.remind_of_prebunks(at=at)
    assert count == PrebunkOffer.objects.filter(reminded_at=at).count() > 0
    (letter,) = [one for one in mail.outbox if one.to == ["maria@kpu.example"]]
    assert "TPS" in letter.body
    assert actions.remind_of_prebunks(at=at + timedelta(hours=1)) == 0
    assert len(prebunk.near(at.date())) == count  # still offered on the first screen


def test_the_first_screen_offers_it_and_the_button_makes_the_draft(
    desk: Desk, voting: Stage
) -> None:
    today = timezone.localdate()
    Stage.objects.filter(pk=voting.pk).update(starts=today, ends=today)
    client = Client(SERVER_NAME="localhost")
    client.force_login(desk.officer)
    wanted = Prebunk.objects.get(code="jam-tps-berubah")
    where = reverse("sasando_prebunk_offer", args=[wanted.pk, voting.pk])
    assert where in client.get(reverse("wagtailadmin_home")).content.decode()
    said = client.post(where)
    item = PrebunkOffer.objects.get(prebunk=wanted).item
    assert item is not None
    assert said["Location"] == reverse("wagtailadmin_pages:edit", args=[item.pk])
    assert client.post(where)["Location"] == reverse("wagtailadmin_home")
